// The README's tables against the tables they describe.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COMMANDS } from "./commands/table.ts";
import { findOption } from "./options.ts";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The cells of the table under a heading, without its head. */
function rowsOf(heading: string): string[][] {
  const section = README.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) => {
    const cells = line.split("|").slice(1, -1);
    return cells.map((cell) => cell.trim());
  });
}

test("every option it names exists", () => {
  const names = [...README.matchAll(/`--([a-z-]+)/g)].map((match) => match[1]!);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names)
    expect(["help", "version"].includes(name) || findOption(name) !== undefined, name).toBe(true);
});

test("the defaults it tells are the defaults", () => {
  for (const [option, byDefault] of rowsOf("Options")) {
    expect(byDefault, option).toBe(findOption(option!.replaceAll(/[`-]{3}|`/g, ""))?.default);
  }
});

test("the commands are the command table", () => {
  const listed = new Map<string, string[]>();
  for (const [group, text] of rowsOf("Commands")) {
    listed.set(group!, text!.replace(/ \([^)]*\)/g, "").split(", "));
  }
  const plain = [...listed].filter(([group]) => group === group.toLowerCase()).flatMap(([, names]) => names);
  const containers = COMMANDS.filter((one) => one.subcommands !== undefined);
  expect([...plain, ...containers.map((one) => one.name)].sort()).toEqual(COMMANDS.map((one) => one.name).sort());
  for (const { name, subcommands } of containers) {
    expect(listed.get(name)).toEqual(subcommands?.commands.map((one) => one.name));
  }
});
