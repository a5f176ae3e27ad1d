import { describe, expect, test } from "vitest";
import { commandLogShareOf, parseCommandLogLine } from "./command-log.ts";

const HASH = "5d41402abc4b2a76";

function read(rest: string, keyBytes = 20): unknown {
  return parseCommandLogLine(`1800000000.123,${HASH},${keyBytes},${rest}`);
}

function row(kind: string, valueBytes = 0, ttlMs = 0, more: object = {}): unknown {
  return [{ atMs: 1_800_000_000_123, kind, keys: [`${HASH}----`], valueBytes, ttlMs, ...more }];
}

describe("a line of the command log", () => {
  test.each([
    ["340,7,get,0", row("get", 340)],
    [",7,get,0", row("get", 0, 0, { wasMiss: true })],
    ["340,7,mget,12.5", row("get", 340, 12_500)],
    ["1024,7,set,60", row("set", 1024, 60_000)],
    ["12,7,append,0", row("set", 12)],
    ["2,7,incrby,0", row("incr", 2)],
    ["12,7,expire,90", row("expire", 12, 90_000)],
    [",7,expire,0", row("del")],
    [",7,del,0", row("del")],
    [",7,getdel,0", row("del")],
    [",7,setrange,0", []],
    ["12,7,object|freq,0", []],
    ["12,7,ttl,0", []],
  ])("%s", (rest, rows) => {
    expect(read(rest)).toEqual(rows);
  });

  test("has a key of the recorded length, as long as 64 bits fit", () => {
    const lengths = [0, 5, 11, 12, 15, 16, 17, 300].map((keyBytes) => {
      const [first] = parseCommandLogLine(`1800000000,${HASH},${keyBytes},1,7,get,0`) ?? [];
      return first?.keys[0]?.length;
    });
    expect(lengths).toEqual([11, 11, 11, 12, 15, 16, 17, 300]);
  });

  test("is none if it is something else", () => {
    for (const line of ["hello", "# hello", `1800000000,${HASH},20,1,7,GET,0`, "5,k,1,1,0,get,0"]) {
      expect(parseCommandLogLine(line)).toBeUndefined();
    }
  });
});

test("the heading tells the share of the keys, and replays nothing", () => {
  const heading = "# segcache command log 1, one key in 100, from 2027-01-15T08:00:00.000Z";
  expect(commandLogShareOf(heading)).toBe(0.01);
  expect(parseCommandLogLine(heading)).toEqual([]);
  expect(parseCommandLogLine("# time,key,key_bytes,value_bytes,client,command,ttl")).toEqual([]);
  expect(commandLogShareOf("1800000000.123,x,1,1,7,get,0")).toBeUndefined();
});
