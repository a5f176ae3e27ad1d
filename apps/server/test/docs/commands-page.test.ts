// docs/commands.md against what it is generated from. UPDATE_DOCS=1 rewrites it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandsPage } from "./commands-page.ts";

const PAGE = join(import.meta.dirname, "..", "..", "..", "..", "docs", "commands.md");

test("docs/commands.md is up to date", () => {
  const page = commandsPage();
  if (process.env.UPDATE_DOCS !== undefined) writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8"), "run it with UPDATE_DOCS=1 and look at the difference").toBe(page);
});
