import { describe, expect, test } from "vitest";
import { Harness } from "../../test/support/harness.ts";

const SMALL = { maxmemory: 1024 ** 2, "segment-size": 4096 };

describe("time", () => {
  test("a value is served until its last millisecond and not at its deadline", () => {
    const server = new Harness();
    server.send("SET a 1 PX 1500");
    server.clock.advance(1499);
    expect(server.send("GET a")).toBe('"1"');
    expect(server.send("PTTL a")).toBe(":1");
    server.clock.advance(1);
    expect(server.send("GET a")).toBe("nil");
    expect(server.send("EXISTS a")).toBe(":0");
    expect(server.send("TTL a")).toBe(":-2");
    expect(server.send("SET a 2 XX")).toBe("nil");
  });

  test("TTL rounds to the nearest second", () => {
    const server = new Harness();
    server.send("SET a 1 PX 2500");
    expect(server.send("TTL a")).toBe(":3");
    server.clock.advance(1);
    expect(server.send("TTL a")).toBe(":2");
    server.clock.advance(1999);
    expect(server.send("TTL a")).toBe(":1");
    server.clock.advance(1);
    expect(server.send("TTL a")).toBe(":0");
  });

  test("absolute deadlines compare with the clock", () => {
    const server = new Harness();
    const { nowMs } = server.clock;
    server.send(`SET a 1 PXAT ${nowMs + 10}`);
    expect(server.send("PEXPIRETIME a")).toBe(`:${nowMs + 10}`);
    expect(server.send("PTTL a")).toBe(":10");
    expect(server.send(`PEXPIREAT a ${nowMs}`)).toBe(":1");
    expect(server.send("GET a")).toBe("nil");
  });

  test("INCR and APPEND of an expired value start anew, without a deadline", () => {
    const server = new Harness();
    server.send("SET a 5 PX 10");
    server.send("SET b x PX 10");
    server.clock.advance(10);
    expect(server.send("INCR a")).toBe(":1");
    expect(server.send("APPEND b y")).toBe(":1");
    expect(server.send("TTL a")).toBe(":-1");
  });
});

describe("limits", () => {
  test("a value that is too large is refused with the limit, and the old value is gone", () => {
    const server = new Harness(SMALL);
    server.send("SET a old");
    const limit = server.state.cache.limits.valueBytesMax;
    const reply = server.send(`SET a ${"x".repeat(limit + 1)}`);
    expect(reply).toBe(`-ERR value is too large: ${limit + 1} bytes, the limit is ${limit} bytes`);
    expect(server.send("GET a")).toBe("nil");
  });

  test("the limit that the error names is one that works", () => {
    const server = new Harness(SMALL);
    const limit = server.state.cache.limits.valueBytesMax;
    expect(server.send(`SET a ${"x".repeat(limit)} EX 100`)).toBe("+OK");
    expect(server.send("STRLEN a")).toBe(`:${limit}`);
  });

  test("SET GET that is refused does not reply the old value", () => {
    const server = new Harness(SMALL);
    server.send("SET a old");
    const length = server.state.cache.limits.valueBytesMax + 1;
    expect(server.send(`SET a ${"x".repeat(length)} GET`)).toMatch(/^-ERR value is too large: /);
    expect(server.send("GET a")).toBe("nil");
  });

  test("a key that is too long is refused with the limit", () => {
    const server = new Harness();
    const key = "k".repeat(65_536);
    const refusal = "-ERR key is too large: 65536 bytes, the limit is 65535 bytes";
    expect(server.send(["SET", key, "v"])).toBe(refusal);
    expect(server.send(["SETNX", key, "v"])).toBe(refusal);
    expect(server.send(["MSET", "a", "1", key, "v"])).toBe(refusal);
    expect(server.send(["INCR", key])).toBe(refusal);
    expect(server.send(["APPEND", key, "v"])).toBe(refusal);
    expect(server.send(["GET", key])).toBe("nil");
    expect(server.send(["DEL", key])).toBe(":0");
    expect(server.send(["TTL", key])).toBe(":-2");
  });

  test("the longest key works", () => {
    const server = new Harness({ maxmemory: 64 * 1024 ** 2 });
    const key = "k".repeat(65_535);
    expect(server.send(["SET", key, "v"])).toBe("+OK");
    expect(server.send(["GET", key])).toBe('"v"');
    expect(server.send(["DEL", key])).toBe(":1");
  });

  test("MSET with one value too large stores the others and keeps no old value", () => {
    const server = new Harness(SMALL);
    server.send("MSET a 1 b 2 c 3");
    const tooLong = "x".repeat(server.state.cache.limits.valueBytesMax + 1);
    expect(server.send(["MSET", "a", "11", "b", tooLong, "c", "33"])).toMatch(/^-ERR value is too large/);
    expect(server.send("MGET a b c")).toBe('["11", nil, "33"]');
  });

  test("APPEND beyond the limit names the whole length", () => {
    const server = new Harness(SMALL);
    const limit = server.state.cache.limits.valueBytesMax;
    server.send(["SET", "a", "x".repeat(limit - 90)]);
    const refusal = `-ERR value is too large: ${limit + 10} bytes, the limit is ${limit} bytes`;
    expect(server.send(["APPEND", "a", "y".repeat(100)])).toBe(refusal);
  });

  test("policy none refuses writes when memory is full, in Redis's words, and reads go on", () => {
    const server = new Harness({ ...SMALL, "maxmemory-policy": "none" });
    const oom = "-OOM command not allowed when used memory > 'maxmemory'.";
    let stored = 0;
    while (server.send(["SET", `key-${stored}`, "x".repeat(1000)]) === "+OK") stored++;
    expect(stored).toBeGreaterThan(100);
    expect(server.send(["SET", "more", "x".repeat(1000)])).toBe(oom);
    expect(server.send(["APPEND", "more", "x".repeat(1000)])).toBe(oom);
    expect(server.send("GET key-0")).toBe(`"${"x".repeat(1000)}"`);
    expect(server.send("FLUSHALL")).toBe("+OK");
    expect(server.send(["SET", "more", "x".repeat(1000)])).toBe("+OK");
  });

  test("policy fifo makes room", () => {
    const server = new Harness(SMALL);
    for (let i = 0; i < 2000; i++) expect(server.send(["SET", `key-${i}`, "x".repeat(1000)])).toBe("+OK");
    expect(server.send("EXISTS key-0")).toBe(":0");
    expect(server.send("EXISTS key-1999")).toBe(":1");
  });
});
