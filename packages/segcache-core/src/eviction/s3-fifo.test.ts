// How the policy uses its two pools, seen in a shard of its own.
import { describe, expect, it } from "vitest";
import { testShard } from "../../test/test-shard.ts";
import { ManualClock, TextClient } from "../../test/text-client.ts";
import { checkShard } from "../check-invariants.ts";
import { resolveConfig } from "../config.ts";
import type { PolicyOptions } from "../index.ts";
import { RawCache } from "../raw-cache.ts";
import { ADMISSION_POOL, chainOf, MAIN_POOL, poolOf } from "../segments/pools.ts";
import { NONE } from "../segments/segment-layout.ts";
import type { Shard } from "../shard.ts";
import { nextRandom } from "../sources/random.ts";
import { NEVER_BUCKET } from "../ttl/ttl-tiers.ts";

/** The value of most items, so that none of theirs is small. */
const MEAN_VALUE = "v".repeat(90);

interface Rig {
  readonly shard: Shard;
  readonly clock: ManualClock;
  readonly client: TextClient;
  /** The pool in which a key's item is, or undefined. */
  pool(key: string): number | undefined;
  /** Stores `count` new keys with a value of the mean size. */
  scan(count: number): void;
  /** A random number below `bound`. */
  draw(bound: number): number;
  /** Segments that new items and their chunks take. */
  onProbation(): number;
}

function rig(maxMemory: string = "128kb"): Rig {
  const { shape } = resolveConfig({ maxMemory, segmentSize: 1024 });
  const clock = new ManualClock();
  const shard = testShard(shape, "s3fifo", clock.read);
  const client = new TextClient(new RawCache([shard]));
  let stored = 0;
  let random = 1;
  return {
    shard,
    clock,
    client,
    pool: (key) => {
      const item = client.ref(key);
      return item < 0 ? undefined : poolOf(shard.segments.chain[shard.segments.segmentOf(item)]);
    },
    scan: (count) => {
      for (const end = stored + count; stored < end; stored++) client.set(`scan${stored}`, MEAN_VALUE);
    },
    draw: (bound) => {
      random = nextRandom(random);
      return (random >>> 0) % bound;
    },
    onProbation: () => shard.segments.inPool(ADMISSION_POOL) + shard.segments.chunksOf(ADMISSION_POOL),
  };
}

/** Reads `keys` keys in random order, look-aside, with a key of a scan between every two. */
function churn({ client, scan, draw }: Rig, keys: number, reads: number, valueBytes: number): void {
  for (let read = 0; read < reads; read++) {
    const key = `hot${draw(keys)}`;
    if (client.get(key) === undefined) client.set(key, "v".repeat(valueBytes));
    scan(1);
  }
}

/** Scans until `done`, which must come before the whole cache has been passed over many times. */
function scanUntil({ scan }: Rig, done: () => boolean): void {
  for (let left = 20_000; !done(); left--) {
    expect(left).toBeGreaterThan(0);
    scan(1);
  }
}

