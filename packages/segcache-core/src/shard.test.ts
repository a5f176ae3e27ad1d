// What only keys of one's own choosing can bring about: a hash bucket that is as long as it may be.
import { describe, expect, it } from "vitest";
import { testShard } from "../test/test-shard.ts";
import { ManualClock, TextClient } from "../test/text-client.ts";
import { checkShard } from "./check-invariants.ts";
import { resolveConfig } from "./config.ts";
import type { PolicyName } from "./eviction/policy-names.ts";
import { NO_SPACE, STORED } from "./index.ts";
import { measure } from "./measure.ts";
import { RawCache } from "./raw-cache.ts";
import type { Shard } from "./shard.ts";
import { hashBytes } from "./sources/hash.ts";

const HASH_KEY_0 = 1;
const HASH_KEY_1 = 2;
const SLOTS_OF_A_CHAIN = 7 * 16;

function newShard(policy: PolicyName): { shard: Shard; client: TextClient; clock: ManualClock } {
  const clock = new ManualClock();
  const { shape } = resolveConfig({ maxMemory: "256kb", segmentSize: 2048 });
  const shard = testShard(shape, policy, clock.read, HASH_KEY_0, HASH_KEY_1);
  return { shard, client: new TextClient(new RawCache([shard])), clock };
}

/** Keys whose hashes end in the same six bits: one bucket for all of them until the table has 64. */
function collidingKeys(count: number): string[] {
  const keys: string[] = [];
  for (let n = 0; keys.length < count; n++) {
    const key = `key${n}`;
    const bytes = new TextEncoder().encode(key);
    if ((hashBytes(bytes, undefined, 0, bytes.length, HASH_KEY_0, HASH_KEY_1) & 63) === 5) keys.push(key);
  }
  return keys;
}

describe("a flood of keys that fall into one bucket", () => {
  it("costs its own least popular items under a policy that evicts, and every set succeeds", () => {
    const { shard, client, clock } = newShard("fifo");
    const keys = collidingKeys(SLOTS_OF_A_CHAIN + 50);
    const popular = keys.slice(0, 20);
    for (const [index, key] of keys.entries()) {
      expect(client.set(key, `value of ${key}`)).toBe(STORED);
      expect(client.get(key)).toBe(`value of ${key}`);
      if (index % 10 !== 9) continue;
      clock.now += 1000;
      shard.lookup.tick();
      for (const one of popular) client.get(one);
      checkShard(shard);
    }
    expect(measure(shard)).toMatchObject({ items: SLOTS_OF_A_CHAIN, bucketEvictions: 50, itemsEvicted: 50 });
    for (const key of popular) expect(client.peek(key)).toBe(`value of ${key}`);
  });

  it("is refused under a policy that evicts nothing, and all that was there stays", () => {
    const { shard, client } = newShard("none");
    const keys = collidingKeys(SLOTS_OF_A_CHAIN + 50);
    for (const [index, key] of keys.entries())
      expect(client.set(key, key)).toBe(index < SLOTS_OF_A_CHAIN ? STORED : NO_SPACE);
    checkShard(shard);
    for (const key of keys.slice(0, SLOTS_OF_A_CHAIN)) expect(client.peek(key)).toBe(key);
    expect(measure(shard)).toMatchObject({ items: SLOTS_OF_A_CHAIN, bucketEvictions: 0, setsFailed: 50 });
    expect(client.set(keys[0], "replaced")).toBe(STORED);
    client.delete(keys[1]);
    expect(client.set(keys[SLOTS_OF_A_CHAIN], "now there is room")).toBe(STORED);
    checkShard(shard);
  });
});
