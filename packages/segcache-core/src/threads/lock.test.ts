import { describe, expect, it } from "vitest";
import { HEADER, HEADER_FIELDS } from "../arena/arena-layout.ts";
import { COUNTER } from "../stats.ts";
import { Lock, maySleep } from "./lock.ts";

function sharedShard(): { words: Int32Array; counters: Float64Array } {
  return { words: new Int32Array(new SharedArrayBuffer(HEADER_FIELDS * 4)), counters: new Float64Array(56) };
}

/** A stopwatch that shows `step` milliseconds more at each look. */
function ticking(step: number): () => number {
  let now = 0;
  return () => {
    now += step;
    return now;
  };
}

describe("a lock", () => {
  it("is held by one thread at a time, whose number it tells", () => {
    const shard = sharedShard();
    const first = new Lock(shard, 1, true, ticking(0));
    const second = new Lock(shard, 2, true, ticking(0));
    expect(first.owner).toBe(0);
    first.take();
    expect([first.owner, second.owner, second.tryTake()]).toEqual([1, 1, false]);
    first.release();
    expect(second.tryTake()).toBe(true);
    expect(first.owner).toBe(2);
    expect(shard.counters[COUNTER.lockWaits]).toBe(0);
  });

  it.each([
    { sleeps: true, why: "asleep" },
    { sleeps: false, why: "awake, where sleep is forbidden" },
  ])("is given up after ten seconds of waiting $why, and the error names the owner", ({ sleeps }) => {
    const shard = sharedShard();
    new Lock(shard, 7, true, ticking(0)).take();
    const waiting = new Lock(shard, 8, sleeps, ticking(4000));
    expect(() => waiting.take()).toThrow(expect.objectContaining({ code: "LOCK_TIMEOUT" }));
    expect(() => waiting.take()).toThrow(/thread 7 /);
    expect(waiting.owner).toBe(7);
  });

  it("that is freed while looked at is taken, and the wait is counted", () => {
    const shard = sharedShard();
    const owner = new Lock(shard, 1, true, ticking(0));
    owner.take();
    const times = [10, 12.5];
    const waiting = new Lock(shard, 2, true, () => {
      if (times.length === 2) owner.release();
      return times.shift() ?? 0;
    });
    waiting.take();
    expect([shard.words[HEADER.lock], shard.counters[COUNTER.lockWaits], shard.counters[COUNTER.lockWaitMs]]).toEqual([
      2, 1, 2.5,
    ]);
  });

  it("that is freed just before sleeping is taken by one who may leave others asleep, and says so", () => {
    const shard = sharedShard();
    const owner = new Lock(shard, 1, true, ticking(0));
    owner.take();
    let looks = 0;
    const waiting = new Lock(shard, 2, true, () => {
      if (++looks === 2) owner.release();
      return 0;
    });
    waiting.take();
    expect([waiting.owner, shard.words[HEADER.lock] === 2]).toEqual([2, false]);
    waiting.release();
    expect(owner.tryTake()).toBe(true);
  });

  it("passes from a dead owner to whoever takes it over, and from no other", () => {
    const shard = sharedShard();
    const dead = new Lock(shard, 3, true, ticking(0));
    const heir = new Lock(shard, 4, true, ticking(0));
    expect(heir.takeFrom(3)).toBe(false);
    dead.take();
    expect(heir.takeFrom(2)).toBe(false);
    expect(heir.takeFrom(3)).toBe(true);
    expect(heir.owner).toBe(4);
    heir.release();
    expect(shard.words[HEADER.lock]).toBe(0);
  });

  it("knows that this thread may sleep", () => {
    expect(maySleep()).toBe(true);
  });
});