describe("the admission pool", () => {
  it("gives what was read once another round, and moves what was read twice to the main pool", () => {
    const test = rig();
    const { client, pool } = test;
    churn(test, 300, 3000, 90); // so that both pools have open segments
    for (const key of ["never", "once", "twice"]) client.set(key, MEAN_VALUE);
    client.get("once");
    client.get("twice");
    test.clock.now += 1000;
    test.scan(1); // a read of an item without a deadline goes by the time of the last write
    client.get("twice");
    scanUntil(test, () => pool("never") === undefined);
    expect([pool("once"), pool("twice")]).toEqual([ADMISSION_POOL, MAIN_POOL]);
    scanUntil(test, () => pool("once") === undefined); // as it was not read again
    expect(pool("twice")).toBe(MAIN_POOL);
    checkShard(test.shard);
  });

  it("takes its share of the memory in use, not of what is reserved for later", () => {
    const test = rig("512kb");
    test.shard.limit(120);
    test.shard.setPolicy("s3fifo", { s3fifo: { admissionRatio: 0.1 } });
    churn(test, 1200, 40_000, 90);
    expect(test.shard.segments.inPool(MAIN_POOL)).toBeGreaterThan(80);
    expect(test.onProbation()).toBeLessThan(0.1 * 120 + 3);
  });

  it("counts the chunks of large values", () => {
    const test = rig("512kb");
    test.shard.setPolicy("s3fifo", { s3fifo: { admissionRatio: 0.1 } });
    churn(test, 150, 20_000, 5000);
    for (let n = 0; n < 200; n++) {
      test.client.set(`new${n}`, "v".repeat(5000));
      churn(test, 150, 10, 5000);
    }
    const { segments } = test.shard;
    expect(segments.chunksOf(MAIN_POOL)).toBeGreaterThan(segments.usable / 2);
    expect(segments.chunksOf(ADMISSION_POOL)).toBeGreaterThan(0);
    expect(test.onProbation()).toBeLessThan(segments.usable * 0.1 + 10);
    checkShard(test.shard);
    test.shard.setPolicy("fifo", {});
    checkShard(test.shard);
    test.shard.clear();
    checkShard(test.shard);
    expect(segments.chunksOf(MAIN_POOL) + segments.chunksOf(ADMISSION_POOL)).toBe(0);
  });

  it("grows where keys come back just too late for it, and the share begins anew under a new policy", () => {
    /** Hits of keys that are read again once, 25 segments of new items after they were stored, while others are hot. */
    const hitsAt = (options: PolicyOptions): number => {
      const test = rig();
      const { shard, client } = test;
      shard.setPolicy("s3fifo", options);
      let hits = 0;
      for (let n = 0; n < 20_000; n++) {
        client.set(`key${n}`, "v".repeat(90));
        if (client.get(`key${n - 230}`) === undefined) client.set(`key${n - 230}`, "v".repeat(90));
        else hits++;
        if (n % 4 === 0) churn(test, 500, 1, 90);
      }
      expect(shard.arena.policyState.some((number) => number !== 0)).toBe(true);
      shard.setPolicy("fifo", {});
      expect(shard.arena.policyState.every((number) => number === 0)).toBe(true);
      return hits;
    };
    expect(hitsAt({})).toBeGreaterThan(hitsAt({ s3fifo: { admissionRatio: 0.1 } }) + 1000);
  });
});

it("keeps what was read although the one spare segment has gone to the other pool", () => {
  const test = rig();
  const { client } = test;
  test.scan(2000);
  for (const key of ["never", "once", "twice"]) client.set(key, MEAN_VALUE);
  client.get("once");
  client.get("twice");
  test.clock.now += 1000;
  test.scan(1);
  client.get("twice");
  expect(test.shard.arena.chainTails[chainOf(NEVER_BUCKET, MAIN_POOL)]).toBe(NONE);
  scanUntil(test, () => client.peek("never") === undefined);
  expect([client.peek("once"), client.peek("twice")]).toEqual([MEAN_VALUE, MEAN_VALUE]);
});

it("asks more reads of an item several times the mean size", () => {
  const test = rig();
  const { client } = test;
  churn(test, 300, 3000, 90);
  client.set("small", "v".repeat(90));
  client.set("large", "v".repeat(600));
  client.set("popular", "v".repeat(600));
  for (let read = 0; read < 4; read++) {
    if (read === 0) for (const key of ["small", "large"]) client.get(key);
    client.get("popular");
    test.clock.now += 1000;
    test.scan(1);
  }
  scanUntil(test, () => test.pool("large") === undefined);
  expect(test.pool("small")).toBe(ADMISSION_POOL);
  scanUntil(test, () => test.pool("small") === undefined);
  expect(test.pool("popular")).toBe(MAIN_POOL);
});
