// A workload as a small file: TOML or JSON whose keys are the names of the workload's flags and whose values are what
// the flags take. Switches are true or false, numbers may be numbers.
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { parse as parseToml, TomlError, stringify as tomlOf } from "smol-toml";
import { flagOf, OFF, type OptionTable } from "./option-table.ts";
import { OptionError } from "./option-values.ts";

/** The file as typed options of the table.   @throws OptionError */
export function readWorkloadFile(path: string, table: OptionTable<object>): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new OptionError(`--workload cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  return parseWorkloadFile(text, path, table);
}

/** @param path tells the format by its ending.   @throws OptionError */
export function parseWorkloadFile(text: string, path: string, table: OptionTable<object>): Map<string, string> {
  const content = contentOf(text, path);
  const names = new Map(Object.keys(table).map((name) => [flagOf(name).slice(2), name]));
  const typed = new Map<string, string>();
  for (const [key, value] of Object.entries(content)) {
    const name = names.get(key);
    if (name === undefined) throw new OptionError(`${path} has an unknown setting "${key}"`);
    const isSwitch = (table as Record<string, { placeholder: unknown }>)[name]?.placeholder === undefined;
    if (isSwitch) {
      if (typeof value !== "boolean") throw new OptionError(`${path}: ${key} must be true or false`);
      typed.set(name, value ? "" : OFF);
    } else if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") {
      typed.set(name, String(value));
    } else {
      throw new OptionError(`${path}: ${key} must be a text or a number`);
    }
  }
  return typed;
}

/** The settings as TOML, fit to be read back. */
export function workloadFileOf(settings: Readonly<Record<string, string | number | boolean>>): string {
  return tomlOf({ ...settings });
}

function contentOf(text: string, path: string): object {
  const format = extname(path);
  if (format !== ".toml" && format !== ".json") throw new OptionError(`--workload must end in .toml or .json: ${path}`);
  let content: unknown;
  try {
    content = format === ".toml" ? parseToml(text) : JSON.parse(text);
  } catch (error) {
    if (error instanceof TomlError) throw new OptionError(`${path}:${error.line}: ${firstLineOf(error)}`);
    throw new OptionError(`${path}: ${firstLineOf(error)}`);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new OptionError(`${path} must hold settings, name by name`);
  }
  return content;
}

function firstLineOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}
