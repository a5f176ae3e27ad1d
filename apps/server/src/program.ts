// The program: reads the command line and does what it says. Exit code 0 after an orderly stop, 1 for anything that kept
// the server from starting, told in one line on stderr.

import { readFileSync } from "node:fs";
import { helpText, parseCommandLine } from "./command-line.ts";
import { exitOnDefect } from "./exit-at-once.ts";
import { run } from "./service.ts";
import { startupProblemOf } from "./startup-problem.ts";
import { readServerVersion } from "./version.ts";

async function main(): Promise<void> {
  const invocation = parseCommandLine(process.argv.slice(2), (path) => readFileSync(path, "utf8"));
  if (invocation.action === "help") process.stdout.write(helpText());
  else if (invocation.action === "version") process.stdout.write(`segcache-server ${readServerVersion()}\n`);
  else await run(invocation.config, invocation.configFile);
}

function fail(error: unknown): void {
  const problem = startupProblemOf(error);
  if (problem === undefined) throw error;
  process.stderr.write(`segcache-server: ${problem}\n`);
  process.exitCode = 1;
}

// Output that nobody reads any more must not end the server.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

process.on("uncaughtException", exitOnDefect);

main().catch(fail);
