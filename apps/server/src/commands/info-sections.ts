// What INFO tells, section by section, with the fields of Redis 7.2 in its order, because clients (ioredis's ready
// check), redis-cli and exporters read them by name. What does not exist here (replicas, files, scripts, defragmentation)
// is told as a server tells it that does not use it; what only this server has stands in its own section.

import { arch, release, type as systemType } from "node:os";
import { NEVER } from "segcache-core";
import { percentileMicros } from "../command-stats.ts";
import type { ServerState } from "../server-state.ts";
import type { ThreadLoad, WholeServer } from "../threads/whole-server.ts";
import { REDIS_VERSION } from "../version.ts";
import { everyCommand } from "./every-command.ts";
import { CLUSTER_FIELDS, type Field, PERSISTENCE_FIELDS, REPLICATION_FIELDS } from "./info-constants.ts";
import { memoryFields } from "./info-memory.ts";
import { statFields } from "./info-stats.ts";

export interface Section {
  readonly title: string;
  /** Whether INFO without arguments tells it. */
  readonly isDefault: boolean;
  readonly fields: (server: ServerState, whole: WholeServer) => readonly Field[];
}

export const MICROSECONDS_PER_MS = 1000;
const SECONDS_PER_DAY = 86_400;
const MICROSECONDS = 1e6;
/** Keys that avg_ttl is estimated from. */
const TTL_SAMPLE = 100;
const PERCENTILES = [50, 99, 99.9];
/** Housekeeping runs so many times a second. */
const HERTZ = 10;

export const SECTIONS: readonly Section[] = [
  { title: "Server", isDefault: true, fields: serverFields },
  { title: "Clients", isDefault: true, fields: clientFields },
  { title: "Memory", isDefault: true, fields: memoryFields },
  { title: "Persistence", isDefault: true, fields: (server) => [...PERSISTENCE_FIELDS, lastSave(server)] },
  { title: "Stats", isDefault: true, fields: statFields },
  { title: "Replication", isDefault: true, fields: replicationFields },
  { title: "CPU", isDefault: true, fields: cpuFields },
  { title: "Modules", isDefault: true, fields: () => [] },
  { title: "Commandstats", isDefault: false, fields: commandFields },
  { title: "Latencystats", isDefault: false, fields: latencyFields },
  { title: "Errorstats", isDefault: true, fields: errorFields },
  { title: "Cluster", isDefault: true, fields: () => CLUSTER_FIELDS },
  { title: "Keyspace", isDefault: true, fields: keyspaceFields },
  { title: "Segcache", isDefault: true, fields: segcacheFields },
  { title: "Threads", isDefault: true, fields: (_server, { loads }) => loads.map(loadOf) },
];

function serverFields(server: ServerState): readonly Field[] {
  const { nowMs } = server.clock;
  const uptimeSeconds = Math.max(0, Math.floor((nowMs - server.startedMs) / 1000));
  const isSupervised = process.env.NOTIFY_SOCKET !== undefined;
  return [
    ["redis_version", REDIS_VERSION],
    ["redis_git_sha1", "00000000"],
    ["redis_git_dirty", 0],
    ["redis_build_id", server.version],
    ["segcache_version", server.version],
    ["redis_mode", "standalone"],
    ["os", `${systemType()} ${release()} ${arch()}`],
    ["arch_bits", 64],
    ["monotonic_clock", "performance.now"],
    ["multiplexing_api", server.multiplexingApi],
    ["node_version", process.version],
    ["process_id", process.pid],
    ["process_supervised", isSupervised ? "systemd" : "no"],
    ["run_id", server.runId],
    ["tcp_port", server.config.port],
    ["server_time_usec", nowMs * MICROSECONDS_PER_MS],
    ["uptime_in_seconds", uptimeSeconds],
    ["uptime_in_days", Math.floor(uptimeSeconds / SECONDS_PER_DAY)],
    ["hz", HERTZ],
    ["configured_hz", HERTZ],
    ["lru_clock", Math.floor(nowMs / 1000) & 0xff_ff_ff],
    ["executable", process.argv[1] ?? ""],
    ["config_file", server.configFile ?? ""],
    ["io_threads_active", 0],
  ];
}

function clientFields(server: ServerState, { totals }: WholeServer): readonly Field[] {
  const { count, inputBytesMax, outputBytesMax } = totals;
  return [
    ["connected_clients", count],
    ["cluster_connections", 0],
    ["maxclients", server.config.maxclients],
    ["client_recent_max_input_buffer", inputBytesMax],
    ["client_recent_max_output_buffer", outputBytesMax],
    ["blocked_clients", 0],
    ["tracking_clients", 0],
    ["clients_in_timeout_table", 0],
    ["total_blocking_keys", 0],
    ["total_blocking_keys_on_nokey", 0],
  ];
}

