// Miss ratios of every policy on real traces, beside exact LRU and plain S3-FIFO in the same bytes. The traces are not part of
// this project: SEGCACHE_TRACES names the folder they stand in.

import { type Cell, type Report, reportOf, type Table } from "segcache-bench-report";
import { POLICY_NAMES, Segcache } from "segcache-core";
import { ExactLru, PlainS3Fifo } from "./reference-caches.ts";
import { type Policy, replayReference, replaySegcache } from "./replay.ts";
import { readTrace, type Trace, traceNames, withDrawnTtls } from "./traces.ts";

const SHARES = [0.01, 0.1, 0.3];
const MEMORY_MIN = 2 ** 20;
const OVERHEAD_BYTES = 60;
const DEFAULT_POLICY: Policy = "s3fifo";
/** Miss ratios closer than this count as the same. */
const TIE = 0.0005;

interface Outcome {
  readonly trace: string;
  readonly size: string;
  readonly ttls: string;
  /** By policy. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly winner: Policy;
  readonly withOverhead: { readonly lru: number; readonly s3fifo: number };
  /** The better reference in the payload that the winner, and the default, held. */
  readonly besideWinner: number;
  readonly besideDefault: number;
  /** Keys and values the default held on average, as a share of all memory. */
  readonly payloadShare: number;
}

export function runMissRatio(isSmoke: boolean): Report | undefined {
  const folder = process.env.SEGCACHE_TRACES;
  if (folder === undefined || folder === "") {
    console.warn("miss-ratio: SKIPPED, because SEGCACHE_TRACES does not name a folder of traces");
    return undefined;
  }
  const names = isSmoke ? ["web07"] : traceNames(folder);
  const outcomes: Outcome[] = [];
  const skipped: string[] = [];
  for (const name of names) {
    const trace = readTrace(folder, name);
    const drawn = withDrawnTtls(trace, folder);
    for (const share of SHARES) {
      const memory = Math.floor(trace.workingSetBytes * share);
      const size = `${share * 100} %, ${(memory / 2 ** 20).toFixed(1)} MiB`;
      if (memory < MEMORY_MIN) skipped.push(`${name} at ${size}`);
      else outcomes.push(compare(trace, memory, size, "own"), compare(drawn, memory, size, "drawn"));
    }
  }
  const options = { traces: names, shares: SHARES, overheadBytes: OVERHEAD_BYTES };
  return reportOf("miss-ratio", { options }, [ratioTable(outcomes, skipped), distanceTable(outcomes)]);
}

function compare(trace: Trace, memory: number, size: string, ttls: string): Outcome {
  const runs = POLICY_NAMES.map((policy) => ({ policy, ...replaySegcache(trace, memory, policy) }));
  const { valueBytesMax } = new Segcache({ maxMemory: memory }).limits;
  const reference = (Kind: typeof ExactLru | typeof PlainS3Fifo, bytes: number, overheadBytes: number): number =>
    replayReference(trace, new Kind(trace.keys, bytes, overheadBytes), valueBytesMax);
  const better = (payload: number): number =>
    Math.min(reference(ExactLru, payload, 0), reference(PlainS3Fifo, payload, 0));
  const winner = runs.reduce((best, run) => (run.missRatio < best.missRatio ? run : best));
  const byDefault = runs.find(({ policy }) => policy === DEFAULT_POLICY) ?? winner;
  const besideDefault = better(byDefault.payloadBytes);
  console.error(`miss-ratio: ${trace.name}, ${size}, TTLs ${ttls}: done`);
  return {
    trace: trace.name,
    size,
    ttls,
    ratios: Object.fromEntries(runs.map(({ policy, missRatio }) => [policy, missRatio])),
    winner: winner.policy,
    withOverhead: {
      lru: reference(ExactLru, memory, OVERHEAD_BYTES),
      s3fifo: reference(PlainS3Fifo, memory, OVERHEAD_BYTES),
    },
    besideWinner: winner === byDefault ? besideDefault : better(winner.payloadBytes),
    besideDefault,
    payloadShare: byDefault.payloadBytes / memory,
  };
}

function ratioTable(outcomes: readonly Outcome[], skipped: readonly string[]): Table {
  return {
    title: "Miss ratio by policy",
    columns: [...NAMES, ...POLICY_NAMES.map((title) => ({ title, digits: 4 })), { title: "best" }],
    rows: outcomes.map((outcome) => [
      ...nameCells(outcome),
      ...POLICY_NAMES.map((policy) => outcome.ratios[policy]),
      outcome.winner,
    ]),
    notes: [
      `Best: ${tally(outcomes)}.`,
      `Skipped, because they come to less than 1 MiB: ${skipped.length === 0 ? "none" : skipped.join("; ")}.`,
    ],
  };
}

const NAMES = [{ title: "trace" }, { title: "share of the working set" }, { title: "TTLs" }];

function nameCells({ trace, size, ttls }: Outcome): readonly Cell[] {
  return [trace, size, ttls];
}

function tally(outcomes: readonly Outcome[]): string {
  const wins = new Map<string, number>();
  for (const { winner } of outcomes) wins.set(winner, (wins.get(winner) ?? 0) + 1);
  return [...wins]
    .toSorted(([, a], [, b]) => b - a)
    .map(([policy, count]) => `${policy} ${count}`)
    .join(", ");
}

function distanceTable(outcomes: readonly Outcome[]): Table {
  const betterWithOverhead = ({ withOverhead }: Outcome): number => Math.min(withOverhead.lru, withOverhead.s3fifo);
  const count = (holds: (outcome: Outcome) => boolean): string =>
    `${outcomes.filter(holds).length} of ${outcomes.length}`;
  const defaultOf = ({ ratios }: Outcome): number => ratios[DEFAULT_POLICY];
  return {
    title: "Miss ratio beside LRU and plain S3-FIFO",
    columns: [
      ...NAMES,
      { title: `default (${DEFAULT_POLICY})`, digits: 4 },
      { title: "its payload, % of memory", digits: 1 },
      { title: "LRU (a)", digits: 4 },
      { title: "S3-FIFO (a)", digits: 4 },
      { title: "default less better (a)", digits: 4 },
      { title: "better (b)", digits: 4 },
      { title: "default less (b)", digits: 4 },
      { title: "best less its (b)", digits: 4 },
    ],
    rows: outcomes.map((outcome) => [
      ...nameCells(outcome),
      defaultOf(outcome),
      outcome.payloadShare * 100,
      outcome.withOverhead.lru,
      outcome.withOverhead.s3fifo,
      defaultOf(outcome) - betterWithOverhead(outcome),
      outcome.besideDefault,
      defaultOf(outcome) - outcome.besideDefault,
      outcome.ratios[outcome.winner] - outcome.besideWinner,
    ]),
    notes: [
      `(a): the same bytes in all, ${OVERHEAD_BYTES} of overhead an item. (b): no overhead, and as many bytes of keys and values as the engine held on average. Below zero the engine misses less. The engine frees what has expired at once, the references when an access meets it.`,
      `The default is below both (a) in ${count((outcome) => defaultOf(outcome) < betterWithOverhead(outcome))}, and at or below the better (b), to ${TIE}, in ${count((outcome) => defaultOf(outcome) <= outcome.besideDefault + TIE)}.`,
      `The best policy of each line is at or below the better (b) in ${count((outcome) => outcome.ratios[outcome.winner] <= outcome.besideWinner + TIE)}.`,
    ],
  };
}
