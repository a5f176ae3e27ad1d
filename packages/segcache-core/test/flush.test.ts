// Flushing one namespace: everything of it is gone at once, nothing else is, and its memory comes back by sweeping.
import { beforeEach, describe, expect, it } from "vitest";
import { NEVER, NO_SPACE, Segcache, type SegcacheOptions, STORED } from "../src/index.ts";
import { ManualClock, TextClient } from "./text-client.ts";

let clock: ManualClock;
let cache: Segcache;
let kept: TextClient;
let flushed: TextClient;
function create(options: Partial<SegcacheOptions> = {}): void {
  cache = new Segcache({ maxMemory: "512kb", segmentSize: 4096, now: clock.read, seed: 5, ...options });
  kept = new TextClient(cache.raw, 0);
  flushed = new TextClient(cache.raw, 3);
}
beforeEach(() => {
  clock = new ManualClock();
  create();
});

/** Gives both namespaces the keys k0.. by turns; a third of them expire after `ttl`. */
function fill(count: number, ttl = 60_000): void {
  for (let n = 0; n < count; n++) {
    const deadline = n % 3 === 0 ? clock.now + ttl : NEVER;
    kept.set(`k${n}`, `kept ${n}`, deadline);
    flushed.set(`k${n}`, `flushed ${n}`, deadline);
  }
}

function expectAll(client: TextClient, word: string, count: number): void {
  for (let n = 0; n < count; n++) expect(client.peek(`k${n}`)).toBe(word === "" ? undefined : `${word} ${n}`);
}

