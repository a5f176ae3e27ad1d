import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Harness } from "../test/support/harness.ts";
import { MetricsPage } from "./metrics-page.ts";
import { ServerRegistry } from "./prometheus.ts";

const NAME = "[a-z][a-z0-9_]*";
const SAMPLE = new RegExp(`^(${NAME})(\\{${NAME}="[^"]*"(?:,${NAME}="[^"]*")*\\})? (-?[0-9.e+-]+|Na[Nn])$`);

let server: Harness;
let page: MetricsPage;
let port = 0;
beforeEach(async () => {
  let micros = 0;
  const timer = (): number => {
    micros += 5;
    return micros;
  };
  server = new Harness({}, { timer });
  page = new MetricsPage(server.state, await ServerRegistry.create(server.state));
  port = await page.listen(0);
});
afterEach(() => page.close());

function get(path: string, method = "GET"): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, { method });
}

async function samples(): Promise<Map<string, number>> {
  const text = await (await get("/metrics")).text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

describe("/metrics", () => {
  test("is in Prometheus's format: every series has help and type, every line is a sample", async () => {
    server.send("SET a 1");
    server.send("NOSUCH");
    const response = await get("/metrics");
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = (await response.text()).split("\n");
    const types = new Map(
      lines.flatMap((line) => {
        const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
        return name === undefined ? [] : [[name, type!] as const];
      }),
    );
    const helps = new Set(lines.flatMap((line) => /^# HELP (\S+) \S/.exec(line)?.[1] ?? []));
    expect(types.size).toBeGreaterThan(30);
    for (const line of lines.filter((one) => one !== "" && !one.startsWith("#"))) {
      const [, name = "", , value] = SAMPLE.exec(line) ?? [];
      expect(value, line).toBeDefined();
      const base = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, "");
      expect(types.has(base) && helps.has(base), line).toBe(true);
      if (name.startsWith("segcache_")) expect(types.get(base) === "counter", name).toBe(name.endsWith("_total"));
    }
  });

  test("tells what clients did and how the cache stands", async () => {
    server.send("SET a 1");
    server.send("SET b 1 PX 10");
    server.send("GET a");
    server.send("GET nothing");
    server.clock.advance(20);
    server.send("GET b");
    server.send("INCR");
    server.send("CLIENT ID");
    server.send("SELECT 3");
    server.send("SET c abc");
    server.send("INCR c");
    const found = await samples();
    expect(Object.fromEntries(found)).toMatchObject({
      'segcache_commands_total{command="get"}': 3,
      'segcache_commands_total{command="client|id"}': 1,
      'segcache_commands_rejected_total{command="incr"}': 1,
      'segcache_commands_failed_total{command="incr"}': 1,
      'segcache_error_replies_total{error="ERR"}': 2,
      segcache_hits_total: 1,
      'segcache_misses_total{cause="absent"}': 1,
      'segcache_misses_total{cause="expired"}': 1,
      segcache_sets_total: 3,
      'segcache_items{database="0"}': 1,
      'segcache_items{database="3"}': 1,
      segcache_connections: 1,
      segcache_connections_limit: 10_000,
      segcache_memory_limit_bytes: 4 * 1024 ** 2,
    });
    expect(found.get('segcache_segments{state="free"}')).toBe(server.state.cache.stats().segmentsFree);
    expect(found.has('segcache_commands_total{command="append"}')).toBe(false);
    expect([...found.keys()].some((name) => name.startsWith("segcache_info{version="))).toBe(true);
    expect(found.get("process_resident_memory_bytes")).toBeGreaterThan(0);
  });

  test("a histogram tells how long commands took", async () => {
    for (let i = 0; i < 4; i++) server.send("SET a 1"); // 5 µs each by this clock
    const found = await samples();
    const buckets = [...found].filter(([name]) => name.startsWith("segcache_command_duration_seconds_bucket"));
    const counts = buckets.map(([, count]) => count);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(found.get('segcache_command_duration_seconds_bucket{le="0.000004096",command="set"}')).toBe(0);
    expect(found.get('segcache_command_duration_seconds_bucket{le="0.000008192",command="set"}')).toBe(4);
    expect(found.get('segcache_command_duration_seconds_bucket{le="+Inf",command="set"}')).toBe(4);
    expect(found.get('segcache_command_duration_seconds_count{command="set"}')).toBe(4);
    expect(found.get('segcache_command_duration_seconds_sum{command="set"}')).toBeCloseTo(20e-6, 12);
  });

  test("can be asked for again and again", async () => {
    server.send("GET a");
    await samples();
    server.send("GET a");
    expect((await samples()).get('segcache_commands_total{command="get"}')).toBe(2);
  });
});

describe("the page", () => {
  test("/health answers always, /ready when clients are served", async () => {
    expect((await get("/health")).status).toBe(200);
    expect((await get("/ready")).status).toBe(503);
    page.isReady = true;
    expect((await get("/ready")).status).toBe(200);
    expect(await (await get("/ready", "HEAD")).text()).toBe("");
  });

  test("other paths and methods are refused", async () => {
    expect((await get("/")).status).toBe(404);
    expect((await get("/metrics", "POST")).status).toBe(405);
    expect((await get("/metrics?x=1")).status).toBe(200);
  });
});
