#!/usr/bin/env node
// The entry: wires the verbs to the process, and its mistakes, signals and results to exit codes. Nothing is decided
// here that a test of a part could check.
import { readFileSync } from "node:fs";
import { ConnectError } from "./drivers/driver.ts";
import { generalHelp, verbHelp } from "./help.ts";
import { OptionError } from "./options/option-values.ts";
import { TraceError } from "./replay/trace-file.ts";
import { ReportFileError } from "./report/files.ts";
import type { Stop } from "./verbs/verb.ts";
import { VERBS } from "./verbs/verbs.ts";

const NAME = "segcache-loadgen";
const { version: VERSION } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** 128 plus the signal's number, as shells report it. */
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Mistakes and circumstances of the person who runs it: a line, no stack. */
const EXPECTED = [OptionError, ConnectError, ReportFileError, TraceError];

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version") return print(`${VERSION}\n`);
  if (name === "--help" || name === "-h" || name === "help") return print(generalHelp(VERBS));
  if (name === undefined) throw new OptionError(`no verb given: try ${NAME} run, or ${NAME} --help`);
  const verb = VERBS.find((known) => known.name === name);
  if (verb === undefined) {
    const names = VERBS.map((known) => known.name).join(", ");
    throw new OptionError(`unknown verb "${name}": the verbs are ${names}; see ${NAME} --help`);
  }
  if (rest.includes("--help") || rest.includes("-h")) return print(verbHelp(verb));
  const progressOutput = process.stderr;
  return verb.run(rest, { env: process.env, name: NAME, version: VERSION, print, progressOutput, stopOnSignals });
}

/** The first signal ends the load and leads to the report; a second one ends the process as it stands. */
function stopOnSignals(): Stop {
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

// A reader that leaves early (a pipe into head) is no failure of the run.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error) || !EXPECTED.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${NAME}: ${error.message}\n`);
  process.exitCode = 1;
}
