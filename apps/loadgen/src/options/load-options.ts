// The options that say how the workload is sent: over how many connections and threads, in which loop, for how long.
import { DRIVER_NAMES, type DriverName } from "../drivers/drivers.ts";
import { ARRIVAL_PROCESSES, type ArrivalProcess } from "../load/arrivals.ts";
import { type OptionTable, optionalSwitch } from "./option-table.ts";
import { durationMs, type Extent, extent, oneOf, positiveNumber, speed, text, wholeNumber } from "./option-values.ts";

export interface LoadOptions {
  readonly driver: DriverName;
  readonly threads: number;
  readonly clients: number;
  readonly pipeline: number;
  readonly requests: number | undefined;
  readonly duration: number | undefined;
  readonly rate: number | undefined;
  readonly arrivals: ArrivalProcess;
  readonly inFlightMax: number;
  readonly trace: string | undefined;
  readonly speed: number | undefined;
  readonly keepTtl: boolean;
  readonly warmup: Extent | undefined;
  readonly prefill: boolean;
  readonly verify: boolean;
  readonly timeout: number;
}

export const DEFAULT_REQUESTS = 100_000;

export const LOAD_OPTIONS: OptionTable<LoadOptions> = {
  driver: {
    placeholder: "NAME",
    default: "ioredis",
    parse: oneOf(DRIVER_NAMES),
    doc: "ioredis, what programs use, or raw: sockets and nothing else, several times cheaper",
  },
  threads: { placeholder: "N", default: "1", parse: wholeNumber(1, 64), doc: "threads that share the clients" },
  clients: { placeholder: "N", default: "20", parse: wholeNumber(1, 10_000), doc: "connections, all threads together" },
  pipeline: {
    placeholder: "N",
    default: "1",
    parse: wholeNumber(1, 10_000),
    doc: "requests in flight on each connection",
  },
  requests: {
    placeholder: "N",
    default: undefined,
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    doc: `measured requests, all clients together (${DEFAULT_REQUESTS} unless --duration is given); look-aside sets come on top`,
  },
  duration: {
    placeholder: "TIME",
    default: undefined,
    parse: durationMs,
    doc: "measure for this long instead: 30s, 500ms, 10m, or plain seconds",
  },
  rate: {
    placeholder: "N",
    default: undefined,
    parse: positiveNumber,
    doc: "open loop: start so many requests a second whatever the server does, and measure from when each should have started",
  },
  arrivals: {
    placeholder: "NAME",
    default: "constant",
    parse: oneOf(ARRIVAL_PROCESSES),
    doc: "gaps between the requests of --rate: constant, or poisson as of many independent users",
  },
  inFlightMax: {
    placeholder: "N",
    default: "1000",
    parse: wholeNumber(1, 1_000_000),
    doc: "with --rate or --trace, drop a request that finds so many in flight on its connection",
  },
  trace: {
    placeholder: "FILE",
    default: undefined,
    parse: text,
    doc: "replay a trace in place of the workload: Twitter's cache-trace CSV, segcache-server's command log or the output of MONITOR, plain, .gz or .zst",
  },
  speed: {
    placeholder: "X",
    default: "1",
    parse: speed,
    doc: "of a replay: times faster than recorded, TTLs shrink as much; or max, as fast as the server answers",
  },
  keepTtl: optionalSwitch("replay TTLs as recorded whatever the speed"),
  warmup: {
    placeholder: "EXTENT",
    default: "0",
    parse: extent,
    doc: "run the mix unmeasured before: a number of requests, or a time with its unit such as 10s; 0 is none",
  },
  prefill: optionalSwitch("set every key once before, unmeasured"),
  verify: optionalSwitch(
    "check every value read: set under its key, and not older than the thread's last confirmed write; values have at least 16 bytes",
  ),
  timeout: {
    placeholder: "TIME",
    default: "10s",
    parse: durationMs,
    doc: "give a connection up when it owes a reply for this long",
  },
};
