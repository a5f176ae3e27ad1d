// The README's table against the one it describes.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OPTIONS } from "./config.ts";

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

test("the options are the option table, in its order", () => {
  const rows = OPTIONS.map((one) => [`\`--${one.name}\``, one.default, one.mutable ? "yes" : "", one.doc]);
  expect(rowsOf("Options")).toEqual(rows);
});
