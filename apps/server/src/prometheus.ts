// The server's numbers for Prometheus, named by its conventions (base units, `_total` on counters, one name and labels
// instead of many names). Serving requests only adds to plain counters; everything here runs when the page is asked for.

import type { Registry } from "prom-client";
import { everyCommand } from "./commands/every-command.ts";
import { durationHistogram } from "./duration-histogram.ts";
import type { ServerState } from "./server-state.ts";
import type { ThreadReport } from "./threads/report.ts";
import { WholeServer } from "./threads/whole-server.ts";

type Library = typeof import("prom-client");

/** Asks the other threads what they have counted. */
export type Gather = () => Promise<readonly ThreadReport[]>;

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** What the series are read from: taken once per page, so that they agree. */
interface View {
  readonly server: ServerState;
  readonly whole: WholeServer;
  readonly stats: ReturnType<ServerState["cache"]["stats"]>;
}

interface Series {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly read: (view: View) => readonly Sample[];
}

/** A series of one number. */
function plain(name: string, help: string, read: (view: View) => number): Series {
  return { name, help, labelNames: [], read: (view) => [[{}, read(view)]] };
}

/** A series of one number per value of a label. */
function labelled(
  name: string,
  help: string,
  label: string,
  read: (view: View) => readonly (readonly [string, number])[],
): Series {
  const samples: Series["read"] = (view) => read(view).map(([value, count]) => [{ [label]: value }, count]);
  return { name, help, labelNames: [label], read: samples };
}

