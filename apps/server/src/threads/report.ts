// What a thread tells the others of itself, when a request of theirs speaks for the whole server: plain data, a copy of what
// it has counted and, if asked for, one record for each of its sessions.

import { clientBytesOf } from "../client-memory.ts";
import type { CommandCounts } from "../command-stats.ts";
import type { LatencySeries } from "../latency-events.ts";
import type { MetricValues } from "../metrics.ts";
import type { ServerState } from "../server-state.ts";
import type { Session } from "../session.ts";
import type { SlowEntry } from "../slow-log.ts";

/** What a command reads of other threads: what they have counted, or that and their clients one by one. */
export type Reads = "counts" | "clients";

/** One client, as CLIENT LIST and CLIENT KILL see it. */
export interface ClientRecord {
  readonly id: number;
  readonly address: string;
  readonly localAddress: string;
  readonly descriptor: number;
  readonly name: string;
  readonly libName: string;
  readonly libVersion: string;
  readonly createdMs: number;
  readonly lastActiveMs: number;
  readonly database: number;
  readonly protocol: number;
  /** Requests that wait for EXEC; -1 outside a transaction. */
  readonly queued: number;
  readonly isMonitor: boolean;
  readonly isClosing: boolean;
  readonly noEvict: boolean;
  readonly noTouch: boolean;
  readonly lastCommand: string | undefined;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly transactionBytes: number;
  /** All that the server holds for it. */
  readonly bytes: number;
}

/** The clients of one thread, or of several, together. */
export interface ClientTotals {
  readonly count: number;
  readonly bytes: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly inputBytesMax: number;
  readonly outputBytesMax: number;
}

/** JavaScript's memory of one thread, bytes. */
export interface HeapSizes {
  readonly heapTotal: number;
  readonly heapUsed: number;
  readonly external: number;
}

export interface ThreadReport {
  /** 0 is the main thread. */
  readonly thread: number;
  readonly metrics: MetricValues;
  readonly commands: CommandCounts;
  readonly errors: readonly (readonly [kind: string, count: number])[];
  readonly slowEntries: readonly SlowEntry[];
  readonly latency: readonly (readonly [event: string, series: LatencySeries])[];
  readonly totals: ClientTotals;
  /** Empty unless asked for. */
  readonly clients: readonly ClientRecord[];
  readonly heap: HeapSizes;
  readonly logLines: number;
  readonly logLinesDropped: number;
}

export function reportOf(server: ServerState, reads: Reads): ThreadReport {
  return {
    thread: server.thread,
    metrics: server.metrics.values(),
    commands: server.commandStats.counts(),
    errors: [...server.errorStats.entries()],
    slowEntries: server.slowLog.entries,
    latency: [...server.latency.all()],
    totals: totalsOf(server),
    clients: reads === "clients" ? clientsOf(server) : [],
    heap: heapSizes(),
    logLines: server.commandLog?.lines ?? 0,
    logLinesDropped: server.commandLog?.linesDropped ?? 0,
  };
}

export function heapSizes(): HeapSizes {
  const { heapTotal, heapUsed, external } = process.memoryUsage();
  return { heapTotal, heapUsed, external };
}

export function clientsOf(server: ServerState): ClientRecord[] {
  return Array.from(server.sessions.values(), (session) => recordOf(session, server.monitors.hasBegun(session)));
}

export function recordOf(session: Session, isMonitor: boolean): ClientRecord {
  const { id, peer, descriptor, name, libName, libVersion, createdMs, lastActiveMs, database, protocol } = session;
  const { transaction, watches, isClosing, noEvict, noTouch, lastCommand } = session;
  return {
    ...{ id, descriptor, name, libName, libVersion, createdMs, lastActiveMs, database, protocol },
    ...{ isMonitor, isClosing, noEvict, noTouch },
    address: peer.address,
    localAddress: peer.localAddress,
    queued: transaction?.size ?? -1,
    lastCommand: lastCommand?.fullName,
    inputBytes: peer.inputBytes,
    outputBytes: peer.outputBytes,
    transactionBytes: (transaction?.bytes ?? 0) + watches.bytes,
    bytes: clientBytesOf(session),
  };
}

export function totalsOf({ sessions }: ServerState): ClientTotals {
  const totals = { count: sessions.size, bytes: 0, inputBytes: 0, outputBytes: 0, inputBytesMax: 0, outputBytesMax: 0 };
  for (const session of sessions.values()) {
    const { inputBytes, outputBytes } = session.peer;
    totals.bytes += clientBytesOf(session);
    totals.inputBytes += inputBytes;
    totals.outputBytes += outputBytes;
    totals.inputBytesMax = Math.max(totals.inputBytesMax, inputBytes);
    totals.outputBytesMax = Math.max(totals.outputBytesMax, outputBytes);
  }
  return totals;
}
