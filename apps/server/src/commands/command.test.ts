import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acceptsArity, CommandIndex, createCommand } from "./command.ts";
import { COMMANDS } from "./table.ts";

const index = new CommandIndex(COMMANDS);

function find(name: string): string | undefined {
  const bytes = Buffer.from(`xx${name}yy`);
  return index.find(bytes, 2, bytes.length - 2)?.name;
}

describe("a command index", () => {
  test.each(COMMANDS.map((one) => one.name))("finds %s in any case", (name) => {
    expect(find(name)).toBe(name);
    expect(find(name.toLowerCase())).toBe(name);
    expect(find(name[0] + name.slice(1).toLowerCase())).toBe(name);
  });

  test("finds nothing else", () => {
    const names = new Set(COMMANDS.map((one) => one.name.toLowerCase()));
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (name) => {
        if (!names.has(name.toLowerCase())) expect(find(name)).toBeUndefined();
      }),
    );
    // Bytes that differ from a letter only in the case bit are not that letter.
    for (const name of ["", "GE\u0014", "[ET", "GET ", " GET", "GETT"]) expect(find(name)).toBeUndefined();
  });

  test("refuses a name twice", () => {
    expect(() => new CommandIndex([COMMANDS[0]!, COMMANDS[1]!, COMMANDS[0]!])).toThrow("listed twice");
  });

  test("subcommands have their own", () => {
    const client = COMMANDS.find((one) => one.name === "CLIENT")?.subcommands;
    expect(client?.find(Buffer.from("no-evict"), 0, 8)?.fullName).toBe("client|no-evict");
    expect(find("no-evict")).toBeUndefined();
  });
});

test("arity is exact when positive and a minimum when negative", () => {
  const spec = {
    name: "X",
    flags: "readonly fast",
    keys: { first: 1, last: 1, step: 1 },
    group: "string",
    categories: "string",
    since: "1.0.0",
    summary: "",
    run: () => {},
  } as const;
  const exact = createCommand({ ...spec, arity: 2 });
  const least = createCommand({ ...spec, arity: -2 });
  expect([1, 2, 3].map((count) => acceptsArity(exact, count))).toEqual([false, true, false]);
  expect([1, 2, 3].map((count) => acceptsArity(least, count))).toEqual([false, true, true]);
  expect(exact.categories).toEqual(["read", "string", "fast"]);
});

test("commands that have to do with the server or other clients may leave work, those on keys do not", () => {
  const all = COMMANDS.flatMap((command) => [command, ...(command.subcommands?.commands ?? [])]);
  const leaving = new Set(all.filter(({ mayLeaveWork }) => mayLeaveWork).map(({ fullName }) => fullName));
  for (const name of ["config|set", "shutdown", "monitor", "client|unpause", "client|kill"])
    expect(leaving).toContain(name);
  for (const name of ["get", "ping", "multi", "exec", "select", "scan"]) expect(leaving).not.toContain(name);
});
