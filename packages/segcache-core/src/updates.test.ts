import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock, TextClient } from "../test/text-client.ts";
import { Segcache } from "./cache.ts";
import type { EngineOptions } from "./config.ts";
import { NEVER, NO_SPACE, NOT_INTEGER, OVERFLOW, POLICY_NAMES, STORED, TOO_LARGE } from "./index.ts";

let clock: ManualClock;
let cache: Segcache;
let client: TextClient;
function create(options: Partial<EngineOptions> = {}): void {
  cache = new Segcache({ maxMemory: "256kb", segmentSize: 4096, now: clock.read, seed: 5, ...options });
  client = new TextClient(cache.raw);
}
beforeEach(() => {
  clock = new ManualClock();
  create();
});

/** Fills a cache of policy none to the last byte an item of `valueBytes` can use. */
function fill(valueBytes: number): void {
  // One refusal may only mean that a bucket of the hash table is full.
  for (let n = 0, refused = 0; refused < 100; n++) {
    const value = refused < 50 ? "v".repeat(valueBytes) : ""; // the last room takes small items only
    if (client.set(`key${n}`, value) !== STORED) refused++;
  }
}

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

describe("increment", () => {
  it("counts an absent or expired key from 0, without a deadline", () => {
    expect(client.increment("k", 7)).toBe("7");
    expect([client.peek("k"), client.deadline("k")]).toEqual(["7", NEVER]);
    expect(client.increment("negative", -3n)).toBe("-3");
    expect(client.increment("zero", 0)).toBe("0");
    client.set("late", "100", clock.now + 10);
    clock.now += 10;
    expect([client.increment("late", 1), client.deadline("late")]).toEqual(["1", NEVER]);
  });

  it("adds to the number it finds, of any sign and size, by number or bigint", () => {
    const steps: [from: string, delta: number | bigint, to: string][] = [
      ["0", 1, "1"],
      ["9", 1, "10"],
      ["-1", 1, "0"],
      ["1", -2, "-1"],
      ["-10", 1, "-9"],
      ["999999999999999", 1, "1000000000000000"],
      ["1000000000000000", -1, "999999999999999"],
      ["9007199254740990", 1, "9007199254740991"],
      ["9007199254740991", 1, "9007199254740992"],
      ["9007199254740992", 1, "9007199254740993"],
      ["999999999999999", Number.MAX_SAFE_INTEGER, "10007199254740990"],
      ["5", MAX - 5n, String(MAX)],
      ["-5", MIN + 5n, String(MIN)],
      [String(MAX), -1, String(MAX - 1n)],
      [String(MAX), MIN, "-1"],
      [String(MIN), MAX, "-1"],
      ["3", 4n, "7"],
    ];
    for (const [from, delta, to] of steps) {
      client.set("k", from);
      expect(client.increment("k", delta), `${from} + ${delta}`).toBe(to);
      expect(client.peek("k")).toBe(to);
      cache.checkInvariants();
    }
  });

  it("beyond 64 bits is refused and leaves value and deadline", () => {
    for (const [from, delta] of [
      [String(MAX), 1],
      [String(MIN), -1],
      ["1", MAX],
      ["-2", MIN],
    ] as const) {
      client.set("k", from, clock.now + 50);
      expect(client.increment("k", delta)).toBe(OVERFLOW);
      expect([client.peek("k"), client.deadline("k")]).toEqual([from, clock.now + 50]);
    }
    expect([client.increment("new", MAX + 1n), client.peek("new")]).toEqual([OVERFLOW, undefined]);
    expect([client.increment("new", MIN), client.increment("other", MAX)]).toEqual([String(MIN), String(MAX)]);
  });

  it.each(["", "abc", "1.5", "+1", "01", "-0", " 1", "1 ", "9223372036854775808", "1".repeat(30)])(
    "of %j is refused and leaves the value",
    (value) => {
      client.set("k", value, clock.now + 50);
      expect(client.increment("k", 1)).toBe(NOT_INTEGER);
      expect([client.peek("k"), client.deadline("k")]).toEqual([value, clock.now + 50]);
    },
  );

  it("keeps the deadline, in place or written anew", () => {
    client.set("k", "9", clock.now + 50);
    const written = () => cache.stats().bytesLive + cache.stats().bytesDead;
    const before = written();
    for (let value = 10n; value < 10n ** 18n; value *= 10n) {
      expect(client.increment("k", value - BigInt(client.peek("k") ?? ""))).toBe(String(value));
      expect(client.deadline("k")).toBe(clock.now + 50);
    }
    expect(written()).toBeGreaterThan(before);
    const settled = written();
    expect(client.increment("k", 1)).toBe("100000000000000001");
    expect(written()).toBe(settled);
    expect(cache.size).toBe(1);
    clock.now += 50;
    expect(client.peek("k")).toBeUndefined();
    cache.checkInvariants();
  });

  it("without room under policy none is refused and leaves the value, but works where the length stays", () => {
    create({ maxMemory: "64kb", policy: "none" });
    client.set("k", "9999999"); // 8 + 1 + 7 bytes: no padding
    fill(10);
    expect([client.increment("k", 1), client.peek("k")]).toEqual([NO_SPACE, "9999999"]);
    expect([client.increment("k", -9), client.increment("k", -990)]).toEqual(["9999990", "9999000"]);
    expect([client.increment("new", 1), client.peek("new")]).toEqual([NO_SPACE, undefined]);
    cache.checkInvariants();
  });

  it("under a key that leaves no room for the result is refused", () => {
    const key = "k".repeat(4096 - 12);
    expect(client.set(key, "")).toBe(STORED);
    expect([client.increment(key, 1), client.peek(key)]).toEqual([NOT_INTEGER, ""]);
    client.delete(key);
    expect([client.increment(key, 1), client.peek(key)]).toEqual([TOO_LARGE, undefined]);
  });

  it("stays right while the cache is evicting", () => {
    create({ maxMemory: "64kb", segmentSize: 1024 });
    for (let n = 1; n <= 3000; n++) {
      const before = client.peek("counter") ?? "0";
      expect(client.increment("counter", 37)).toBe(String(Number(before) + 37));
      client.set(`filler${n}`, "v".repeat(n % 300));
      if (n % 50 === 0) cache.checkInvariants();
    }
    expect(cache.stats().itemsEvicted).toBeGreaterThan(1000);
  });
});

