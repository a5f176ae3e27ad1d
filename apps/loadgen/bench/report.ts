// What a bench hands over: a table of plain values with what is needed to know where they come from. The same record is
// printed, kept as JSON and turned into docs/benchmarks-loadgen.md, so none of the three can differ.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, platform, totalmem } from "node:os";
import { join } from "node:path";

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table, the findings of this very run among them. */
  readonly notes: readonly string[];
}

export interface BenchReport extends Table {
  readonly part: string;
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const RESULTS = join(import.meta.dirname, "results");
const PAGE = join(import.meta.dirname, "../../../docs/benchmarks-loadgen.md");

export function benchReport(part: string, options: Readonly<Record<string, unknown>>, table: Table): BenchReport {
  const [{ model = "unknown processor" } = {}, ...others] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return {
    part,
    date: new Date().toISOString(),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    node: process.version,
    machine: `${platform()}, ${others.length + 1} cores, ${model.trim()}, ${memory}`,
    options,
    ...table,
  };
}

export function keep(report: BenchReport): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${report.part}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
}

/** The table in Markdown, which reads well in a terminal too. */
export function tableText({ title, columns, rows, notes }: Table): string {
  const lines = [columns, columns.map((_, at) => (at === 0 ? "---" : "--:")), ...rows];
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`);
  return [`## ${title}`, "", ...table, "", ...notes.map((note) => `- ${note}`)].join("\n");
}

const HEADING = `# Benchmarks of segcache-loadgen

Written by \`pnpm bench:loadgen -- --docs\` from the records that \`pnpm bench:loadgen\` leaves. The machine had other work to do; run
them on your own before you believe any of them. Hit ratios do not depend on the machine, rates and times do.

\`\`\`sh
pnpm build && pnpm bench:loadgen                          # everything; SEGCACHE_TRACES=folder for the parts on traces
pnpm bench:loadgen -- sampling                            # some parts: sampling, traces, errors, replay, stall
\`\`\`
`;

/** @returns the parts that the page now shows. */
export function writePage(parts: readonly string[]): readonly string[] {
  const reports = parts.flatMap((part) => {
    try {
      return [JSON.parse(readFileSync(join(RESULTS, `${part}.json`), "utf8")) as BenchReport];
    } catch {
      return []; // has not run here
    }
  });
  const sections = reports.map((report) => {
    const { date, commit, node, machine, options } = report;
    const origin = `Measured ${date.slice(0, 10)} at commit ${commit}, Node ${node}, ${machine}. Options: \`${JSON.stringify(options)}\`.`;
    return `${tableText(report)}\n\n${origin}\n`;
  });
  writeFileSync(PAGE, [HEADING, ...sections].join("\n"));
  return reports.map(({ part }) => part);
}
