#!/usr/bin/env node
// The entry: wires the parts to the process, and its mistakes, signals and results to exit codes. Nothing is decided
// here that a test of a part could check.
import { readFileSync } from "node:fs";
import { systemClock } from "./clock.ts";
import { ConnectError } from "./drivers/driver.ts";
import { driverOf } from "./drivers/drivers.ts";
import { GENERAL_HELP, runHelp } from "./help.ts";
import { systemCrew } from "./load/crew.ts";
import { Latencies } from "./load/latencies.ts";
import { OptionError } from "./options/option-values.ts";
import { type OutputOptions, parseRunOptions } from "./options/run-options.ts";
import { workloadFileOf } from "./options/workload-file.ts";
import { progressOn } from "./progress.ts";
import { TraceError } from "./replay/trace-file.ts";
import { checkWritable, ReportFileError, writeCsv, writeHgrm, writeJson } from "./report/files.ts";
import { hasErrors, reportOf } from "./report/report.ts";
import { textOf } from "./report/text.ts";
import { loadPlanOf, run } from "./run.ts";

const NAME = "segcache-loadgen";
const { version: VERSION } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** 128 plus the signal's number, as shells report it. */
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

async function main(args: readonly string[]): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === "--version") return print(`${VERSION}\n`);
  if (verb === "--help" || verb === "-h" || verb === "help") return print(GENERAL_HELP);
  if (verb === undefined) throw new OptionError(`no verb given: try ${NAME} run, or ${NAME} --help`);
  if (verb !== "run") throw new OptionError(`unknown verb "${verb}": the verb is run; see ${NAME} --help`);
  if (rest.includes("--help") || rest.includes("-h")) return print(runHelp());
  return runVerb(rest);
}

async function runVerb(args: readonly string[]): Promise<number> {
  const options = parseRunOptions(args, process.env);
  if (options.printWorkload) return print(workloadFileOf(options.workload.settings));
  checkOutputs(options);
  const stop = stopOnSignals();
  const startedAt = new Date();
  const result = await run(options, {
    crew: systemCrew(loadPlanOf(options)),
    progress: progressOn(process.stderr, systemClock),
    signal: stop.signal,
  });
  const report = reportOf(options, result, {
    startedAt,
    name: NAME,
    version: VERSION,
    node: process.version,
    driver: driverOf(options.driver).name,
  });
  print(textOf(report));
  if (options.json !== undefined) writeJson(options.json, report);
  if (options.csv !== undefined) writeCsv(options.csv, report.series);
  const responses = result.measured?.measurements.allResponses() ?? new Latencies();
  if (options.hgrm !== undefined) writeHgrm(options.hgrm, responses);
  return stop.exitCode() ?? (hasErrors(report) ? 1 : 0);
}

function checkOutputs({ json, csv, hgrm }: OutputOptions): void {
  if (json !== undefined) checkWritable("--json", json);
  if (csv !== undefined) checkWritable("--csv", csv);
  if (hgrm !== undefined) checkWritable("--hgrm", hgrm);
}

/** The first signal ends the load and leads to the report; a second one ends the process as it stands. */
function stopOnSignals(): { signal: AbortSignal; exitCode: () => number | undefined } {
  const controller = new AbortController();
  let exitCode: number | undefined;
  for (const [name, code] of Object.entries(SIGNAL_EXIT_CODES)) {
    process.on(name, () => {
      if (exitCode !== undefined) process.exit(code);
      exitCode = code;
      controller.abort();
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

/** Mistakes and circumstances of the person who runs it: a line, no stack. */
const EXPECTED = [OptionError, ConnectError, ReportFileError, TraceError];

function isExpected(error: unknown): error is Error {
  return EXPECTED.some((kind) => error instanceof kind);
}

// A reader that leaves early (a pipe into head) is no failure of the run.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!isExpected(error)) throw error;
  process.stderr.write(`${NAME}: ${error.message}\n`);
  process.exitCode = 1;
}
