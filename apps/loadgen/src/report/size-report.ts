// The report of `size`, as data and as text.
import type { SizeOptions } from "../options/size-options.ts";
import type { SizingResult } from "../size.ts";
import { bytesFor, type Curve } from "../sizing/curve.ts";
import type { Extent } from "../sizing/survey.ts";
import { bytesText, count, line, percent, popularityOf } from "./figures.ts";
import type { ReportContext } from "./report.ts";

export interface NeedReport {
  readonly hitRatio: number;
  /** Bytes by the name of the curve; null where no simulated size reaches the hit ratio. */
  readonly bytes: Readonly<Record<string, number | null>>;
}

export interface SizeReport {
  readonly schema: 2;
  readonly verb: "size";
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly generator: Omit<ReportContext, "startedAt" | "driver">;
  /** null for a workload. */
  readonly trace: string | null;
  readonly workload: Readonly<Record<string, string | number | boolean>>;
  /** Estimates, of a workload its whole range of keys. */
  readonly extent: Extent;
  readonly simulation: {
    readonly requests: number;
    /** Those at the beginning that do not count. */
    readonly warmup: number;
    readonly reads: number;
    /** Share of the keys that were followed; 1 is a full simulation. */
    readonly rate: number;
    readonly samples: number;
    readonly followedKeys: number;
    /** Less than 1 where a sampled log was simulated. */
    readonly recorded: number;
    readonly seconds: number;
    /** Values that a simulated cache refused for their size. */
    readonly tooLarge: number;
  };
  readonly error: ErrorReport;
  readonly curves: readonly Curve[];
  readonly needs: readonly NeedReport[];
  readonly interrupted: boolean;
}

/** Differences in hit ratio: 0.01 is a point. */
export interface ErrorReport {
  readonly kind: "none" | "estimated" | "measured";
  /** The largest of all points: by the spread of the samples, 19 times in 20. null for a full simulation. */
  readonly estimated: number | null;
  /** The largest difference to the full simulation; null unless that was made. */
  readonly measured: number | null;
  /** How long the full simulation took. */
  readonly fullSeconds: number | null;
}

export interface SizeOutcome {
  readonly extent: Extent;
  readonly warmup: number;
  readonly recorded: number;
  readonly result: SizingResult;
  /** Present where the error was to be measured. */
  readonly full: { readonly result: SizingResult; readonly error: number } | undefined;
}

type SizeContext = Omit<ReportContext, "driver">;

export function sizeReportOf(options: SizeOptions, outcome: SizeOutcome, context: SizeContext): SizeReport {
  const { startedAt, ...generator } = context;
  const { result, extent, warmup, recorded } = outcome;
  const { requests, reads, sampling, followedKeys, tooLarge, elapsedMs, interrupted } = result;
  // Nothing has been counted, most often since it was stopped while it warmed up: no hit ratio is not a good one.
  const curves = reads === 0 ? [] : result.curves;
  return {
    schema: 2,
    verb: "size",
    startedAt: startedAt.toISOString(),
    generator,
    trace: options.trace ?? null,
    workload: options.workload.settings,
    extent,
    simulation: {
      requests,
      warmup,
      reads,
      rate: sampling.rate,
      samples: sampling.samples,
      followedKeys,
      recorded,
      seconds: elapsedMs / 1000,
      tooLarge,
    },
    error: errorReportOf(outcome, curves),
    curves,
    needs: (reads === 0 ? [] : options.hits).map((hitRatio) => ({
      hitRatio,
      bytes: Object.fromEntries(curves.map(({ name, points }) => [name, bytesFor(points, hitRatio)])),
    })),
    interrupted,
  };
}

function errorReportOf({ full }: SizeOutcome, curves: readonly Curve[]): ErrorReport {
  const errors = curves.flatMap(({ points }) => points.flatMap(({ error }) => error ?? []));
  return {
    kind: full !== undefined ? "measured" : errors.length > 0 ? "estimated" : "none",
    estimated: errors.length > 0 ? Math.max(...errors) : null,
    measured: full?.error ?? null,
    fullSeconds: full === undefined ? null : full.result.elapsedMs / 1000,
  };
}

