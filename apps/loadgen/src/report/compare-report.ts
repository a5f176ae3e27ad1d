// The report of `compare`, as data and as text.
import {
  type BySide,
  type Comparison,
  type Round,
  type RoundFigures,
  ratiosOf,
  type Spread,
  spreadOf,
} from "../compare.ts";
import { targetText } from "../drivers/driver.ts";
import type { CompareOptions } from "../options/compare-options.ts";
import { line, popularityOf } from "./figures.ts";
import type { ReportContext } from "./report.ts";

const FIGURES = {
  operationsPerSecond: "ops/s",
  p50Ms: "p50 ms",
  p99Ms: "p99 ms",
  p999Ms: "p99.9 ms",
  hitRatio: "hit ratio",
} as const;
type Figure = keyof typeof FIGURES;

export interface FigureReport {
  /** null where there is no such figure. */
  readonly a: Spread | null;
  readonly b: Spread | null;
  /** B over A, round by round. */
  readonly ratio: Spread | null;
}

export interface CompareReport {
  readonly schema: 2;
  readonly verb: "compare";
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly generator: Omit<ReportContext, "startedAt"> & { readonly threads: number; readonly generatorBound: boolean };
  readonly targets: BySide<string>;
  readonly workload: Readonly<Record<string, string | number | boolean>>;
  readonly figures: Readonly<Record<Figure, FigureReport>>;
  readonly rounds: readonly Round[];
  readonly errors: number;
  readonly interrupted: boolean;
}

export function compareReportOf(options: CompareOptions, result: Comparison, context: ReportContext): CompareReport {
  const { startedAt, ...generator } = context;
  const { rounds, errors, interrupted } = result;
  const generatorBound = rounds.some(({ a, b }) => a.generatorBound || b.generatorBound);
  const figures = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, figureOf(rounds, name as Figure)]));
  return {
    schema: 2,
    verb: "compare",
    startedAt: startedAt.toISOString(),
    generator: { ...generator, threads: options.a.threads, generatorBound },
    targets: { a: targetText(options.a.target), b: targetText(options.b.target) },
    workload: options.a.workload.settings,
    figures: figures as Record<Figure, FigureReport>,
    rounds,
    errors,
    interrupted,
  };
}

export function compareTextOf(report: CompareReport): string {
  const { generator, targets, workload, rounds, errors } = report;
  const times = `${rounds.length} ${rounds.length === 1 ? "round" : "rounds"} in alternation`;
  const lines = [
    `${generator.name} ${generator.version}: compare, ${generator.driver}, threads ${generator.threads}, Node ${generator.node}`,
    "",
    line("A", targets.a),
    line("B", targets.b),
    line("rounds", `${times}${report.interrupted ? ", stopped early" : ""}`),
    line("workload", `${workload.mix}, ${popularityOf(workload)}, seed ${workload.seed}`),
    "",
    ...tableLines(report),
    "",
    line("errors", errors === 0 ? "none" : errors.toLocaleString("en-US")),
    ...(generator.generatorBound ? ["generator-bound: the generator was saturated, the servers may be faster"] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function figureOf(rounds: readonly Round[], name: Figure): FigureReport {
  const get = (figures: RoundFigures): number | null => figures[name];
  const side = (which: "a" | "b"): Spread | null => {
    const values = rounds.flatMap((round) => get(round[which]) ?? []);
    return values.length === 0 ? null : spreadOf(values);
  };
  return { a: side("a"), b: side("b"), ratio: ratiosOf(rounds, get) ?? null };
}

export const COMPARE_COLUMNS: readonly string[] = ["median (min to max)", "A", "B", "B / A"];

/** The cells of the table of figures, under the columns; a figure that does not exist has no row. */
export function compareRows({ figures }: CompareReport): string[][] {
  return Object.entries(FIGURES).flatMap(([name, label]) => {
    const { a, b, ratio } = figures[name as Figure];
    if (a === null || b === null) return [];
    const digits = name === "operationsPerSecond" ? 0 : 3;
    return [[label, spread(a, digits), spread(b, digits), ratio === null ? "-" : spread(ratio, 3)]];
  });
}

function tableLines(report: CompareReport): string[] {
  if (report.rounds.length === 0) return ["no round came to its end"];
  return [COMPARE_COLUMNS, ...compareRows(report)].map(
    ([first = "", ...cells]) => first.padEnd(20) + cells.map((cell) => cell.padStart(30)).join(""),
  );
}

function spread({ median, min, max }: Spread, digits: number): string {
  const text = (value: number): string =>
    value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(median)} (${text(min)} to ${text(max)})`;
}
