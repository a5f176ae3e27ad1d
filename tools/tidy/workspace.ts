// The map the import rules work on: which folder is which package, and what each may name. Rules are data; a new package
// or layer is a new row here.

export interface Member {
  readonly folder: string;
  readonly name: string;
  /** What its sources may import beside their own files: workspace packages and registry packages. */
  readonly imports: readonly string[];
  /** What single files may import on top. */
  readonly fileImports: Readonly<Record<string, readonly string[]>>;
  /** Whether its sources may import from Node. */
  readonly usesNode: boolean;
  /** Whether `imports` grows by the dependencies of its package.json: apps choose their own, libraries do not. */
  readonly usesDeclared: boolean;
}

export const MEMBERS: readonly Member[] = [
  {
    folder: "packages/segcache-core",
    name: "segcache-core",
    imports: [],
    fileImports: { "build.ts": ["esbuild"] },
    usesNode: false,
    usesDeclared: false,
  },
  {
    folder: "packages/resp",
    name: "@segcache/resp",
    imports: [],
    fileImports: { "src/replies.ts": ["redis-parser"] },
    usesNode: false,
    usesDeclared: false,
  },
  {
    folder: "apps/server",
    name: "segcache-server",
    imports: ["segcache-core", "@segcache/resp"],
    fileImports: {},
    usesNode: true,
    usesDeclared: true,
  },
  {
    folder: "apps/loadgen",
    name: "segcache-loadgen",
    imports: ["segcache-core", "@segcache/resp"],
    fileImports: {},
    usesNode: true,
    usesDeclared: true,
  },
  {
    folder: "tools/bench-report",
    name: "segcache-bench-report",
    imports: [],
    fileImports: {},
    usesNode: true,
    usesDeclared: false,
  },
];

/** What any test may import on top of its package's own and its development dependencies. */
export const TEST_IMPORTS: readonly string[] = ["vitest", "fast-check"];

/**
 * Files that may ask for the time or for chance: those made for it, and an app's main.ts, which wires them. Everything
 * else is handed them, so any run can be replayed.
 */
export const SOURCES_OF_TIME_AND_CHANCE: RegExp = /\/sources\/|^apps\/[^/]+\/src\/((.*\/)?(clock|random)|main)\.ts$/;

export interface Layer {
  /** Files whose path inside `src/` is one of these, or begins with one that ends in a slash. */
  readonly files: readonly string[];
  /** The only layers that may import this one, if not all above it; named by their first file. */
  readonly onlyFor?: readonly string[];
}

/** The engine, top to bottom: a file imports from its own layer and from those below. Layouts lie under all of them. */
export const CORE_LAYERS: readonly Layer[] = [
  { files: ["index.ts"] },
  { files: ["keyv.ts"] },
  { files: ["cache.ts", "release-after-calls.ts"] },
  { files: ["byte-cache.ts", "iteration.ts", "key-batch.ts", "single-flight.ts"] },
  { files: ["managed-cache.ts", "arguments.ts", "wide-integers.ts"] },
  { files: ["options.ts"] },
  { files: ["codecs.ts"] },
  { files: ["handle.ts"] },
  { files: ["config.ts"] },
  { files: ["check-invariants.ts", "measure.ts", "raw-cache.ts"] },
  { files: ["shard-router.ts"] },
  { files: ["prefetch.ts", "updates.ts"] },
  { files: ["fetcher.ts"] },
  { files: ["shard.ts"] },
  { files: ["lookup.ts", "item-writer.ts"] },
  { files: ["reclaim/"] },
  { files: ["eviction/"] },
  { files: ["ttl/"] },
  { files: ["segments/"] },
  { files: ["table/"], onlyFor: ["check-invariants.ts", "fetcher.ts", "shard.ts", "lookup.ts", "reclaim/"] },
  { files: ["item/"] },
  { files: ["threads/"] },
  { files: ["arena/"] },
  {
    files: [
      "errors.ts",
      "eviction/policy-names.ts",
      "outcomes.ts",
      "sources/",
      "stats.ts",
      "text.ts",
      "byte-ranges.ts",
    ],
  },
];

/** Files with one word format each; they import nothing. */
export const LAYOUT = /-layout\.ts$/;

export function isTest(path: string): boolean {
  return /\.test\.ts$|\/vitest[^/]*\.config\.ts$/.test(path) || /^(packages|apps)\/[^/]+\/(test|bench)\//.test(path);
}
