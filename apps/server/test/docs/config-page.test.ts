// docs/config.md against what it is generated from. UPDATE_DOCS=1 rewrites it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configPage } from "./config-page.ts";

const PAGE = join(import.meta.dirname, "..", "..", "..", "..", "docs", "config.md");

test("docs/config.md is up to date", () => {
  const page = configPage();
  if (process.env.UPDATE_DOCS !== undefined) writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8"), "run it with UPDATE_DOCS=1 and look at the difference").toBe(page);
});
