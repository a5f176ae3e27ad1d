// The README's table against the one it describes.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
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
