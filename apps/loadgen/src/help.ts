// The texts of --help, made from the option table.
import { flagOf, type OptionSpec } from "./options/option-table.ts";
import { RUN_OPTIONS } from "./options/run-options.ts";

const WIDTH = 100;

export const GENERAL_HELP: string = `segcache-loadgen: load generator for Redis-protocol cache servers

usage: segcache-loadgen VERB [options]

verbs:
  run        send one workload, print one report

segcache-loadgen VERB --help shows a verb's options; --version shows the version.

examples:
  segcache-loadgen run --requests 100000 --clients 20
  segcache-loadgen run --duration 30s --distribution zipf --look-aside --json report.json
`;

const RUN_EXAMPLES = `examples:
  100,000 requests on 20 connections, one get in flight on each:
    segcache-loadgen run --ratio 0:1 --prefill
  a cache in front of a database: skewed keys, misses are filled, entries live ten minutes:
    segcache-loadgen run --duration 1m --keys 1000000 --distribution zipf --look-aside --ttl 10m
  as many requests as possible, to see where throughput ends:
    segcache-loadgen run --duration 10s --clients 50 --pipeline 16 --warmup 2s

exit codes: 0 all requests were answered; 1 a mistake on the command line, no connection, or errors during
the run (the report is printed all the same); 130 stopped by Ctrl-C (likewise).
`;

export function runHelp(): string {
  const rows = Object.entries(RUN_OPTIONS).map(([name, spec]) => ({ usage: usageOf(name, spec), doc: docOf(spec) }));
  const column = Math.max(...rows.map(({ usage }) => usage.length)) + 4;
  const lines = rows.flatMap(({ usage, doc }) => {
    const [first = "", ...rest] = wrapped(doc, WIDTH - column);
    return [`  ${usage}`.padEnd(column) + first, ...rest.map((line) => " ".repeat(column) + line)];
  });
  return `segcache-loadgen run: send one workload to a server, print one report

usage: segcache-loadgen run [options]

options:
${lines.join("\n")}

${RUN_EXAMPLES}`;
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
