// The command line: a config file if wanted, then `--option value` (or `--option=value`) for every option of the table,
// --help and --version. What stands on the command line wins over the file. Pure but for the reader of the file that it is
// given; main.ts does what it says. A mistake is one UsageError whose message is one line.

import { type Config, conflictIn, defaultConfig, problemOfUnknown } from "./config.ts";
import { readConfigFile } from "./config-file.ts";
import { findOption, OPTION_GROUPS, OPTIONS, type Option } from "./options.ts";
import { UsageError } from "./usage-error.ts";

export type Invocation =
  | {
      readonly action: "run";
      readonly config: Config;
      /** The file the options were read from, if any. */
      readonly configFile: string | undefined;
    }
  | { readonly action: "help" }
  | { readonly action: "version" };

/** Reads the arguments after the program's name; of an option given twice the last counts.
 * @param readFile the text of a file; it throws an error with a `code` if it cannot.   @throws UsageError */
export function parseCommandLine(args: readonly string[], readFile: (path: string) => string): Invocation {
  if (args.includes("--help") || args.includes("-h")) return { action: "help" };
  if (args.includes("--version") || args.includes("-v")) return { action: "version" };
  const config = defaultConfig();
  const configFile = args[0]?.startsWith("-") === false ? args[0] : undefined;
  if (configFile !== undefined) readConfigFile(configFile, textOf(configFile, readFile), config);
  for (let i = configFile === undefined ? 0 : 1; i < args.length; ) i = readOption(args, i, config);
  const conflict = conflictIn(config);
  if (conflict !== undefined) throw new UsageError(conflict);
  return { action: "run", config, configFile };
}

/** Reads the option at args[start]; returns where the next one stands. */
function readOption(args: readonly string[], start: number, config: Config): number {
  const argument = args[start]!;
  if (!argument.startsWith("--")) throw new UsageError(`unexpected argument '${argument}', see --help`);
  const equals = argument.indexOf("=");
  const name = argument.slice(2, equals < 0 ? undefined : equals).toLowerCase();
  const option = findOption(name);
  // The first value is taken whatever it looks like: a password may start with dashes.
  let next = start + 1;
  if (equals < 0 && next < args.length) next++;
  if (option?.isList === true) while (next < args.length && !args[next]!.startsWith("--")) next++;
  const values =
    equals < 0 ? args.slice(start + 1, next) : [argument.slice(equals + 1), ...args.slice(start + 1, next)];
  if (option === undefined) {
    const problem = problemOfUnknown(name, `--${name}`, values);
    if (problem !== undefined) throw new UsageError(`${problem}, see --help`);
    return next;
  }
  if (values.length === 0) throw new UsageError(`option '--${name}' needs a value`);
  const parsed = option.read(option.isList ? values.flatMap((value) => value.split(" ")) : values, config);
  if ("problem" in parsed) throw new UsageError(`option '--${name} ${values.join(" ")}': ${parsed.problem}`);
  parsed.value(config);
  return next;
}

function textOf(path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    const reason = code === "ENOENT" ? "there is no such file" : String(code);
    throw new UsageError(`cannot read the config file ${path}: ${reason}`);
  }
}

/** The text of --help, from the option table. */
export function helpText(): string {
  const lines = ["Usage: segcache-server [file.conf] [--option value ...]", "", "A cache server for Redis clients."];
  const width = Math.max(...OPTIONS.map((option) => usageOf(option).length)) + 2;
  for (const group of OPTION_GROUPS) {
    lines.push("", `Options: ${group}`);
    for (const option of OPTIONS.filter((one) => one.group === group)) {
      const choices = option.usage === "choice" ? ` (${option.accepts})` : "";
      const byDefault = option.default === "" ? "" : ` [${option.default}]`;
      lines.push(`  ${usageOf(option).padEnd(width)}${option.doc}${choices}${byDefault}`);
    }
  }
  lines.push("", `  ${"--help".padEnd(width)}print this text`, `  ${"--version".padEnd(width)}print the version`);
  lines.push("", "Sizes: 1k is 1000 bytes, 1kb 1024, likewise m, mb, g, gb.");
  return `${lines.join("\n")}\n`;
}

function usageOf(option: Option): string {
  return `--${option.name} <${option.usage}>`;
}
