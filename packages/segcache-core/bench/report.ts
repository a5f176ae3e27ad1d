// What a bench hands over: tables of plain values, with everything needed to know where they come from. The same record is
// printed, written as JSON and turned into the tables of docs/benchmarks.md, so none of the three can differ.
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

export interface Report {
  readonly part: string;
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly tables: readonly Table[];
}

export function reportOf(part: string, options: Readonly<Record<string, unknown>>, tables: readonly Table[]): Report {
  return {
    part,
    date: new Date().toISOString(),
    commit: commitOf(),
    node: process.version,
    machine: machineOf(),
    options,
    tables,
  };
}

export function writeReport(report: Report, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${report.part}.json`), `${JSON.stringify(report, null, 2)}\n`);
}

/** A table for people to read in a terminal. */
export function printed(table: Table): string {
  const lines = [
    table.columns.map(({ title }) => title),
    ...table.rows.map((row) => row.map((cell, at) => shown(cell, table.columns[at]))),
  ];
  const widths = table.columns.map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  const text = lines.map((line) => line.map((cell, at) => aligned(cell, widths[at], isNumeric(table, at))).join("  "));
  return [`\n## ${table.title}`, ...text, ...table.notes.map((note) => `- ${note}`)].join("\n");
}

/** The same for Markdown. */
export function markdown(table: Table): string {
  const rule = table.columns.map((_, at) => (isNumeric(table, at) ? "--:" : "---"));
  const rows = table.rows.map((row) => row.map((cell, at) => shown(cell, table.columns[at])));
  const lines = [table.columns.map(({ title }) => title), rule, ...rows].map((line) => `| ${line.join(" | ")} |`);
  const notes = table.notes.length === 0 ? [] : ["", ...table.notes.map((note) => `- ${note}`)];
  return [`### ${table.title}`, "", ...lines, ...notes].join("\n");
}

/** Where a report's figures come from, in one line. */
export function provenance({ date, commit, node, machine }: Report): string {
  return `Measured ${date.slice(0, 10)} at commit ${commit}, Node ${node}, ${machine}.`;
}

function shown(cell: Cell, column: Column): string {
  return typeof cell === "number" && column.digits !== undefined ? cell.toFixed(column.digits) : String(cell);
}

function aligned(cell: string, width: number, toTheRight: boolean): string {
  return toTheRight ? cell.padStart(width) : cell.padEnd(width);
}

function isNumeric(table: Table, at: number): boolean {
  return table.columns[at].digits !== undefined;
}

function commitOf(): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    const isChanged = git("status", "--porcelain", "--", "../src") !== "";
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
