import { describe, expect, test } from "vitest";
import { Harness } from "../../test/support/harness.ts";
import { type Argument, argumentsOf, printedSyntax, SYNTAXES } from "./syntax.ts";
import { COMMANDS } from "./table.ts";

const ALL = COMMANDS.flatMap((one) => one.subcommands?.commands ?? [one]);

/** The fewest words that the arguments can be. */
function fewest(args: readonly Argument[]): number {
  return args.reduce((sum, one) => sum + (one.flags.includes("optional") ? 0 : wordsOf(one)), 0);
}

function wordsOf({ type, token, parts }: Argument): number {
  const own = token === undefined || type === "pure-token" ? 0 : 1;
  if (type === "oneof") return own + Math.min(...parts.map((part) => fewest([part])));
  return own + (type === "block" ? fewest(parts) : 1);
}

test("every syntax belongs to a command", () => {
  const names = new Set(ALL.map((one) => one.fullName));
  expect(Object.keys(SYNTAXES).filter((name) => !names.has(name))).toEqual([]);
});

/** Their arity says less than they need. */
const LOOSE = new Set(["client|kill", "command|getkeys", "command|getkeysandflags"]);

test.each(ALL.filter((one) => !LOOSE.has(one.fullName)))("the syntax of $fullName agrees with its arity", (one) => {
  const name = one.fullName.split("|").length;
  const args = argumentsOf(SYNTAXES[one.fullName] ?? "");
  expect(name + fewest(args)).toBe(Math.abs(one.arity));
  if (one.arity > 0) expect(JSON.stringify(args)).not.toMatch(/"optional"|"multiple"/);
});

test("COMMAND DOCS describes arguments as Redis does", () => {
  const server = new Harness();
  server.send("HELLO 3");
  const docs = server.send("COMMAND DOCS GETEX MSET");
  expect(docs).toContain(
    '"arguments", [{"name", "key", "type", "key"}, {"name", "seconds_milliseconds_unix-time-seconds_' +
      'unix-time-milliseconds_persist", "type", "oneof", "flags", ~[+optional], "arguments", [{"name", "seconds", ' +
      '"type", "integer", "token", "EX"}, ',
  );
  expect(docs).toContain('{"name", "persist", "type", "pure-token", "token", "PERSIST"}]}]');
  expect(docs).toContain(
    '[{"name", "key_value", "type", "block", "flags", ~[+multiple], "arguments", [{"name", "key", "type", "key"}, ' +
      '{"name", "value", "type", "string"}]}]',
  );
});

describe("for people", () => {
  test.each([
    ["mset", "key value [key value ...]"],
    ["mget", "key [key ...]"],
    ["info", "[section [section ...]]"],
    ["expire", "key seconds [NX | XX | GT | LT]"],
  ])("%s is %s", (name, printed) => {
    expect(printedSyntax(SYNTAXES[name]!)).toBe(printed);
  });
});
