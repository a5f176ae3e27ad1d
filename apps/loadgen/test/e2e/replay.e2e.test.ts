// Replays against a real redis-server: what it counted is what the trace held.
import { spawn } from "node:child_process";
import { openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { RedisFixture } from "./redis-fixture.ts";
import { hasRedisServer, loadgen, until } from "./redis-server.ts";

/** Two seconds: 3,000 requests over 200 keys, one in ten a set with a TTL of an hour. */
const ROWS = Array.from({ length: 3000 }, (_, at) => {
  const [kind, ttl] = at % 10 === 3 ? ["set", 3600] : ["get", 0];
  return `${Math.floor(at / 1500)},user:${(at * 17) % 200},8,${20 + (at % 60)},0,${kind},${ttl}`;
});

describe.skipIf(!hasRedisServer())("segcache-loadgen run --trace", () => {
  const redis = new RedisFixture();

  function replay(trace: string, typed: string): ReturnType<RedisFixture["run"]> {
    return redis.run("--trace", trace, ...typed.split(" "));
  }

  test("sends a cache-trace at a multiple of its speed, TTLs scaled", async () => {
    const trace = join(redis.folder, "trace.csv.zst");
    writeFileSync(trace, zstdCompressSync(`${ROWS.join("\n")}\n`));
    const { exitCode, report, stdout } = await replay(trace, "--speed 4 --driver raw --threads 2");
    expect([exitCode, report.errors.total, report.operations.dropped]).toEqual([0, 0, 0]);
    expect([await redis.server.calls("get"), await redis.server.calls("set")]).toEqual([2700, 300]);
    expect(report.operations).toMatchObject({ get: 2700, set: 300 });
    expect(report.durationSeconds).toBeGreaterThan(0.45);
    const key = (await redis.server.client.keys("*"))[0] ?? "";
    const ttlMs = await redis.server.client.pttl(key);
    expect(ttlMs).toBeGreaterThan(0);
    expect(ttlMs).toBeLessThanOrEqual(900_000);
    expect(stdout).toContain("at 4 times its own speed over 20 clients\n");
  });

  test.each(["ioredis", "raw"])(
    "sends a cache-trace as fast as possible with %s, look-aside, verified",
    async (driver) => {
      const trace = join(redis.folder, "trace.csv.gz");
      writeFileSync(trace, gzipSync(ROWS.join("\n")));
      const { exitCode, report } = await replay(
        trace,
        `--speed max --pipeline 8 --look-aside --verify --driver ${driver}`,
      );
      expect([exitCode, report.errors.total]).toEqual([0, 0]);
      expect(report.operations.get).toBe(2700);
      expect(report.operations.set).toBe(300 + report.hits.misses);
      expect(await redis.server.calls("set")).toBe(report.operations.set);
      expect(report.hits.misses).toBeLessThanOrEqual(200);
    },
  );

  test("sends what MONITOR saw of another load", async () => {
    const log = join(redis.folder, "monitor.log");
    const monitor = spawn("redis-cli", ["-p", `${redis.server.port}`, "monitor"], {
      stdio: ["ignore", openSync(log, "w"), "ignore"],
    });
    try {
      await until(async () => statSync(log).size > 0);
      const mix = "--mix get:5,set:2,del:1,mget:1,incr:1 --mget-keys 3 --ttl 1h --requests 1000 --rate 5000";
      await loadgen(["run", "--port", `${redis.server.port}`, ...mix.split(" ")]);
      await redis.server.client.set("the last one", "1");
      await until(async () => readFileSync(log, "utf8").includes("the last one"));
    } finally {
      monitor.kill();
    }
    const kinds = ["get", "set", "del", "mget", "incr"] as const;
    const calls = (): Promise<number[]> => Promise.all(kinds.map((kind) => redis.server.calls(kind)));
    const recorded = await calls();
    await redis.server.reset();
    const { exitCode, report } = await replay(log, "--speed 2");
    expect([exitCode, report.errors.total]).toEqual([0, 0]);
    expect(await calls()).toEqual(recorded);
  });

  test("a trace that is none is one line and exit code 1", async () => {
    const trace = join(redis.folder, "none.csv");
    writeFileSync(trace, "hello\n");
    const ended = await loadgen(["run", "--port", `${redis.server.port}`, "--trace", trace]);
    expect([ended.exitCode, ended.stdout]).toEqual([1, ""]);
    expect(ended.stderr).toBe(`segcache-loadgen: ${trace}:1 is no request: hello\n`);
  });
});
