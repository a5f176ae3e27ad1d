// The texts of --help, made from the verbs and their option tables.
import { flagOf, type OptionSpec, type OptionTable } from "./options/option-table.ts";

const WIDTH = 100;

/** What --help says about a verb. */
export interface VerbHelp {
  readonly name: string;
  /** A line: what the verb does. */
  readonly summary: string;
  readonly options: OptionTable<object>;
  /** Indented text: examples, and what there is to know. */
  readonly examples: string;
}

const EXIT_CODES = `exit codes: 0 all requests were answered; 1 a mistake on the command line, no connection, or errors during
the run (the report is printed all the same); 130 stopped by Ctrl-C (likewise).
`;

export function generalHelp(verbs: readonly VerbHelp[]): string {
  const column = Math.max(...verbs.map(({ name }) => name.length)) + 4;
  const lines = verbs.map(({ name, summary }) => `  ${name.padEnd(column)}${summary}`);
  return `segcache-loadgen: load generator for Redis-protocol cache servers

usage: segcache-loadgen VERB [options]

verbs:
${lines.join("\n")}

segcache-loadgen VERB --help shows a verb's options; --version shows the version.

examples:
  segcache-loadgen run --requests 100000 --clients 20
  segcache-loadgen run --duration 30s --distribution zipf --look-aside --json report.json
  segcache-loadgen saturate --slo 2ms --driver raw --prefill --json knee.json
  segcache-loadgen size --keys 5000000 --distribution zipf --look-aside --json size.json
  segcache-loadgen plan --size size.json --saturate knee.json --peak-rate 200000 --hits 0.95
`;
}

export function verbHelp({ name, summary, options, examples }: VerbHelp): string {
  const specs = Object.entries(options) as [string, OptionSpec<unknown>][];
  const rows = specs.map(([option, spec]) => ({ usage: usageOf(option, spec), doc: docOf(spec) }));
  const column = Math.max(...rows.map(({ usage }) => usage.length)) + 4;
  const lines = rows.flatMap(({ usage, doc }) => {
    const [first = "", ...rest] = wrapped(doc, WIDTH - column);
    return [`  ${usage}`.padEnd(column) + first, ...rest.map((line) => " ".repeat(column) + line)];
  });
  return `segcache-loadgen ${name}: ${summary}

usage: segcache-loadgen ${name} [options]

options:
${lines.join("\n")}

${examples}
${EXIT_CODES}`;
}

/** `--value-size BYTES`, or just `--prefill` for a switch. */
export function usageOf(name: string, spec: OptionSpec<unknown>): string {
  return spec.placeholder === undefined ? flagOf(name) : `${flagOf(name)} ${spec.placeholder}`;
}

function docOf(spec: OptionSpec<unknown>): string {
  return spec.default === undefined ? spec.doc : `${spec.doc} [${spec.default}]`;
}

function wrapped(sentence: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
