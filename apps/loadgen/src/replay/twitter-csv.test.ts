import { describe, expect, test } from "vitest";
import { parseTwitterLine } from "./twitter-csv.ts";

describe("a line of Twitter's cache-trace", () => {
  test("is a request with its time, size and TTL", () => {
    expect(parseTwitterLine("7,ns:u:1AbC,11,250,42,set,86400")).toEqual([
      { atMs: 7000, kind: "set", keys: ["ns:u:1AbC"], valueBytes: 250, ttlMs: 86_400_000 },
    ]);
    expect(parseTwitterLine("0.25,k,1,0,0,get,0\r")).toEqual([
      { atMs: 250, kind: "get", keys: ["k"], valueBytes: 0, ttlMs: 0 },
    ]);
  });

  test("may have commas in its key", () => {
    expect(parseTwitterLine("1,a,b,,c,7,9,3,get,0")?.[0]).toMatchObject({ keys: ["a,b,,c"], valueBytes: 9 });
  });

  test.each([
    ["get", "get"],
    ["gets", "get"],
    ["set", "set"],
    ["add", "set"],
    ["replace", "set"],
    ["cas", "set"],
    ["append", "set"],
    ["prepend", "set"],
    ["delete", "del"],
    ["incr", "incr"],
    ["decr", "incr"],
  ])("%s becomes %s", (operation, kind) => {
    expect(parseTwitterLine(`1,k,1,5,0,${operation},0`)?.[0]?.kind).toBe(kind);
  });

  test.each(["", "1,k,1,5,0,touch,0", "x,k,1,5,0,get,0", "1,k,1,5,0,get", "1,,1,5,0,get,0", "timestamp,key,key_size"])(
    "%j is none",
    (line) => {
      expect(parseTwitterLine(line)).toBeUndefined();
    },
  );
});
