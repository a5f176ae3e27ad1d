// INFO and TIME. Sections are data: a name and a function that returns fields. Fields carry Redis's names where Redis
// has them, because clients (ioredis's ready check), redis-cli and exporters read them; what only this server has
// stands in its own section.

import { totalmem } from "node:os";
import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import type { ServerState } from "../server-state.ts";
import { humanSizeOf } from "../sizes.ts";
import { REDIS_VERSION } from "../version.ts";

type Field = readonly [name: string, value: string | number];

interface Section {
  readonly title: string;
  readonly fields: (server: ServerState) => readonly Field[];
}

const MICROSECONDS_PER_MS = 1000;
const SECONDS_PER_DAY = 86_400;
const ALL_SECTIONS = new Set(["all", "default", "everything"]);

export function info(context: Context, reply: ReplyWriter): void {
  const wanted = new Set<string>();
  for (let i = 1; i < context.argumentCount; i++) wanted.add(context.text(i).toLowerCase());
  const wantsAll = wanted.size === 0 || [...wanted].some((name) => ALL_SECTIONS.has(name));
  const chosen = SECTIONS.filter((section) => wantsAll || wanted.has(section.title.toLowerCase()));
  reply.verbatim("txt", chosen.map((section) => format(section, context.server)).join("\r\n"));
}

/** Seconds and microseconds since 1970; the clock tells whole milliseconds. */
export function time(context: Context, reply: ReplyWriter): void {
  const nowMs = context.server.clock.refresh();
  reply.array(2);
  reply.bulkString(String(Math.floor(nowMs / 1000)));
  reply.bulkString(String((nowMs % 1000) * MICROSECONDS_PER_MS));
}

function format(section: Section, server: ServerState): string {
  const lines = section.fields(server).map(([name, value]) => `${name}:${value}\r\n`);
  return `# ${section.title}\r\n${lines.join("")}`;
}

const SECTIONS: readonly Section[] = [
  { title: "Server", fields: serverFields },
  { title: "Clients", fields: clientFields },
  { title: "Memory", fields: memoryFields },
  { title: "Persistence", fields: () => PERSISTENCE_FIELDS },
  { title: "Stats", fields: statFields },
  { title: "Replication", fields: () => REPLICATION_FIELDS },
  { title: "CPU", fields: cpuFields },
  { title: "Cluster", fields: () => [["cluster_enabled", 0]] },
  { title: "Keyspace", fields: keyspaceFields },
  { title: "Segcache", fields: segcacheFields },
];

/** Nothing is loaded from disk and nothing is saved; clients wait while `loading` is 1. */
const PERSISTENCE_FIELDS: readonly Field[] = [
  ["loading", 0],
  ["async_loading", 0],
  ["rdb_bgsave_in_progress", 0],
  ["aof_enabled", 0],
  ["aof_rewrite_in_progress", 0],
];

/** A server without replicas; clients look for `role:master` before they write. */
const REPLICATION_FIELDS: readonly Field[] = [
  ["role", "master"],
  ["connected_slaves", 0],
  ["master_failover_state", "no-failover"],
  ["master_repl_offset", 0],
  ["repl_backlog_active", 0],
];

function serverFields(server: ServerState): readonly Field[] {
  const { nowMs } = server.clock;
  const uptimeSeconds = Math.max(0, Math.floor((nowMs - server.startedMs) / 1000));
  return [
    ["redis_version", REDIS_VERSION],
    ["segcache_version", server.version],
    ["redis_mode", "standalone"],
    ["os", `${process.platform} ${process.arch}`],
    ["arch_bits", 64],
    ["node_version", process.version],
    ["process_id", process.pid],
    ["run_id", server.runId],
    ["tcp_port", server.config.port],
    ["server_time_usec", nowMs * MICROSECONDS_PER_MS],
    ["uptime_in_seconds", uptimeSeconds],
    ["config_file", server.configFile ?? ""],
    ["uptime_in_days", Math.floor(uptimeSeconds / SECONDS_PER_DAY)],
  ];
}

function clientFields(server: ServerState): readonly Field[] {
  return [
    ["connected_clients", server.sessions.size],
    ["maxclients", server.config.maxclients],
    ["blocked_clients", 0],
  ];
}

/** `used_memory` is what `maxmemory` bounds: the pages of the cache that have been touched. */
function memoryFields(server: ServerState): readonly Field[] {
  const stats = server.cache.stats();
  const residentBytes = process.memoryUsage.rss();
  const totalBytes = totalmem();
  return [
    ["used_memory", stats.memoryTouched],
    ["used_memory_human", humanSizeOf(stats.memoryTouched)],
    ["used_memory_rss", residentBytes],
    ["used_memory_rss_human", humanSizeOf(residentBytes)],
    ["used_memory_peak", stats.memoryTouched], // touched pages are never given back
    ["used_memory_peak_human", humanSizeOf(stats.memoryTouched)],
    ["used_memory_dataset", stats.bytesLive],
    ["total_system_memory", totalBytes],
    ["total_system_memory_human", humanSizeOf(totalBytes)],
    ["maxmemory", server.config.maxmemory],
    ["maxmemory_human", humanSizeOf(server.config.maxmemory)],
    ["maxmemory_policy", server.config["maxmemory-policy"]],
    ["mem_fragmentation_ratio", (residentBytes / Math.max(1, stats.memoryTouched)).toFixed(2)],
    ["mem_allocator", "segcache"],
  ];
}

function statFields(server: ServerState): readonly Field[] {
  const { metrics } = server;
  const cache = metrics.sinceReset(server.cache.stats());
  return [
    ["total_connections_received", metrics.connectionsReceived],
    ["total_commands_processed", metrics.commandsProcessed],
    ["instantaneous_ops_per_sec", metrics.commandsPerSecond],
    ["total_net_input_bytes", metrics.inputBytes],
    ["total_net_output_bytes", metrics.outputBytes],
    ["rejected_connections", metrics.connectionsRejected],
    ["expired_keys", cache.itemsExpired],
    ["evicted_keys", cache.itemsEvicted],
    ["keyspace_hits", cache.hits],
    ["keyspace_misses", cache.misses],
    ["pubsub_channels", 0],
    ["pubsub_patterns", 0],
    ["total_error_replies", metrics.errorReplies],
    ["total_protocol_errors", metrics.protocolErrors],
    ["total_internal_errors", metrics.internalErrors],
  ];
}

function cpuFields(): readonly Field[] {
  const { system, user } = process.cpuUsage();
  return [
    ["used_cpu_sys", (system / 1e6).toFixed(6)],
    ["used_cpu_user", (user / 1e6).toFixed(6)],
  ];
}

function keyspaceFields(server: ServerState): readonly Field[] {
  const fields: Field[] = [];
  for (let database = 0; database < server.config.databases; database++) {
    const keys = server.cache.raw.count(database);
    if (keys === 0) continue;
    fields.push([`db${database}`, `keys=${keys},expires=${server.cache.raw.countWithTtl(database)},avg_ttl=0`]);
  }
  return fields;
}

/** Every counter and gauge of the engine, by its own name in Redis's spelling. */
function segcacheFields(server: ServerState): readonly Field[] {
  const { limits } = server.cache;
  const fields: Field[] = [
    ["segment_size", limits.segmentSize],
    ["shard_count", limits.shardCount],
    ["key_bytes_max", limits.keyBytesMax],
    ["value_bytes_max", limits.valueBytesMax],
  ];
  for (const [name, value] of Object.entries(server.cache.stats())) fields.push([snakeCaseOf(name), value]);
  return fields;
}

function snakeCaseOf(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
