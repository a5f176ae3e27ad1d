// Options as a table: it feeds parsing, --help, and (by a test) the README. A default is written as one would type it
// and goes through the same parser, so it cannot be a value that no user could give.
import { parseArgs } from "node:util";
import { OptionError } from "./option-values.ts";

/** One option that takes a value, or a switch (`placeholder` undefined) that takes none. */
export interface OptionSpec<Value> {
  readonly placeholder: string | undefined;
  /** As one would type it; undefined where leaving the option out is a choice of its own. */
  readonly default: string | undefined;
  readonly parse: (typed: string) => Value;
  readonly doc: string;
}

export type OptionTable<Options> = { readonly [Name in keyof Options]-?: OptionSpec<Options[Name]> };

/** What was typed for each option, by its name in the table; a switch that is on has the empty text. */
export type TypedOptions = ReadonlyMap<string, string>;

/** The command-line form of an option's name: `valueSize` is `--value-size`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A switch that one layer of options turns off against the layer below. */
export const OFF = "false";

/** The parser of a switch. */
export function isGiven(typed: string): boolean {
  return typed !== OFF;
}

export function optionalSwitch(doc: string): OptionSpec<boolean> {
  return { placeholder: undefined, default: undefined, parse: isGiven, doc };
}

/** @param args what stands after the verb.   @param verb for the hint where to look.   @throws OptionError */
export function typedOptions(args: readonly string[], table: OptionTable<object>, verb: string): Map<string, string> {
  const specs = Object.entries(table) as [string, OptionSpec<unknown>][];
  const known = specs.map(([name, { placeholder }]) => {
    return [flagOf(name).slice(2), { type: placeholder === undefined ? "boolean" : "string" }] as const;
  });
  // Not strict: parseArgs' own complaints are several sentences long, so the tokens are checked here.
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const typed = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== "option") {
      const what = token.kind === "positional" ? `argument "${token.value}"` : `"--"`;
      throw new OptionError(`unexpected ${what}: options are given as --name value`);
    }
    const [name, spec] = specs.find(([option]) => flagOf(option) === token.rawName) ?? [];
    if (name === undefined || spec === undefined) {
      throw new OptionError(unknownOption(token.rawName, Object.keys(table), verb));
    }
    typed.set(name, typedValue(name, spec, token.value));
  }
  return typed;
}

/** Every option of the table, typed or by default.   @throws OptionError */
export function valuesOf<Options extends object>(typed: TypedOptions, table: OptionTable<Options>): Options {
  const specs = Object.entries(table) as [string, OptionSpec<unknown>][];
  const values = specs.map(([name, spec]): [string, unknown] => {
    const given = typed.get(name) ?? spec.default;
    // Left out and without a default: a switch is off, anything else is undefined.
    if (given === undefined) return [name, spec.placeholder === undefined ? false : undefined];
    try {
      return [name, spec.parse(given)];
    } catch (error) {
      if (error instanceof OptionError) throw new OptionError(`${flagOf(name)} ${error.message}`);
      throw error;
    }
  });
  // The table's type ties each parser to the type of its option, which fromEntries cannot express.
  return Object.fromEntries(values) as unknown as Options;
}

function typedValue(name: string, { placeholder }: OptionSpec<unknown>, value: string | undefined): string {
  if (placeholder === undefined) {
    if (value !== undefined) throw new OptionError(`${flagOf(name)} takes no value, got "${value}"`);
    return "";
  }
  if (value === undefined || value.startsWith("--")) {
    throw new OptionError(`${flagOf(name)} needs a value: ${flagOf(name)} ${placeholder}`);
  }
  return value;
}

function unknownOption(flag: string, names: readonly string[], verb: string): string {
  const near = names.map(flagOf).find((known) => isNear(known, flag));
  const hint = near === undefined ? `see segcache-loadgen ${verb} --help` : `did you mean ${near}?`;
  return `unknown option ${flag}: ${hint}`;
}

/** Whether one is the other's beginning, or they differ in a single place. */
function isNear(known: string, typed: string): boolean {
  if (typed.length > 3 && (known.startsWith(typed) || typed.startsWith(known))) return true;
  if (Math.abs(known.length - typed.length) > 1) return false;
  let start = 0;
  while (start < known.length && known[start] === typed[start]) start++;
  const [longer, shorter] = known.length >= typed.length ? [known, typed] : [typed, known];
  const restOfShorter = known.length === typed.length ? shorter.slice(start + 1) : shorter.slice(start);
  return longer.slice(start + 1) === restOfShorter;
}
