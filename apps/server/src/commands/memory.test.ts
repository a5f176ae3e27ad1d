import { describe, expect, test } from "vitest";
import { Harness } from "../../test/support/harness.ts";

describe("MEMORY", () => {
  test("USAGE is little more than key and value", () => {
    const server = new Harness();
    for (let i = 0; i < 2000; i++) server.send(["SET", `other-${i}`, "1"]); // which share the index
    server.send(["SET", "key", "v".repeat(1000)]);
    const bytes = Number(server.send("MEMORY USAGE key").slice(1));
    expect(bytes).toBeGreaterThan(1003);
    expect(bytes).toBeLessThan(1003 + 64);
  });

  test("USAGE of a value that has segments of its own counts them", () => {
    const server = new Harness();
    const { segmentSize, valueBytesMax } = server.state.cache.limits;
    expect(valueBytesMax).toBeGreaterThan(10 * segmentSize);
    for (const segments of [2, 10]) {
      const length = Math.round((segments - 0.5) * segmentSize);
      expect(server.send(["SET", "big", "v".repeat(length)])).toBe("+OK");
      const bytes = Number(server.send("MEMORY USAGE big").slice(1));
      expect(bytes).toBeGreaterThanOrEqual(length);
      expect(bytes).toBeLessThan(length + 2 * segmentSize);
    }
  });

  test("STATS tells numbers that belong together", () => {
    const server = new Harness();
    server.send("HELLO 3");
    for (let i = 0; i < 100; i++) server.send(["SET", `key-${i}`, "x".repeat(100)]);
    const entries = [...server.send("MEMORY STATS").matchAll(/"([^"]+)", [:,](-?[\d.]+)/g)];
    const stats = new Map(entries.map(([, name, value]) => [name, Number(value)]));
    expect(stats.get("keys.count")).toBe(100);
    expect(stats.get("dataset.bytes")).toBeGreaterThan(10_000);
    expect(stats.get("total.allocated")).toBeLessThanOrEqual(server.state.config.maxmemory);
    expect(stats.get("total.allocated")).toBe(stats.get("dataset.bytes")! + stats.get("overhead.total")!);
    expect(stats.get("dataset.percentage")).toBeCloseTo(
      (stats.get("dataset.bytes")! * 100) / stats.get("total.allocated")!,
    );
  });

  test("STATS counts what sessions hold", () => {
    const server = new Harness();
    server.send("MULTI");
    server.send(["ECHO", "x".repeat(5000)]);
    server.connect();
    const bytes = /"clients.normal", :(\d+)/.exec(server.send("MEMORY STATS"))?.[1];
    expect(Number(bytes)).toBeGreaterThan(5000);
  });

  test("DOCTOR tells how full it is", () => {
    expect(new Harness().send("MEMORY DOCTOR")).toMatch(/ of 4\.00M are in use/);
  });
});

describe("OBJECT", () => {
  test("IDLETIME counts from the last read; asking is none", () => {
    const server = new Harness();
    server.send("SET a 1");
    server.clock.advance(30_000);
    expect(server.send("OBJECT IDLETIME a")).toBe(":30");
    expect(server.send("OBJECT IDLETIME a")).toBe(":30");
    server.send("GET a");
    expect(server.send("OBJECT IDLETIME a")).toBe(":0");
    server.clock.advance(10_000);
    server.state.cache.expireSlice(); // a tick, from which reads take their time
    server.send("TOUCH a");
    expect(server.send("OBJECT IDLETIME a")).toBe(":0");
  });

  test("FREQ grows with use", () => {
    const server = new Harness();
    server.send("SET a 1");
    const before = Number(server.send("OBJECT FREQ a").slice(1));
    for (let i = 0; i < 20; i++) {
      server.clock.advance(1000);
      server.send("GET a");
    }
    expect(Number(server.send("OBJECT FREQ a").slice(1))).toBeGreaterThan(before);
  });
});
