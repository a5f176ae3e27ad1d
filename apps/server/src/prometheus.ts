// The server's numbers for Prometheus, named by its conventions (base units, `_total` on counters, one name and labels
// instead of many names). Serving requests only adds to plain counters; everything here runs when the page is asked for.

import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { everyCommand } from "./commands/every-command.ts";
import { durationHistogram } from "./duration-histogram.ts";
import type { ServerState } from "./server-state.ts";

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];
type Stats = ReturnType<ServerState["cache"]["stats"]>;

interface Series {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly read: (server: ServerState, stats: Stats) => readonly Sample[];
}

/** A series of one number. */
function plain(name: string, help: string, read: (server: ServerState, stats: Stats) => number): Series {
  return { name, help, labelNames: [], read: (server, stats) => [[{}, read(server, stats)]] };
}

/** A series of one number per value of a label. */
function labelled(
  name: string,
  help: string,
  label: string,
  read: (server: ServerState, stats: Stats) => readonly (readonly [string, number])[],
): Series {
  const samples: Series["read"] = (server, stats) =>
    read(server, stats).map(([value, count]) => [{ [label]: value }, count]);
  return { name, help, labelNames: [label], read: samples };
}

const COUNTERS: readonly Series[] = [
  labelled("segcache_commands_total", "Commands run, by name.", "command", (server) => perCommand(server, "calls")),
  labelled("segcache_commands_failed_total", "Commands that replied with an error.", "command", (server) =>
    perCommand(server, "failed"),
  ),
  labelled("segcache_commands_rejected_total", "Commands refused before they ran.", "command", (server) =>
    perCommand(server, "rejected"),
  ),
  labelled("segcache_error_replies_total", "Error replies, by their first word.", "error", ({ errorStats }) => [
    ...errorStats.entries(),
  ]),
  plain(
    "segcache_connections_received_total",
    "Connections accepted or refused.",
    (server) => server.metrics.connectionsReceived,
  ),
  plain("segcache_connections_rejected_total", "Connections refused.", (server) => server.metrics.connectionsRejected),
  labelled("segcache_disconnections_total", "Connections the server closed, by reason.", "reason", ({ metrics }) => [
    ["output_limit", metrics.outputLimitDisconnections],
    ["protocol_error", metrics.protocolErrors],
    ["client_memory", metrics.evictedClients],
  ]),
  plain(
    "segcache_authentication_failures_total",
    "Wrong passwords.",
    (server) => server.metrics.authenticationFailures,
  ),
  plain("segcache_receive_bytes_total", "Bytes received from clients.", (server) => server.metrics.inputBytes),
  plain("segcache_transmit_bytes_total", "Bytes sent to clients.", (server) => server.metrics.outputBytes),
  plain(
    "segcache_hits_total",
    "Reads that found their key.",
    (server, stats) => stats.hits + server.metrics.untouchedHits,
  ),
  labelled("segcache_misses_total", "Reads that did not find their key, by cause.", "cause", (_, stats) => [
    ["absent", stats.misses - stats.missesExpired],
    ["expired", stats.missesExpired],
  ]),
  plain("segcache_command_log_lines_total", "Lines for the command log.", ({ commandLog }) => commandLog?.lines ?? 0),
  plain(
    "segcache_command_log_lines_dropped_total",
    "Lines that the command log's file was too slow for.",
    ({ commandLog }) => commandLog?.linesDropped ?? 0,
  ),
  plain("segcache_sets_total", "Items stored.", (_, stats) => stats.sets),
  plain("segcache_sets_failed_total", "Writes that failed for size or want of room.", (_, stats) => stats.setsFailed),
  plain("segcache_deleted_items_total", "Items removed by clients.", (_, stats) => stats.deletes),
  plain("segcache_evicted_items_total", "Items dropped to make room.", (_, stats) => stats.itemsEvicted),
  plain("segcache_evicted_bytes_total", "Bytes of items dropped to make room.", (_, stats) => stats.bytesEvicted),
  plain("segcache_expired_items_total", "Items whose time was over.", (_, stats) => stats.itemsExpired),
  labelled("segcache_segments_reclaimed_total", "Segments given back, by cause.", "cause", (_, stats) => [
    ["evicted", stats.segmentsEvicted],
    ["expired", stats.segmentsExpired],
    ["emptied", stats.segmentsEmptied],
  ]),
];

