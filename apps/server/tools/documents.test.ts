import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configDocument } from "./config-document.ts";

test("docs/config.md is what the option table makes it; pnpm --filter segcache-server docs writes it anew", () => {
  expect(readFileSync(new URL("../../../docs/config.md", import.meta.url), "utf8")).toBe(configDocument());
});
