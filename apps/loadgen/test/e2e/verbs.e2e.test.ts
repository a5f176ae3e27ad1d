// `saturate` and `compare` against real redis-servers: short, and without a claim about how fast they are.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompareReport } from "../../src/report/compare-report.ts";
import type { SaturateReport } from "../../src/report/saturate-report.ts";
import { type Ended, hasRedisServer, loadgen, RedisServer, until } from "./redis-server.ts";

describe.skipIf(!hasRedisServer())("segcache-loadgen", () => {
  let first: RedisServer;
  let second: RedisServer;
  let folder: string;

  beforeAll(async () => {
    [first, second] = await Promise.all([RedisServer.start(), RedisServer.start()]);
    folder = mkdtempSync(join(tmpdir(), "loadgen-e2e-"));
  });

  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()]);
    rmSync(folder, { recursive: true });
  });

  async function runVerb<Report>(
    verb: string,
    typed: string,
    whileRunning?: Parameters<typeof loadgen>[1],
  ): Promise<Ended & { report: Report }> {
    const json = join(folder, `${verb}.json`);
    const args = [verb, "--port", `${first.port}`, "--json", json, "--driver", "raw", ...typed.split(" ")];
    const ended = await loadgen(args, whileRunning);
    if (ended.stdout === "") throw new Error(ended.stderr);
    return { ...ended, report: JSON.parse(readFileSync(json, "utf8")) as Report };
  }

  test("saturate finds a knee, and what it offered was sent", async () => {
    // An objective that even a busy machine meets at the lowest rate.
    const typed =
      "--slo 1s --step 500ms --repeats 2 --precision 0.5 --rate-min 200 --rate-max 3000 --prefill --keys 500";
    const { exitCode, report, stdout } = await runVerb<SaturateReport>("saturate", typed);
    expect([exitCode, report.errors, report.interrupted]).toEqual([0, [], false]);
    expect(report.knees).toHaveLength(2);
    expect(report.knee?.median).toBeGreaterThanOrEqual(200);
    expect(report.knee?.median).toBeLessThanOrEqual(3000);
    expect(report.headroom).toHaveLength(6);
    for (const step of report.steps.filter(({ holds }) => holds)) {
      expect(step.latencyMs).toBeLessThanOrEqual(1000);
      expect(step.achieved).toBeGreaterThan(step.rate * 0.5);
    }
    expect(stdout).toMatch(/\nknee +[\d,]+ requests\/s \([\d,]+ to [\d,]+ in 2 searches\)\n/);
    expect((await first.calls("get")) + (await first.calls("set"))).toBeGreaterThan(500 + 300);
  });

  test("saturate stopped by Ctrl-C prints what it has", async () => {
    await first.reset();
    const { exitCode, report, stdout } = await runVerb<SaturateReport>(
      "saturate",
      "--slo 10s --step 1m",
      async (child) => {
        await until(async () => (await first.calls("get")) > 100);
        child.kill("SIGINT");
      },
    );
    expect([exitCode, report.interrupted, report.knee]).toEqual([130, true, null]);
    expect(stdout).toContain("stopped early\n");
  });

  test("compare runs the same load against both", async () => {
    await Promise.all([first.reset(), second.reset()]);
    const typed = `--against 127.0.0.1:${second.port} --rounds 2 --requests 2000 --keys 300 --prefill --verify --threads 2`;
    const { exitCode, report, stdout } = await runVerb<CompareReport>("compare", typed);
    expect([exitCode, report.errors, report.rounds.length]).toEqual([0, 0, 2]);
    for (const kind of ["get", "set"]) expect(await second.calls(kind)).toBe(await first.calls(kind));
    expect((await first.calls("get")) + (await first.calls("set"))).toBe(300 + 4000);
    const { a, b, ratio } = report.figures.operationsPerSecond;
    for (const spread of [a, b, ratio]) expect(spread?.median).toBeGreaterThan(0);
    expect(report.figures.hitRatio.ratio).toEqual({ median: 1, min: 1, max: 1 });
    expect(stdout).toMatch(/\np99 ms +[\d.]+ \([\d.]+ to [\d.]+\) +[\d.]+ \(/);
  });
});
