// The command line: `--option value` (or `--option=value`) for every option of the table, --help and --version.
// Pure: it returns what to do; main.ts does it. A mistake is one UsageError whose message is one line.

import { assignOption, type Config, defaultConfig, findOption, OPTIONS, parseOption } from "./config.ts";

export type Invocation =
  | { readonly action: "run"; readonly config: Config }
  | { readonly action: "help" }
  | { readonly action: "version" };

export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Reads the arguments after the program's name; of an option given twice the last counts. @throws UsageError */
export function parseCommandLine(args: readonly string[]): Invocation {
  if (args.includes("--help") || args.includes("-h")) return { action: "help" };
  if (args.includes("--version") || args.includes("-v")) return { action: "version" };
  const config = defaultConfig();
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!;
    if (!argument.startsWith("--")) throw new UsageError(`unexpected argument '${argument}', see --help`);
    const equals = argument.indexOf("=");
    const name = argument.slice(2, equals < 0 ? undefined : equals).toLowerCase();
    const option = findOption(name);
    if (option === undefined) throw new UsageError(`unknown option '--${name}', see --help`);
    const text = equals < 0 ? args[++i] : argument.slice(equals + 1);
    if (text === undefined) throw new UsageError(`option '--${name}' needs a value`);
    const parsed = parseOption(option, text);
    if ("problem" in parsed) throw new UsageError(`option '--${name} ${text}': ${parsed.problem}`);
    assignOption(config, option, parsed.value);
  }
  return { action: "run", config };
}

/** The text of --help, from the option table. */
export function helpText(): string {
  const lines = [
    "Usage: segcache-server [--option value ...]",
    "",
    "A cache server for Redis clients.",
    "",
    "Options:",
  ];
  const width = Math.max(...OPTIONS.map((option) => usageOf(option.name, option.type).length)) + 2;
  for (const option of OPTIONS) {
    const choices = option.type === "choice" ? ` (${option.choices.join(", ")})` : "";
    const usage = usageOf(option.name, option.type).padEnd(width);
    lines.push(`  ${usage}${option.doc}${choices} [${option.default}]`);
  }
  lines.push(`  ${"--help".padEnd(width)}print this text`, `  ${"--version".padEnd(width)}print the version`);
  lines.push("", "Sizes: 1k is 1000 bytes, 1kb 1024, likewise m, mb, g, gb.");
  return `${lines.join("\n")}\n`;
}

function usageOf(name: string, type: string): string {
  return `--${name} <${type === "memory" ? "size" : type}>`;
}