const GAUGES: readonly Series[] = [
  {
    name: "segcache_info",
    help: "Always 1; what runs stands in the labels.",
    labelNames: ["version", "policy"],
    read: ({ version, config }) => [[{ version, policy: config["maxmemory-policy"] }, 1]],
  },
  plain("segcache_connections", "Connections being served.", (server) => server.sessions.size),
  plain("segcache_connections_limit", "Connections served at most.", (server) => server.config.maxclients),
  labelled("segcache_client_buffer_bytes", "Bytes that wait in clients' buffers.", "direction", clientBuffers),
  labelled("segcache_items", "Items in the cache, by database.", "database", itemsByDatabase),
  plain("segcache_items_expiring", "Items that have a deadline.", (_, stats) => stats.itemsExpiring),
  labelled("segcache_segments", "Segments, by state.", "state", (_, stats) => [
    ["free", stats.segmentsFree],
    ["open", stats.segmentsOpen],
    ["sealed", stats.segmentsSealed],
    ["reclaiming", stats.segmentsReclaiming],
    ["table", stats.segmentsTable],
    ["overflow", stats.segmentsOverflow],
  ]),
  labelled("segcache_memory_bytes", "Bytes of the cache, by use.", "use", (_, stats) => [
    ["live", stats.bytesLive],
    ["dead", stats.bytesDead],
    ["table", stats.bytesTable],
  ]),
  plain("segcache_memory_touched_bytes", "Bytes the cache has ever touched.", (_, stats) => stats.memoryTouched),
  plain("segcache_memory_limit_bytes", "Bytes the cache may touch.", (_, stats) => stats.memoryMax),
];

/** Every series of one server, with those of the process it runs in. */
export class ServerRegistry {
  readonly #server: ServerState;
  readonly #registry: Registry = new Registry();
  /** Taken once per page, so that the series agree. */
  #stats: Stats;

  constructor(server: ServerState) {
    this.#server = server;
    this.#stats = server.cache.stats();
    const registers = [this.#registry];
    const samplesOf = ({ read }: Series): readonly Sample[] => read(this.#server, this.#stats);
    for (const series of COUNTERS) {
      const { name, help, labelNames } = series;
      new Counter({
        name,
        help,
        labelNames,
        registers,
        collect() {
          this.reset();
          for (const [labels, value] of samplesOf(series)) this.inc(labels, value);
        },
      });
    }
    for (const series of GAUGES) {
      const { name, help, labelNames } = series;
      new Gauge({
        name,
        help,
        labelNames,
        registers,
        collect() {
          this.reset();
          for (const [labels, value] of samplesOf(series)) this.set(labels, value);
        },
      });
    }
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The page in Prometheus's text format. */
  async page(): Promise<string> {
    this.#stats = this.#server.cache.stats();
    return `${await this.#registry.metrics()}\n${durationHistogram(this.#server)}`;
  }
}

/** Commands that were ever called or refused; the others would fill the page with zeros. */
function perCommand(
  { commands, commandStats }: ServerState,
  what: "calls" | "failed" | "rejected",
): readonly (readonly [string, number])[] {
  return everyCommand(commands)
    .filter(({ number }) => commandStats.calls[number]! + commandStats.rejected[number]! > 0)
    .map(({ fullName, number }) => [fullName, commandStats[what][number]!]);
}

function clientBuffers(server: ServerState): readonly (readonly [string, number])[] {
  let input = 0;
  let output = 0;
  for (const { peer } of server.sessions.values()) {
    input += peer.inputBytes;
    output += peer.outputBytes;
  }
  return [
    ["input", input],
    ["output", output],
  ];
}

function itemsByDatabase({ cache, config }: ServerState): readonly (readonly [string, number])[] {
  return Array.from({ length: config.databases }, (_, database) => [String(database), cache.raw.count(database)]);
}
