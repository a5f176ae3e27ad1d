// What a bench hands over: tables of plain values, with everything needed to know where they come from. The same record is
// printed, written as JSON and turned into the tables of a document (documents.ts), so none of the three can differ.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { join } from "node:path";

export type Cell = number | string;

export interface Column {
  readonly title: string;
  /** Digits after the point of its numbers; columns of text have none. */
  readonly digits?: number;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Sentences that belong below the table, findings of this very run among them. */
  readonly notes: readonly string[];
}

/** What a bench says of its run beside the tables. */
export interface Circumstances {
  /** The command that gives these figures. */
  readonly command?: string;
  /** Programs measured, with their versions; if absent, the Node that runs the bench. */
  readonly versions?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface Report extends Circumstances {
  readonly part: string;
  readonly date: string;
  readonly commit: string;
  readonly versions: readonly string[];
  readonly machine: string;
  readonly tables: readonly Table[];
}

export function reportOf(part: string, circumstances: Circumstances, tables: readonly Table[]): Report {
  return {
    part,
    date: new Date().toISOString(),
    commit: commitOf(),
    versions: [`Node ${process.version}`],
    machine: machineOf(),
    ...circumstances,
    tables,
  };
}

export function writeReport(report: Report, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${report.part}.json`), `${JSON.stringify(report, null, 2)}\n`);
}

/** A table for people to read in a terminal. */
export function printed(table: Table): string {
  const lines = linesOf(table);
  const widths = table.columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const aligned = (cell: string, at: number): string => {
    const width = widths[at] ?? 0;
    return isNumeric(table.columns[at]) ? cell.padStart(width) : cell.padEnd(width);
  };
  const text = lines.map((line) => line.map(aligned).join("  ").trimEnd());
  return [`\n## ${table.title}`, ...text, ...table.notes.map((note) => `- ${note}`)].join("\n");
}

/** The same for Markdown. */
export function markdown(table: Table): string {
  const [titles = [], ...rows] = linesOf(table);
  const rule = table.columns.map((column) => (isNumeric(column) ? "--:" : "---"));
  const lines = [titles, rule, ...rows].map((line) => `| ${line.join(" | ")} |`);
  const notes = table.notes.length === 0 ? [] : ["", ...table.notes.map((note) => `- ${note}`)];
  return [`### ${table.title}`, "", ...lines, ...notes].join("\n");
}

/** A row as tables show it, each number with the digits of its column. */
export function cellTexts(columns: readonly Column[], row: readonly Cell[]): readonly string[] {
  return row.map((cell, at) => {
    const digits = columns[at]?.digits;
    return typeof cell === "number" && digits !== undefined ? cell.toFixed(digits) : String(cell);
  });
}

/** Where a report's figures come from, in one line. */
export function provenance({ date, commit, command, versions, machine, options }: Report): string {
  const by = command === undefined ? "" : ` by \`${command}\``;
  const given = options === undefined ? "" : ` Options: \`${JSON.stringify(options)}\`.`;
  return `Measured ${date.slice(0, 10)} at commit ${commit}${by}: ${versions.join(", ")}; ${machine}.${given}`;
}

function linesOf({ columns, rows }: Table): readonly (readonly string[])[] {
  return [columns.map(({ title }) => title), ...rows.map((row) => cellTexts(columns, row))];
}

function isNumeric(column: Column | undefined): boolean {
  return column?.digits !== undefined;
}

/** The commit the figures are of, and whether any source in the checkout differs from it. */
function commitOf(): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    const sources = ["packages", "apps"].map((folder) => `:(top,glob)${folder}/*/src/**`);
    const isChanged = git("status", "--porcelain", "--", ...sources) !== "";
    return git("rev-parse", "--short", "HEAD") + (isChanged ? " with changes" : "");
  } catch {
    return "unknown";
  }
}

function machineOf(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? "unknown processor";
  return `${platform()} ${arch()}, ${cores.length} cores, ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}
