// A config file in redis.conf's syntax: one option a line, `#` starts a comment line, words quoted as Redis quotes them.
// Pure: text in, settings or the first mistake out. A mistake is one UsageError that names file and line.

import { type Config, problemOfUnknown } from "./config.ts";
import { findOption } from "./options.ts";
import { splitArguments } from "./split-arguments.ts";
import { UsageError } from "./usage-error.ts";

/** Changes `config` to what the file says; of an option given twice the last counts, lists add up class by class.
 * @throws UsageError */
export function readConfigFile(path: string, text: string, config: Config): void {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  for (const [i, line] of lines.entries()) {
    const problem = readLine(line, config);
    if (problem !== undefined) throw new UsageError(`${path}:${i + 1}: ${problem}`);
  }
}

/** A line's words with the option's name in lower case; empty for a comment or blank line, undefined if wrongly quoted. */
export function wordsOfLine(line: string): readonly string[] | undefined {
  const trimmed = line.trim();
  if (trimmed === "" || trimmed.startsWith("#")) return [];
  const words = splitArguments(trimmed);
  return words?.map((word, i) => (i === 0 ? word.toLowerCase() : word));
}

function readLine(line: string, config: Config): string | undefined {
  const words = wordsOfLine(line);
  if (words === undefined) return "unbalanced quotes";
  const [name, ...values] = words;
  if (name === undefined) return undefined;
  if (name === "include") return "include is not supported: put all options into one file";
  const option = findOption(name);
  if (option === undefined) return problemOfUnknown(name, name, values);
  const parsed = option.read(values, config);
  if ("problem" in parsed) return `${name}: ${parsed.problem}`;
  parsed.value(config);
  return undefined;
}
