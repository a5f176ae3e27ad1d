import { describe, expect, test } from "vitest";
import { parseMonitorLine } from "./monitor-log.ts";

function read(command: string): unknown[] | undefined {
  return parseMonitorLine(`1700000000.250000 [0 127.0.0.1:60866] ${command}`)?.map(({ atMs, ...row }) => {
    expect(atMs).toBe(1_700_000_000_250);
    return row;
  });
}

const row = (kind: string, key: string, valueBytes = 0, ttlMs = 0): unknown => ({
  kind,
  keys: [key],
  valueBytes,
  ttlMs,
});

describe("a line of MONITOR", () => {
  test.each([
    ['"get" "k"', [row("get", "k")]],
    ['"SET" "k" "hello"', [row("set", "k", 5)]],
    ['"set" "k" "hello" "NX" "ex" "60"', [row("set", "k", 5, 60_000)]],
    ['"set" "k" "v" "PX" "250" "GET"', [row("set", "k", 1, 250)]],
    ['"setex" "k" "9" "abc"', [row("set", "k", 3, 9000)]],
    ['"psetex" "k" "9" "abc"', [row("set", "k", 3, 9)]],
    ['"mset" "a" "1" "b" "22"', [row("set", "a", 1), row("set", "b", 2)]],
    ['"mget" "a" "b"', [{ kind: "mget", keys: ["a", "b"], valueBytes: 0, ttlMs: 0 }]],
    ['"del" "a" "b"', [row("del", "a"), row("del", "b")]],
    ['"getdel" "a"', [row("get", "a"), row("del", "a")]],
    ['"incrby" "a" "5"', [row("incr", "a")]],
    ['"expire" "a" "5"', [row("expire", "a", 0, 5000)]],
    ['"pexpire" "a" "-1"', [row("del", "a")]],
    ['"ping"', []],
    ['"get"', []],
    ['"eval" "return \\"x\\"" "0"', []],
  ])("%s", (command, rows) => {
    expect(read(command)).toEqual(rows);
  });

  test("is unescaped byte by byte", () => {
    expect(read('"set" "a \\"b\\" \\\\" "\\x00\\xff\\r\\n"')).toEqual([row("set", 'a "b" \\', 4)]);
  });

  test("may come from a Unix socket or a script, and from IPv6", () => {
    for (const from of ["unix:/run/redis.sock", "lua", "[::1]:5555".replace(/[[\]]/g, "")]) {
      expect(parseMonitorLine(`1.5 [3 ${from}] "get" "k"`)).toHaveLength(1);
    }
  });

  test("is not just any line", () => {
    expect(parseMonitorLine("OK")).toEqual([]);
    for (const line of ["", "get k", '1.5 "get" "k"', "1,k,1,5,0,get,0"])
      expect(parseMonitorLine(line)).toBeUndefined();
  });
});