describe("append", () => {
  it("begins an absent or expired key anew, without a deadline", () => {
    expect([client.append("k", "abc"), client.peek("k"), client.deadline("k")]).toEqual([3, "abc", NEVER]);
    client.set("late", "old", clock.now + 10);
    clock.now += 10;
    expect([client.append("late", "new"), client.peek("late"), client.deadline("late")]).toEqual([3, "new", NEVER]);
    expect([client.append("empty", ""), client.peek("empty")]).toEqual([0, ""]);
  });

  it.each([NEVER, 5000])("grows a value byte by byte and keeps its deadline (%d ms)", (left) => {
    const deadline = clock.now + left;
    client.set("k", "", deadline);
    let text = "";
    for (let n = 0; n < 150; n++) {
      const piece = String.fromCharCode(97 + (n % 26)).repeat(n % 4);
      text += piece;
      expect(client.append("k", piece)).toBe(text.length);
      expect([client.peek("k"), client.deadline("k")]).toEqual([text, deadline]);
      cache.checkInvariants();
    }
    expect([cache.size, client.counts()]).toEqual([1, [1, left === NEVER ? 0 : 1]]);
  });

  it("beyond the largest value is refused and leaves value and deadline", () => {
    const most = cache.limits.valueBytesMax;
    client.set("k", "v".repeat(most - 1), clock.now + 50);
    expect(client.append("k", "w")).toBe(most);
    expect(client.append("k", "x".repeat(4))).toBe(TOO_LARGE);
    expect([client.peek("k"), client.deadline("k")]).toEqual([`${"v".repeat(most - 1)}w`, clock.now + 50]);
    expect([client.append("new", "x".repeat(most + 1)), client.peek("new")]).toEqual([TOO_LARGE, undefined]);
    cache.checkInvariants();
  });

  it("never makes a value longer than a set would take", () => {
    const most = cache.limits.valueBytesMax;
    for (const deadline of [NEVER, clock.now + 50]) {
      client.set("k", "v".repeat(most - 6), deadline);
      let length = most - 6;
      for (let grown = length; grown >= 0; grown = client.append("k", "w")) length = grown;
      expect(length).toBe(most);
    }
  });

  it("without room under policy none is refused and leaves the value, but works within the padding", () => {
    create({ maxMemory: "64kb", policy: "none" });
    client.set("k", "v"); // 8 + 1 + 1 bytes: two bytes of padding
    fill(10);
    expect([client.append("k", "abc"), client.peek("k")]).toEqual([NO_SPACE, "v"]);
    expect([client.append("k", "ab"), client.peek("k")]).toEqual([3, "vab"]);
    expect([client.append("new", "x"), client.peek("new")]).toEqual([NO_SPACE, undefined]);
    cache.checkInvariants();
  });
});

describe.each(POLICY_NAMES.filter((policy) => policy !== "none"))("setRange of an absent key, policy %s", (policy) => {
  it.each([500, 1006])("makes the room for %i bytes once, and ends", (valueBytes) => {
    create({ maxMemory: "40kb", segmentSize: 1024, policy });
    const value = new Uint8Array(valueBytes);
    for (let n = 0; n < 200; n++) {
      const key = new TextEncoder().encode(`k${n}`);
      expect(cache.raw.setRange(key, 0, key.length, 0, 0, value, 0, valueBytes)).toBe(valueBytes);
    }
    cache.checkInvariants();
  });
});