export function sizeTextOf(report: SizeReport): string {
  const { generator, simulation } = report;
  const lines = [
    `${generator.name} ${generator.version}: size, Node ${generator.node}`,
    "",
    ...sourceLines(report),
    line("simulated", simulatedText(report)),
    line("method", methodText(report)),
    ...(report.curves.length === 0 ? [] : [line("error", errorText(report.error))]),
    "",
    ...curveLines(report),
    "",
    ...report.needs.map((need) => needText(need, report.curves)),
    ...(simulation.tooLarge === 0
      ? []
      : ["", `${count(simulation.tooLarge)} values were too large for a simulated cache`]),
  ];
  return `${lines.join("\n")}\n`;
}

function sourceLines({ trace, workload, extent, simulation }: SizeReport): string[] {
  const aside = workload["look-aside"] === true ? ", look-aside" : "";
  const items = `about ${count(extent.keys)} keys, ${bytesText(extent.payloadBytes)} of keys and values`;
  if (trace !== null) {
    const part = simulation.recorded < 1 ? `, one key in ${count(1 / simulation.recorded)}` : "";
    return [line("trace", `${trace}${part}${aside}`), line("items", items)];
  }
  return [
    line("workload", `${workload.mix}, ${popularityOf(workload)}, seed ${workload.seed}${aside}`),
    line("items", items),
  ];
}

function simulatedText({ simulation, interrupted }: SizeReport): string {
  const { requests, warmup, reads } = simulation;
  const before = warmup === 0 ? "" : `, the first ${count(warmup)} to warm up`;
  return `${count(requests)} requests${before}, ${count(reads)} reads counted${interrupted ? ", stopped early" : ""}`;
}

function methodText({ simulation, error }: SizeReport): string {
  const { rate, samples, followedKeys, seconds } = simulation;
  const full = error.fullSeconds === null ? "" : `; in full ${error.fullSeconds.toFixed(1)} s`;
  const took = `${seconds.toFixed(1)} s${full}`;
  if (rate === 1) return `full simulation of ${count(followedKeys)} keys, ${took}`;
  return `${count(followedKeys)} keys (${(rate * 100).toPrecision(3)} %) in ${samples} samples, ${took}`;
}

function errorText({ estimated, measured }: ErrorReport): string {
  const byChance =
    estimated === null ? "none by sampling" : `up to ${points(estimated)} points by chance, 19 times in 20`;
  return measured === null ? byChance : `${points(measured)} points at most against full simulation; ${byChance}`;
}

function curveLines({ curves, interrupted }: SizeReport): string[] {
  if (curves.length === 0) {
    const why = interrupted ? "stopped before the warm-up was over" : "nothing was read after the warm-up";
    return [line("hit ratio", `unknown: ${why}`)];
  }
  const head = `${"memory".padStart(12)}${curves.map(({ name }) => name.padStart(13)).join("")}`;
  const rows = (curves[0]?.points ?? []).map(({ bytes }, at) => {
    const cells = curves.map((curve) => percent(curve.points[at]?.hitRatio ?? 0).padStart(13));
    return bytesText(bytes).padStart(12) + cells.join("");
  });
  return [`hit ratio`, head, ...rows];
}

function needText({ hitRatio, bytes }: NeedReport, curves: readonly Curve[]): string {
  const [smallest, largest] = [curves[0]?.points[0]?.bytes ?? 0, curves[0]?.points.at(-1)?.bytes ?? 0];
  const shown = (name: string): string => {
    const needed = bytes[name] ?? null;
    if (needed === null) return `more than ${bytesText(largest)}`;
    return `${needed === smallest ? "at most " : ""}${bytesText(needed)}`;
  };
  const own = curves.map(({ name }) => name).filter((name) => name !== "redis" && name !== "memcached");
  const here =
    own.length === 1 ? `${shown(own[0] ?? "")} here` : own.map((name) => `${shown(name)} with ${name}`).join(", ");
  return `${Number((hitRatio * 100).toPrecision(7))} % hits need ${here}, ${shown("redis")} on Redis, ${shown("memcached")} on memcached`;
}

function points(difference: number): string {
  return (difference * 100).toFixed(2);
}
