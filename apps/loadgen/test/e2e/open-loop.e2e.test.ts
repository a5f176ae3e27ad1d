// The open loop, verification and the files of a run, against a real redis-server.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/report/report-shape.ts";
import { RedisFixture } from "./redis-fixture.ts";
import { hasRedisServer, loadgen, until } from "./redis-server.ts";

describe.skipIf(!hasRedisServer())("segcache-loadgen run", () => {
  const redis = new RedisFixture();

  function runFor(typed: string): ReturnType<RedisFixture["run"]> {
    return redis.run(...typed.split(" "));
  }

  test.each(["ioredis", "raw"])("--rate with %s starts what the schedule says, over two threads", async (driver) => {
    const typed = `--driver ${driver} --threads 2 --rate 2000 --arrivals poisson --requests 3000 --warmup 200`;
    const { exitCode, report, stdout } = await runFor(typed);
    expect([exitCode, report.errors.total]).toEqual([0, 0]);
    expect(report.operations.total + report.operations.dropped).toBe(3000);
    expect((await redis.server.calls("get")) + (await redis.server.calls("set"))).toBe(
      3200 - report.operations.dropped,
    );
    expect(report.serviceMs?.get?.count).toBe(report.operations.get);
    expect(report.latencyMs.get?.mean).toBeGreaterThanOrEqual(report.serviceMs?.get?.mean ?? 0);
    expect(report.durationSeconds).toBeGreaterThan(1.2);
    expect(stdout).toContain("offered       2,000 requests/s: ");
  });

  test("--rate shows that the server stood still, as long as it did", async () => {
    const json = join(redis.folder, "stall.json");
    const args = `run --port ${redis.server.port} --rate 500 --duration 4s --driver raw --json ${json}`.split(" ");
    let stoppedMs = 0;
    await loadgen(args, async () => {
      await until(async () => (await redis.server.calls("get")) > 100);
      const from = performance.now();
      redis.server.signal("SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, 500));
      stoppedMs = performance.now() - from;
      redis.server.signal("SIGCONT");
    });
    const { latencyMs } = JSON.parse(readFileSync(json, "utf8")) as Report;
    // Requests came every 2 ms, so at least one of them waited nearly all of the time, and a quarter of a second at least
    // one in a hundred.
    expect(latencyMs.get?.max).toBeGreaterThan(stoppedMs - 100);
    expect(latencyMs.get?.p99).toBeGreaterThan(250);
    expect(latencyMs.get?.p999).toBeGreaterThan(400);
  });

  test("--csv, --hgrm and the series of --json agree with the whole", async () => {
    const [csv, hgrm] = [join(redis.folder, "series.csv"), join(redis.folder, "latency.hgrm")];
    const { report } = await runFor(`--duration 1500ms --rate 500 --csv ${csv} --hgrm ${hgrm} --look-aside`);
    const lines = readFileSync(csv, "utf8").trim().split("\n");
    expect(lines[0]).toMatch(/^second,operations,hits,/);
    expect(lines).toHaveLength(report.series.length + 1);
    const sum = (name: "operations" | "hits" | "misses"): number =>
      report.series.reduce((total, second) => total + second[name], 0);
    expect(sum("operations")).toBe(report.operations.total);
    expect([sum("hits"), sum("misses")]).toEqual([report.hits.hits, report.hits.misses]);
    expect(readFileSync(hgrm, "utf8")).toMatch(new RegExp(`Total count +=  *${report.operations.total}\\]`));
  });

  test.each(["ioredis", "raw"])("--verify with %s finds a value that another one overwrote", async (driver) => {
    const typed = `--driver ${driver} --keys 20 --ratio 0:1 --verify --prefill --requests 400`;
    const right = await runFor(typed);
    expect([right.exitCode, right.report.hits.hits, right.report.errors.wrongValues]).toEqual([0, 400, 0]);
    const wrong = await runFor(`${typed.replace(" --prefill", "")} --key-prefix other:`);
    expect(wrong.report.hits.misses).toBe(400);
    await redis.server.client.set("key:000000000003", "not what was set");
    const spoiled = await runFor(typed.replace(" --prefill", ""));
    expect(spoiled.exitCode).toBe(1);
    expect(spoiled.report.errors.wrongValues).toBeGreaterThan(5);
    expect(spoiled.report.hits.hits + spoiled.report.errors.wrongValues).toBe(400);
    expect(spoiled.stdout).toContain(" x wrong value: not one of this workload\n");
  });

  test("--print-workload prints a file that --workload takes, without a server", async () => {
    const printed = await loadgen(["run", "--port", "1", "--preset", "twitter-19", "--keys", "77", "--print-workload"]);
    expect([printed.exitCode, printed.stderr]).toEqual([0, ""]);
    expect(printed.stdout).toContain("keys = 77\n");
    expect(printed.stdout).toContain("theta = 0.735\n");
  });
});