describe("flushing a namespace", () => {
  it("removes all of it at once and nothing else", () => {
    fill(300);
    expect([kept.counts(), flushed.counts()]).toEqual([
      [300, 100],
      [300, 100],
    ]);
    flushed.flush();
    expect([kept.counts(), flushed.counts(), cache.size]).toEqual([[300, 100], [0, 0], 300]);
    cache.checkInvariants();
    expectAll(kept, "kept", 300);
    expectAll(flushed, "", 300);
    cache.checkInvariants();
    expect(cache.stats()).toMatchObject({ itemsCleared: 300, itemsEvicted: 0, itemsExpired: 0, deletes: 0 });
  });

  it("looks at no item: it only marks, and the sweep does the rest", () => {
    fill(1000);
    const before = cache.stats();
    flushed.flush();
    expect(cache.stats()).toMatchObject({
      segmentsSwept: before.segmentsSwept,
      bytesLive: before.bytesLive,
      bytesDead: before.bytesDead,
      segmentsFree: before.segmentsFree,
    });
  });

  it("takes new values of the same keys right away, in either order of reading and writing", () => {
    fill(300);
    flushed.flush();
    for (let n = 0; n < 300; n += 2) flushed.set(`k${n}`, `again ${n}`, n % 4 === 0 ? clock.now + 500 : NEVER);
    for (let n = 0; n < 300; n++) expect(flushed.get(`k${n}`)).toBe(n % 2 === 0 ? `again ${n}` : undefined);
    expect([flushed.counts(), kept.counts()]).toEqual([
      [150, 75],
      [300, 100],
    ]);
    cache.checkInvariants();
    cache.expire();
    cache.checkInvariants();
    for (let n = 0; n < 300; n++) expect(flushed.get(`k${n}`)).toBe(n % 2 === 0 ? `again ${n}` : undefined);
    expect([flushed.counts(), kept.counts()]).toEqual([
      [150, 75],
      [300, 100],
    ]);
    clock.now += 500;
    cache.expire();
    expect([flushed.counts(), kept.counts()]).toEqual([
      [75, 0],
      [300, 100],
    ]);
    expectAll(kept, "kept", 300);
  });

  it("makes every kind of write find the key absent", () => {
    for (const key of ["set", "delete", "deadline", "number", "text"]) flushed.set(key, "5", clock.now + 1000);
    kept.set("other", "v");
    flushed.flush();
    expect([flushed.delete("delete"), flushed.setDeadline("deadline", NEVER)]).toEqual([false, 0]);
    expect([flushed.increment("number", 1), flushed.append("text", "x"), flushed.set("set", "v", NEVER, 2)]).toEqual([
      "1",
      1,
      0,
    ]);
    expect([flushed.deadline("number"), flushed.deadline("text"), flushed.counts()]).toEqual([NEVER, NEVER, [2, 0]]);
    cache.checkInvariants();
  });

  it("gives the memory back by sweeping, in slices, each a legal state", () => {
    create({ maxMemory: "4mb", segmentSize: "32kb" });
    for (let n = 0; n < 8000; n++) flushed.set(`k${n}`, "v");
    fill(50);
    const before = cache.stats();
    flushed.flush();
    let slices = 0;
    for (; cache.expireSlice(); slices++) {
      cache.checkInvariants();
      expect([kept.counts(), flushed.counts()]).toEqual([
        [50, 17],
        [0, 0],
      ]);
    }
    expect(slices).toBeGreaterThan(10);
    const after = cache.stats();
    expect(after.segmentsFree).toBeGreaterThanOrEqual(before.segmentsFree + 3);
    expect(after.bytesLive).toBeLessThan(50 * 40);
    expectAll(kept, "kept", 50);
    expect(cache.expireSlice()).toBe(false);
    cache.checkInvariants();
  });

  it("of the only namespace in use frees everything at once", () => {
    for (let n = 0; n < 2000; n++) flushed.set(`k${n}`, "v", n % 2 === 0 ? NEVER : clock.now + 1000);
    flushed.flush();
    const stats = cache.stats();
    expect([stats.segmentsFree, flushed.counts(), cache.size]).toEqual([stats.segmentsTotal - 1, [0, 0], 0]);
    expect(stats.itemsCleared).toBe(2000);
    expect([flushed.set("k1", "v"), flushed.get("k1"), flushed.get("k2")]).toEqual([STORED, "v", undefined]);
    cache.checkInvariants();
  });

  it("that is empty or was flushed already changes nothing", () => {
    fill(100);
    flushed.flush();
    flushed.flush();
    new TextClient(cache.raw, 9).flush();
    expect([kept.counts(), cache.stats().itemsCleared]).toEqual([[100, 34], 100]);
    cache.checkInvariants();
  });

  it("can be repeated, before, between and after sweeps", () => {
    create({ maxMemory: "2mb", segmentSize: "16kb" });
    for (let round = 0; round < 12; round++) {
      for (let n = 0; n < 400; n++) flushed.set(`k${n}`, `round ${round}`, n % 5 === 0 ? clock.now + 700 : NEVER);
      kept.set(`k${round}`, `kept ${round}`);
      flushed.flush();
      if (round % 2 === 0) flushed.set("after", `${round}`);
      if (round % 3 === 0) cache.expireSlice();
      if (round % 5 === 4) cache.expire();
      clock.now += 300;
      cache.checkInvariants();
      expect([flushed.get("k7"), flushed.get("after")]).toEqual([undefined, round % 2 === 0 ? `${round}` : undefined]);
      expect([flushed.counts(), kept.counts()]).toEqual([
        [round % 2 === 0 ? 1 : 0, 0],
        [round + 1, 0],
      ]);
    }
    expectAll(kept, "kept", 12);
  });

  it("one after another, during the sweep of the one before", () => {
    create({ maxMemory: "2mb", segmentSize: "32kb" });
    const clients = Array.from({ length: 6 }, (_, n) => new TextClient(cache.raw, n));
    for (let n = 0; n < 1500; n++) for (const client of clients) client.set(`k${n}`, "v");
    for (let at = 1; at < 6; at++) {
      clients[at].flush();
      expect(cache.expireSlice()).toBe(true);
      cache.checkInvariants();
      expect(clients.map((client) => client.counts()[0])).toEqual(
        clients.map((_, n) => (n >= 1 && n <= at ? 0 : 1500)),
      );
    }
    cache.expire();
    cache.checkInvariants();
    expect([clients[0].counts(), cache.size]).toEqual([[1500, 0], 1500]);
    expect(cache.stats().bytesLive).toBe(100 * 12 + 1400 * 16);
  });

  it("during a half-done sweep for expired items", () => {
    create({ maxMemory: "2mb", segmentSize: "64kb" });
    fill(4000, 1000);
    clock.now += 2000;
    expect(cache.expireSlice()).toBe(true);
    cache.checkInvariants();
    flushed.flush();
    cache.checkInvariants();
    while (cache.expireSlice()) cache.checkInvariants();
    expect([kept.counts(), flushed.counts()]).toEqual([
      [2666, 0],
      [0, 0],
    ]);
    expect([kept.peek("k1"), kept.peek("k3"), flushed.peek("k1")]).toEqual(["kept 1", undefined, undefined]);
  });

  it("during a half-done eviction", () => {
    create({ maxMemory: "512kb", segmentSize: "32kb" });
    for (let n = 0; cache.stats().segmentsReclaiming === 0; n++) (n % 2 === 0 ? kept : flushed).set(`k${n}`, "");
    flushed.flush();
    cache.checkInvariants();
    const [items] = kept.counts();
    expect([items, flushed.counts()]).toEqual([cache.size, [0, 0]]);
    while (cache.expireSlice()) cache.checkInvariants();
    expect(kept.counts()[0]).toBeLessThanOrEqual(items);
    expect(cache.stats().bytesLive).toBeLessThanOrEqual(items * 16);
  });

  it("keeps counting right while both namespaces go on being written, evicted and expired", () => {
    create({ maxMemory: "96kb", segmentSize: 1024 });
    for (let n = 0; n < 20_000; n++) {
      const client = n % 3 === 0 ? kept : flushed;
      client.set(`k${n % 700}`, "v".repeat(n % 90), n % 4 === 0 ? clock.now + (n % 3000) : NEVER);
      clock.now += n % 3;
      if (n % 997 === 0) flushed.flush();
      if (n % 101 === 0) cache.expireSlice();
      if (n % 50 !== 0) continue;
      cache.checkInvariants();
      expect(kept.counts()[0] + flushed.counts()[0]).toBe(cache.size);
    }
    expect(cache.stats().itemsEvicted).toBeGreaterThan(1000);
  });

  it("makes room for a set right away, also where nothing may be evicted", () => {
    create({ maxMemory: "64kb", policy: "none" });
    kept.set("k", "v");
    let stored = 0;
    while (flushed.set(`k${stored}`, "v".repeat(100)) === STORED) stored++;
    expect(kept.set("new", "v".repeat(100))).toBe(NO_SPACE);
    flushed.flush();
    expect(kept.set("new", "v".repeat(100))).toBe(STORED);
  });
});