/** Never saved: as Redis, the time the server started. */
function lastSave(server: ServerState): Field {
  return ["rdb_last_save_time", Math.floor(server.startedMs / 1000)];
}

/** The history of a server without replicas is named after its run. */
function replicationFields(server: ServerState): readonly Field[] {
  return REPLICATION_FIELDS.map(([name, value]) => (name === "master_replid" ? [name, server.runId] : [name, value]));
}

function cpuFields(): readonly Field[] {
  const { system, user } = process.cpuUsage();
  const { systemCPUTime, userCPUTime } = process.resourceUsage();
  return [
    ["used_cpu_sys", (system / MICROSECONDS).toFixed(6)],
    ["used_cpu_user", (user / MICROSECONDS).toFixed(6)],
    ["used_cpu_sys_children", "0.000000"],
    ["used_cpu_user_children", "0.000000"],
    ["used_cpu_sys_main_thread", (systemCPUTime / MICROSECONDS).toFixed(6)],
    ["used_cpu_user_main_thread", (userCPUTime / MICROSECONDS).toFixed(6)],
  ];
}

/** Commands that were called or refused, by name; subcommands stand for themselves. */
function commandFields({ commands }: ServerState, { commandStats }: WholeServer): readonly Field[] {
  const fields: Field[] = [];
  for (const { fullName, number } of everyCommand(commands)) {
    const calls = commandStats.calls[number]!;
    const rejected = commandStats.rejected[number]!;
    const micros = Math.round(commandStats.micros[number]!);
    if (calls === 0 && rejected === 0) continue;
    const each = calls === 0 ? 0 : micros / calls;
    const counts = `rejected_calls=${rejected},failed_calls=${commandStats.failed[number]!}`;
    fields.push([`cmdstat_${fullName}`, `calls=${calls},usec=${micros},usec_per_call=${each.toFixed(2)},${counts}`]);
  }
  return fields;
}

/** Percentiles of how long commands took, as exact as the classes they were counted in. */
function latencyFields({ commands }: ServerState, { commandStats }: WholeServer): readonly Field[] {
  const called = everyCommand(commands).filter(({ number }) => commandStats.calls[number]! > 0);
  return called.map((command) => {
    const values = PERCENTILES.map((percent) => `p${percent}=${percentileMicros(commandStats, command, percent)}`);
    return [`latency_percentiles_usec_${command.fullName}`, values.join(",")];
  });
}

function errorFields(_server: ServerState, { errorStats }: WholeServer): readonly Field[] {
  return [...errorStats.entries()].map(([kind, count]) => [`errorstat_${kind}`, `count=${count}`]);
}

function keyspaceFields(server: ServerState): readonly Field[] {
  const fields: Field[] = [];
  for (let database = 0; database < server.config.databases; database++) {
    const keys = server.cache.raw.count(database);
    if (keys === 0) continue;
    const expiring = server.cache.raw.countWithTtl(database);
    const averageMs = expiring === 0 ? 0 : averageTtlMs(server, database);
    fields.push([`db${database}`, `keys=${keys},expires=${expiring},avg_ttl=${averageMs}`]);
  }
  return fields;
}

/** An estimate from the first keys a scan meets, whose order says nothing about their deadlines; 0 when none of them has one. */
function averageTtlMs({ cache, clock }: ServerState, database: number): number {
  const { raw } = cache;
  raw.scan(0, database, TTL_SAMPLE);
  let totalMs = 0;
  let count = 0;
  for (let i = 0; i < raw.scannedCount; i++) {
    const deadline = raw.deadline(raw.scanned[i]!);
    if (deadline === NEVER) continue;
    totalMs += Math.max(0, deadline - clock.nowMs);
    count++;
  }
  return count === 0 ? 0 : Math.round(totalMs / count);
}

/** Every counter and gauge of the engine, by its own name in Redis's spelling. */
function segcacheFields(server: ServerState, whole: WholeServer): readonly Field[] {
  const { limits } = server.cache;
  const fields: Field[] = [
    ["threads", server.threads],
    ["thread_crashes", server.counts.crashes],
    ["segment_size", limits.segmentSize],
    ["shard_count", limits.shardCount],
    ["key_bytes_max", limits.keyBytesMax],
    ["value_bytes_max", limits.valueBytesMax],
    ["total_protocol_errors", whole.metrics.protocolErrors],
    ["total_internal_errors", whole.metrics.internalErrors],
    ["command_log_lines", whole.logLines],
    ["command_log_lines_dropped", whole.logLinesDropped],
  ];
  for (const [name, value] of Object.entries(server.cache.stats())) fields.push([snakeCaseOf(name), value]);
  return fields;
}

/** What one thread does: the system spreads connections over threads as it likes. */
function loadOf({ thread, clients, commands, commandsPerSecond }: ThreadLoad): Field {
  return [`thread_${thread}`, `clients=${clients},commands=${commands},ops_per_sec=${commandsPerSecond}`];
}

function snakeCaseOf(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
