import { describe, expect, test } from "vitest";
import { coreArrows, forbiddenDependencies, forbiddenImports, uninjectedSources } from "./imports.ts";
import type { Finding, ProjectFile } from "./project-files.ts";

const MANIFESTS: readonly ProjectFile[] = [
  { path: "packages/segcache-core/package.json", text: '{ "exports": { ".": "x" } }' },
  {
    path: "packages/resp/package.json",
    text: '{ "exports": { ".": "x", "./replies": "x" }, "dependencies": { "redis-parser": "3" } }',
  },
  {
    path: "apps/server/package.json",
    text: '{ "dependencies": { "pino": "1" }, "devDependencies": { "ioredis": "1", "segcache-bench-report": "1" } }',
  },
  { path: "apps/loadgen/package.json", text: '{ "dependencies": { "ioredis": "1" } }' },
  { path: "tools/bench-report/package.json", text: '{ "exports": { ".": "x" } }' },
];

/** The paths of what a rule finds in one file that imports `module`, the package.json files beside it. */
function found(rule: (files: readonly ProjectFile[]) => readonly Finding[], path: string, text: string): number {
  return rule([...MANIFESTS, { path, text }]).length;
}

describe("forbiddenImports", () => {
  test.each([
    ["packages/segcache-core/src/a.ts", "node:fs"],
    ["packages/segcache-core/src/a.ts", "@segcache/resp"],
    ["packages/segcache-core/src/a.ts", "vitest"],
    ["packages/resp/src/a.ts", "redis-parser"],
    ["packages/resp/src/a.ts", "segcache-core"],
    ["packages/resp/src/replies.ts", "node:buffer"],
    ["apps/server/src/a.ts", "segcache-loadgen"],
    ["apps/server/src/a.ts", "ioredis"],
    ["apps/server/src/a.ts", "segcache-core/src/cache.ts"],
    ["apps/server/src/a.ts", "@segcache/resp/bytes"],
    ["apps/server/src/a.ts", "segcache-bench-report"],
    ["apps/server/bench/a.ts", "segcache-bench-report/src/report.ts"],
    ["apps/server/bench/a.ts", "../../../tools/bench-report/src/report.ts"],
    ["tools/bench-report/src/a.ts", "segcache-core"],
    ["apps/server/src/a.ts", "../../../packages/resp/src/bytes.ts"],
    ["apps/server/src/a.test.ts", "../../loadgen/src/run.ts"],
    ["apps/loadgen/src/a.ts", "segcache-server"],
    ["apps/loadgen/src/a.ts", "pino"],
    ["apps/loadgen/src/a.ts", "../../../vitest.config.ts"],
  ])("%s may not import %s", (path, module) => {
    expect(found(forbiddenImports, path, `import { a } from "${module}";`)).toBe(1);
  });

  test.each([
    ["packages/segcache-core/src/a.ts", "./b.ts"],
    ["packages/segcache-core/src/a.test.ts", "node:fs"],
    ["packages/segcache-core/test/model/a.ts", "fast-check"],
    ["packages/resp/src/replies.ts", "redis-parser"],
    ["packages/resp/src/a.test.ts", "redis-parser"],
    ["packages/resp/vitest.config.ts", "../../vitest.config.ts"],
    ["apps/server/src/a.ts", "node:net"],
    ["apps/server/src/a.ts", "@segcache/resp"],
    ["apps/server/src/a.ts", "pino"],
    ["apps/server/test/a.test.ts", "ioredis"],
    ["apps/server/bench/a.ts", "segcache-bench-report"],
    ["tools/bench-report/src/a.ts", "node:fs"],
    ["apps/loadgen/src/a.ts", "@segcache/resp/replies"],
  ])("%s may import %s", (path, module) => {
    expect(found(forbiddenImports, path, `import { a } from "${module}";`)).toBe(0);
  });
});

describe("forbiddenDependencies", () => {
  test.each([
    ["packages/segcache-core/package.json", '{ "dependencies": { "pino": "1" } }'],
    ["packages/segcache-core/package.json", '{ "peerDependencies": { "pino": "1" } }'],
    ["apps/server/package.json", '{ "devDependencies": { "segcache-loadgen": "1" } }'],
    ["apps/loadgen/package.json", '{ "dependencies": { "segcache-server": "1" } }'],
  ])("finds one in %s %s", (path, text) => {
    expect(forbiddenDependencies([{ path, text }])).toHaveLength(1);
  });

  test("leaves the allowed ones", () => {
    expect(forbiddenDependencies(MANIFESTS)).toEqual([]);
  });
});

describe("coreArrows", () => {
  test.each([
    ["item/item-layout.ts", "../errors.ts"],
    ["item/items.ts", "../segments/segments.ts"],
    ["segments/segments.ts", "../ttl/ttl-buckets.ts"],
    ["ttl/ttl-buckets.ts", "../eviction/policy.ts"],
    ["eviction/fifo.ts", "../table/hash-table.ts"],
    ["eviction/policy-names.ts", "./policy.ts"],
    ["shard.ts", "./cache.ts"],
    ["shard.ts", "./config.ts"],
    ["new-thing.ts", "./errors.ts"],
    ["shard.ts", "./new-thing.ts"],
  ])("%s may not import %s", (from, to) => {
    const path = `packages/segcache-core/src/${from}`;
    expect(coreArrows([{ path, text: `import { a } from "${to}";` }])).toHaveLength(1);
  });

  test.each([
    ["cache.ts", "./shard.ts"],
    ["shard.ts", "./table/hash-table.ts"],
    ["eviction/fifo.ts", "../segments/segments.ts"],
    ["eviction/fifo.ts", "./policy-names.ts"],
    ["ttl/ttl-buckets.ts", "./ttl-tiers.ts"],
    ["table/hash-table.ts", "../segments/segment-layout.ts"],
    ["item/items.ts", "../sources/hash.ts"],
    ["item/items.test.ts", "../cache.ts"],
  ])("%s may import %s", (from, to) => {
    const path = `packages/segcache-core/src/${from}`;
    expect(coreArrows([{ path, text: `import { a } from "${to}";` }])).toEqual([]);
  });
});

describe("uninjectedSources", () => {
  test.each([
    ["packages/segcache-core/src/cache.ts", "const now = Date.now();"],
    ["packages/resp/src/a.ts", "const x = Math.random();"],
    ["apps/server/src/server.ts", "const t = performance.now();"],
    ["apps/loadgen/src/run.ts", "const now = Date.now;"],
    ["packages/resp/src/main.ts", "const now = new Date();"],
  ])("finds it in %s", (path, text) => {
    expect(uninjectedSources([{ path, text }])).toHaveLength(1);
  });

  test.each([
    ["packages/segcache-core/src/sources/clock.ts", "const now = Date.now();"],
    ["packages/segcache-core/src/cache.ts", "// Date.now is 42 ns"],
    ["packages/segcache-core/src/cache.test.ts", "const now = Date.now();"],
    ["apps/loadgen/src/clock.ts", "const now = performance.now();"],
    ["apps/loadgen/src/main.ts", "run(() => new Date());"],
  ])("leaves %s", (path, text) => {
    expect(uninjectedSources([{ path, text }])).toEqual([]);
  });
});
