import { describe, expect, test } from "vitest";
import { RedisFixture } from "./redis-fixture.ts";
import { hasRedisServer } from "./redis-server.ts";

describe.skipIf(!hasRedisServer())("segcache-loadgen run", () => {
  const redis = new RedisFixture();

  function runFor(typed: string): ReturnType<RedisFixture["run"]> {
    return redis.run(...typed.split(" "));
  }

  test("runs the workload of the quick start and prints a report with zero errors", async () => {
    const typed = "--requests 100000 --clients 20 --keys 10000 --value-size 100 --distribution zipf";
    const { exitCode, stdout, stderr, report } = await runFor(typed);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^(run: [^\n]+\n)*$/); // progress, should it take more than five seconds
    expect(stdout).toContain("errors        none\n");
    expect(stdout).toContain("operations    100,000: ");
    expect(report.operations.total).toBe(100_000);
    expect(await redis.server.calls("get")).toBe(report.operations.get);
    expect(await redis.server.calls("set")).toBe(report.operations.set);
    expect(report.latencyMs.get?.p50).toBeGreaterThan(0);
    expect(report.operationsPerSecond.total).toBeGreaterThan(0);
    expect(report.generator.cpuShare).toBeGreaterThan(0);
  });

  test("prefills every key, so that reading alone always hits", async () => {
    const { exitCode, report } = await runFor("--requests 3000 --keys 500 --ratio 0:1 --prefill --value-size 10-90");
    expect(exitCode).toBe(0);
    expect(await redis.server.client.dbsize()).toBe(500);
    expect([report.hits.hits, report.hits.ratio, report.prefill?.operations]).toEqual([3000, 1, 500]);
    const sizes = await Promise.all(
      ["key:000000000000", "key:000000000499"].map((key) => redis.server.client.strlen(key)),
    );
    for (const size of sizes) expect(size >= 10 && size <= 90).toBe(true);
  });

  test("counts misses as the server does, and fills them under look-aside", async () => {
    const { report } = await runFor(
      "--requests 5000 --keys 1000 --ratio 0:1 --look-aside --distribution zipf --pipeline 4",
    );
    const missesOfServer = /keyspace_misses:(\d+)/.exec(await redis.server.client.info("stats"))?.[1];
    expect(report.hits.misses).toBe(Number(missesOfServer));
    expect(report.operations.lookAsideSets).toBe(report.hits.misses);
    expect(await redis.server.calls("set")).toBe(report.hits.misses);
    expect(report.hits.hits).toBeGreaterThan(0);
  });

  test("gives every set its TTL", async () => {
    await runFor("--requests 200 --keys 5 --ratio 1:0 --ttl 10m");
    const remainingMs = await redis.server.client.pttl("key:000000000003");
    expect(remainingMs).toBeGreaterThan(0);
    expect(remainingMs).toBeLessThanOrEqual(600_000);
  });

  test("stores the same under the same seed, and something else under another", async () => {
    const contents = async (seed: number): Promise<(string | null)[][]> => {
      await redis.server.reset();
      await runFor(`--requests 300 --keys 10000 --ratio 1:0 --value-size 1-60 --seed ${seed}`);
      const keys = (await redis.server.client.keys("*")).toSorted();
      return Promise.all(
        keys.map(async (key) => [key, (await redis.server.client.getBuffer(key))?.toString("hex") ?? null]),
      );
    };
    const first = await contents(7);
    expect(await contents(7)).toEqual(first);
    expect(await contents(8)).not.toEqual(first);
  });

  test("warms up and measures for a time", async () => {
    const { exitCode, report } = await runFor("--duration 300ms --warmup 500 --clients 3");
    expect(exitCode).toBe(0);
    expect(report.warmup?.operations).toBe(500);
    expect(report.durationSeconds).toBeGreaterThanOrEqual(0.3);
    expect((await redis.server.calls("get")) + (await redis.server.calls("set"))).toBe(report.operations.total + 500);
  });
});
