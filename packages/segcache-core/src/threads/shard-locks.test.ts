import { beforeEach, describe, expect, it } from "vitest";
import { Arena, arenaBytes } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { arenasIn, bufferBytes } from "../arena/arena-memory.ts";
import { type LockedShard, ShardLocks } from "./shard-locks.ts";

const SHARDS = 4;
const shape = { segmentBytes: 1024, pages: 12, chains: 1, namespaces: 1 };
let shards: (LockedShard & { caughtUp: number })[];
let mine: ShardLocks;
let others: ShardLocks;

/** The thread that holds each shard, 0 for none. */
const owners = (): number[] => shards.map(({ arena }) => arena.words[HEADER.lock]);

beforeEach(() => {
  const bytes = arenaBytes(shape);
  const buffer = new SharedArrayBuffer(bufferBytes(SHARDS, bytes));
  shards = arenasIn([buffer], SHARDS, bytes).map((memory) => ({
    arena: new Arena(shape, 1, 2, 3, memory),
    caughtUp: 0,
    catchUp(): void {
      this.caughtUp++;
    },
  }));
  mine = new ShardLocks(shards);
  others = new ShardLocks(shards);
});

describe("outside sections", () => {
  it("holds the shard used last, and that one only", () => {
    expect([mine.threadNumber, others.threadNumber]).toEqual([1, 2]);
    mine.hold(2);
    mine.hold(2);
    expect(owners()).toEqual([0, 0, 1, 0]);
    expect(shards[2].caughtUp).toBe(1);
    mine.hold(0);
    expect(owners()).toEqual([1, 0, 0, 0]);
    mine.release();
    mine.release();
    expect(owners()).toEqual([0, 0, 0, 0]);
  });

  it("does not wait where it is only to try", () => {
    others.hold(1);
    mine.hold(0);
    expect(mine.tryHold(0)).toBe(true);
    expect(mine.tryHold(1)).toBe(false);
    expect(owners()).toEqual([0, 2, 0, 0]);
    others.release();
    expect(mine.tryHold(1)).toBe(true);
    expect(owners()).toEqual([0, 1, 0, 0]);
  });
});

describe("a section", () => {
  it("holds the shards wanted until it is left, whatever is released meanwhile", () => {
    mine.hold(0);
    mine.prepare();
    mine.want(3);
    mine.want(1);
    mine.enter();
    expect([owners(), mine.inSection]).toEqual([[0, 1, 0, 1], true]);
    mine.hold(3);
    mine.release();
    expect(owners()).toEqual([0, 1, 0, 1]);
    expect(mine.tryHold(2)).toBe(false);
    expect(() => mine.hold(2)).toThrow("inside a section");
    mine.leave();
    expect([owners(), mine.inSection]).toEqual([[0, 0, 0, 0], false]);
  });

  it("may lie within one that holds what it wants, and in no other", () => {
    mine.prepare();
    mine.want(0);
    mine.want(1);
    mine.enter();
    mine.prepare();
    mine.want(1);
    mine.enter();
    mine.leave();
    expect(owners()).toEqual([1, 1, 0, 0]);
    mine.wantAll();
    expect(() => mine.enter()).toThrow("inside a section");
    mine.leave();
    expect(owners()).toEqual([0, 0, 0, 0]);
  });

  it("must be left as often as it was entered", () => {
    expect(() => mine.leave()).toThrow("as often as");
  });
});

describe("a thread that has ended", () => {
  it("leaves what it held to be set right and freed, and nothing else", () => {
    others.prepare();
    others.want(1);
    others.want(2);
    others.enter();
    mine.hold(0);
    const salvaged: number[] = [];
    expect(
      mine.recover(2, (index) => {
        salvaged.push(index);
        expect(owners()[index]).not.toBe(0);
      }),
    ).toBe(2);
    expect(salvaged).toEqual([1, 2]);
    expect(owners()).toEqual([1, 0, 0, 0]);
    expect(mine.recover(2, () => salvaged.push(-1))).toBe(0);
    expect(salvaged).toEqual([1, 2]);
  });
});
