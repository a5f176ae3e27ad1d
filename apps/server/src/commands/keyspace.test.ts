import { describe, expect, test } from "vitest";
import { Harness } from "../../test/support/harness.ts";

/** One step: the next cursor and the keys. */
function step(server: Harness, line: string): readonly [cursor: string, keys: string[]] {
  return JSON.parse(server.send(line)) as [string, string[]];
}

function scanAll(server: Harness, options = ""): { keys: string[]; steps: number } {
  const keys: string[] = [];
  let cursor = "0";
  let steps = 0;
  do {
    const [next, found] = step(server, `SCAN ${cursor} ${options}`);
    keys.push(...found);
    cursor = next;
    steps++;
  } while (cursor !== "0");
  return { keys, steps };
}

function filled(count: number): Harness {
  const server = new Harness();
  for (let i = 0; i < count; i++) server.send(["SET", `key:${i}`, "1"]);
  return server;
}

describe("SCAN", () => {
  test("meets every key, in steps", () => {
    const server = filled(1000);
    const { keys, steps } = scanAll(server);
    expect(new Set(keys).size).toBe(1000);
    expect(steps).toBeGreaterThan(10);
  });

  test("meets what stays while other keys come and go", () => {
    const server = filled(500);
    const met = new Set<string>();
    let cursor = "0";
    let i = 0;
    do {
      const [next, found] = step(server, `SCAN ${cursor} COUNT 5`);
      for (const key of found) met.add(key);
      for (let n = 0; n < 20; n++, i++) server.send(["SET", `other:${i}`, "x"]);
      server.send(["DEL", `other:${i - 15}`]);
      cursor = next;
    } while (cursor !== "0");
    for (let k = 0; k < 500; k++) expect(met.has(`key:${k}`), `key:${k}`).toBe(true);
  });

  test("COUNT sets the pace", () => {
    const server = filled(1000);
    expect(scanAll(server, "COUNT 500").steps).toBeLessThan(10);
    expect(step(server, "SCAN 0 COUNT 100000")).toEqual(["0", expect.anything()]);
  });

  test("MATCH and TYPE choose", () => {
    const server = filled(300);
    expect(scanAll(server, "MATCH key:1?").keys.sort()).toEqual([
      "key:10",
      "key:11",
      "key:12",
      "key:13",
      "key:14",
      "key:15",
      "key:16",
      "key:17",
      "key:18",
      "key:19",
    ]);
    expect(scanAll(server, "TYPE hash").keys).toEqual([]);
  });

  test("a small database beside a large one takes few steps", () => {
    const server = filled(5000);
    server.send("SELECT 1");
    server.send("SET alone 1");
    expect(step(server, "SCAN 0")).toEqual(["0", ["alone"]]);
    server.send("SELECT 2");
    expect(step(server, "SCAN 0")).toEqual(["0", []]);
  });

  test.each(["SCAN 0 COUNT 1000", "KEYS *"])("%s does not meet what has expired", (line) => {
    const server = new Harness();
    server.send("SET a 1 PX 10");
    server.send("SET b 1");
    server.clock.advance(10);
    expect(server.send(line)).toMatch(/\["b"\]\]?$/);
  });
});

test("KEYS meets every key", () => {
  const server = filled(3000);
  expect(new Set(JSON.parse(server.send("KEYS *")) as string[]).size).toBe(3000);
  expect(JSON.parse(server.send("KEYS key:299[0-3]"))).toHaveLength(4);
});

test("RANDOMKEY meets every key sooner or later, and none that has expired", () => {
  const server = new Harness();
  server.send("MSET a 1 b 2 c 3");
  server.send("SET d 4 PX 10");
  server.clock.advance(10);
  const met = new Set(Array.from({ length: 300 }, () => server.send("RANDOMKEY")));
  expect([...met].sort()).toEqual(['"a"', '"b"', '"c"']);
});

describe("limits", () => {
  const SMALL = { maxmemory: 1024 ** 2, "segment-size": 4096 };

  test.each(["RENAME", "RENAMENX", "COPY"])("%s to a key that is too long", (name) => {
    const server = new Harness({ ...SMALL });
    server.send("SET a value");
    const refusal = "-ERR key is too large: 65536 bytes, the limit is 65535 bytes";
    expect(server.send([name, "a", "k".repeat(65_536)])).toBe(refusal);
    expect(server.send("GET a")).toBe('"value"');
  });

  test("SETRANGE beyond what a value may have", () => {
    const server = new Harness({ ...SMALL });
    const { valueBytesMax } = server.state.cache.limits;
    const refusal = new RegExp(`^-ERR value is too large: ${valueBytesMax + 1} bytes, the limit is`);
    expect(server.send(`SETRANGE a ${valueBytesMax} x`)).toMatch(refusal);
    expect(server.send("EXISTS a")).toBe(":0");
  });

  test("MSETNX with one value too large stores none", () => {
    const server = new Harness({ ...SMALL });
    const tooLarge = "x".repeat(server.state.cache.limits.valueBytesMax + 1);
    expect(server.send(["MSETNX", "a", "1", "b", tooLarge])).toMatch(/^-ERR value is too large/);
    expect(server.send("EXISTS a b")).toBe(":0");
  });
});