const COUNTERS: readonly Series[] = [
  labelled("segcache_commands_total", "Commands run, by name.", "command", (view) => perCommand(view, "calls")),
  labelled("segcache_commands_failed_total", "Commands that replied with an error.", "command", (view) =>
    perCommand(view, "failed"),
  ),
  labelled("segcache_commands_rejected_total", "Commands refused before they ran.", "command", (view) =>
    perCommand(view, "rejected"),
  ),
  labelled("segcache_error_replies_total", "Error replies, by their first word.", "error", ({ whole }) => [
    ...whole.errorStats.entries(),
  ]),
  plain(
    "segcache_connections_received_total",
    "Connections accepted or refused.",
    ({ whole }) => whole.metrics.connectionsReceived,
  ),
  plain(
    "segcache_connections_rejected_total",
    "Connections refused.",
    ({ whole }) => whole.metrics.connectionsRejected,
  ),
  labelled(
    "segcache_disconnections_total",
    "Connections the server closed, by reason.",
    "reason",
    ({ whole: { metrics } }) => [
      ["output_limit", metrics.outputLimitDisconnections],
      ["protocol_error", metrics.protocolErrors],
      ["client_memory", metrics.evictedClients],
    ],
  ),
  plain(
    "segcache_authentication_failures_total",
    "Wrong passwords.",
    ({ whole }) => whole.metrics.authenticationFailures,
  ),
  plain("segcache_receive_bytes_total", "Bytes received from clients.", ({ whole }) => whole.metrics.inputBytes),
  plain("segcache_transmit_bytes_total", "Bytes sent to clients.", ({ whole }) => whole.metrics.outputBytes),
  plain(
    "segcache_hits_total",
    "Reads that found their key.",
    ({ whole, stats }) => stats.hits + whole.metrics.untouchedHits,
  ),
  labelled("segcache_misses_total", "Reads that did not find their key, by cause.", "cause", ({ stats }) => [
    ["absent", stats.misses - stats.missesExpired],
    ["expired", stats.missesExpired],
  ]),
  plain("segcache_command_log_lines_total", "Lines for the command log.", ({ whole }) => whole.logLines),
  plain(
    "segcache_command_log_lines_dropped_total",
    "Lines that the command log's file was too slow for.",
    ({ whole }) => whole.logLinesDropped,
  ),
  plain("segcache_sets_total", "Items stored.", ({ stats }) => stats.sets),
  plain("segcache_sets_failed_total", "Writes that failed for size or want of room.", ({ stats }) => stats.setsFailed),
  plain("segcache_deleted_items_total", "Items removed by clients.", ({ stats }) => stats.deletes),
  plain("segcache_evicted_items_total", "Items dropped to make room.", ({ stats }) => stats.itemsEvicted),
  plain("segcache_evicted_bytes_total", "Bytes of items dropped to make room.", ({ stats }) => stats.bytesEvicted),
  plain("segcache_expired_items_total", "Items whose time was over.", ({ stats }) => stats.itemsExpired),
  plain(
    "segcache_thread_crashes_total",
    "Threads that crashed and were replaced.",
    ({ server }) => server.counts.crashes,
  ),
  plain("segcache_lock_waits_total", "Times a thread waited for another.", ({ stats }) => stats.lockWaits),
  plain("segcache_lock_wait_seconds_total", "Time threads waited.", ({ stats }) => stats.lockWaitMs / 1000),
  plain(
    "segcache_shards_emptied_total",
    "Parts of the cache that a crash made unusable.",
    ({ stats }) => stats.shardsEmptied,
  ),
  labelled("segcache_segments_reclaimed_total", "Segments given back, by cause.", "cause", ({ stats }) => [
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
    read: ({ server: { version, config } }) => [[{ version, policy: config["maxmemory-policy"] }, 1]],
  },
  plain("segcache_connections", "Connections being served.", ({ whole }) => whole.totals.count),
  labelled("segcache_thread_connections", "Connections being served, by thread.", "thread", ({ whole }) =>
    whole.loads.map(({ thread, clients }) => [String(thread), clients]),
  ),
  plain("segcache_connections_limit", "Connections served at most.", ({ server }) => server.config.maxclients),
  labelled("segcache_client_buffer_bytes", "Bytes that wait in clients' buffers.", "direction", clientBuffers),
  labelled("segcache_items", "Items in the cache, by database.", "database", itemsByDatabase),
  plain("segcache_items_expiring", "Items that have a deadline.", ({ stats }) => stats.itemsExpiring),
  labelled("segcache_segments", "Segments, by state.", "state", ({ stats }) => [
    ["free", stats.segmentsFree],
    ["open", stats.segmentsOpen],
    ["sealed", stats.segmentsSealed],
    ["reclaiming", stats.segmentsReclaiming],
    ["table", stats.segmentsTable],
    ["overflow", stats.segmentsOverflow],
  ]),
  labelled("segcache_memory_bytes", "Bytes of the cache, by use.", "use", ({ stats }) => [
    ["live", stats.bytesLive],
    ["dead", stats.bytesDead],
    ["table", stats.bytesTable],
  ]),
  plain("segcache_memory_touched_bytes", "Bytes the cache has ever touched.", ({ stats }) => stats.memoryTouched),
  plain("segcache_memory_limit_bytes", "Bytes the cache may touch.", ({ stats }) => stats.memoryMax),
];

/** Every series of one server, with those of the process it runs in. */
export class ServerRegistry {
  readonly #server: ServerState;
  readonly #registry: Registry;
  readonly #gather: Gather;
  #view: View;

  /** The library is large, and loaded only where somebody wants the page. @param gather what other threads have counted. */
  static async create(server: ServerState, gather: Gather = async () => []): Promise<ServerRegistry> {
    return new ServerRegistry(await import("prom-client"), server, gather);
  }

  private constructor(library: Library, server: ServerState, gather: Gather) {
    const { Counter, collectDefaultMetrics, Gauge } = library;
    this.#server = server;
    this.#gather = gather;
    this.#registry = new library.Registry();
    this.#view = viewOf(server, []);
    const registers = [this.#registry];
    const samplesOf = ({ read }: Series): readonly Sample[] => read(this.#view);
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
    const view = viewOf(this.#server, await this.#gather());
    this.#view = view;
    return `${await this.#registry.metrics()}\n${durationHistogram(this.#server, view.whole)}`;
  }
}

function viewOf(server: ServerState, reports: readonly ThreadReport[]): View {
  return { server, whole: new WholeServer(server, reports), stats: server.cache.stats() };
}

/** Commands that were ever called or refused; the others would fill the page with zeros. */
function perCommand(
  { server: { commands }, whole: { commandStats } }: View,
  what: "calls" | "failed" | "rejected",
): readonly (readonly [string, number])[] {
  return everyCommand(commands)
    .filter(({ number }) => commandStats.calls[number]! + commandStats.rejected[number]! > 0)
    .map(({ fullName, number }) => [fullName, commandStats[what][number]!]);
}

function clientBuffers({ whole }: View): readonly (readonly [string, number])[] {
  const { inputBytes, outputBytes } = whole.totals;
  return [
    ["input", inputBytes],
    ["output", outputBytes],
  ];
}

function itemsByDatabase({ server: { cache, config } }: View): readonly (readonly [string, number])[] {
  return Array.from({ length: config.databases }, (_, database) => [String(database), cache.raw.count(database)]);
}
