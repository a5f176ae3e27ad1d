import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUCKETS, bucketOf, NEVER_BUCKET, TTL_BUCKETS } from "./ttl-tiers.ts";

describe("bucketOf", () => {
  it("puts 'never' in a bucket of its own and everything else below it", () => {
    expect(bucketOf(Infinity)).toBe(NEVER_BUCKET);
    expect(bucketOf(Number.MAX_SAFE_INTEGER)).toBe(TTL_BUCKETS - 1);
    expect(bucketOf(0)).toBe(0);
    expect(BUCKETS).toBe(TTL_BUCKETS + 1);
  });

  it("is monotone, in range, and spans at most an eighth of its lower bound", () => {
    const ttl = fc.oneof(fc.nat(5000), fc.nat(2 ** 31 - 1), fc.integer({ min: 2 ** 31 - 1000, max: 2 ** 36 - 1 }));
    fc.assert(
      fc.property(ttl, fc.nat(10_000), (a, more) => {
        const b = a + more;
        expect(bucketOf(a)).toBeLessThanOrEqual(bucketOf(b));
        expect(bucketOf(b)).toBeLessThan(TTL_BUCKETS);
        if (b < 2 ** 36 && bucketOf(a) === bucketOf(b)) expect(more).toBeLessThanOrEqual(a / 8 + 2 ** 8);
      }),
    );
  });

  it("changes bucket at each power of two, on both sides of 2^31", () => {
    for (let tier = 3; tier <= 35; tier++) {
      expect(bucketOf(2 ** tier)).toBe(bucketOf(2 ** tier - 1) + 1);
      expect(bucketOf(2 ** tier)).toBe((tier - 2) * 8);
    }
  });
});
