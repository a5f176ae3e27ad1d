import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { VirtualClock } from "../test/fakes/virtual-clock.ts";
import { parseSizeOptions } from "./options/size-options.ts";
import type { PhaseProgress } from "./progress.ts";
import { sizeReportOf, sizeTextOf } from "./report/size-report.ts";
import { errorOf, type SizingParts, type SizingResult, simulate } from "./size.ts";
import { type Preparation, prepare } from "./sizing/preparation.ts";
import { FULL } from "./sizing/sampling.ts";

const folder = mkdtempSync(join(tmpdir(), "loadgen-size-"));
afterAll(() => rmSync(folder, { recursive: true }));

const MEMORY = 2 ** 32;
const CONTEXT = { startedAt: new Date(0), name: "segcache-loadgen", version: "1.2.3", node: "v24.0.0" };

function parts(signal: AbortSignal = new AbortController().signal, started: PhaseProgress[] = []): SizingParts {
  const progress = { start: (phase: PhaseProgress) => void started.push(phase), update: () => {}, stop: () => {} };
  return { clock: new VirtualClock(), progress, signal };
}

function prepared(typed: string, memoryBytes: number = MEMORY): Promise<Preparation> {
  return prepare(parseSizeOptions(typed.split(" ")), memoryBytes, parts());
}

async function run(typed: string): Promise<SizingResult> {
  const { plan, sampling } = await prepared(typed);
  return simulate(plan, sampling, parts());
}

const SKEWED = "--distribution zipf --look-aside --ratio 0:1";

describe("a simulation", () => {
  test("by samples comes close to the full one, for the engine and its peers", async () => {
    const typed = `--keys 50000 ${SKEWED} --requests 120000 --warmup 120000 --sizes 2mb,4mb --sample 0.6`;
    const { plan, sampling } = await prepared(typed);
    const sampled = await simulate(plan, sampling, parts());
    const full = await simulate(plan, FULL, parts());
    expect(sampled.reads).toBe(full.reads);
    expect(Math.abs(sampled.followedKeys / full.followedKeys / 0.6 - 1)).toBeLessThan(0.02);
    expect(errorOf(sampled, full)).toBeLessThan(0.01);
    expect(errorOf(full, full)).toBe(0);
    const estimated = sampled.curves.flatMap(({ points }) => points.map(({ error }) => error));
    for (const error of estimated) expect(error).toBeGreaterThan(0);
    for (const { points } of full.curves) expect(points[0]?.hitRatio).toBeLessThan(points[1]?.hitRatio ?? 0);
  });

  test("of a memory that holds everything has the hit ratio of all keys once missed", async () => {
    const { curves, reads, followedKeys } = await run(
      `--keys 1000 --ratio 0:1 --look-aside --requests 5000 --warmup 0 --sizes 4mb --full`,
    );
    for (const { points } of curves) expect((1 - (points[0]?.hitRatio ?? 0)) * reads).toBeCloseTo(followedKeys);
  });

  test("does not count the warm-up and the prefill", async () => {
    const typed = "--keys 1000 --ratio 0:1 --requests 5000 --sizes 4mb --full";
    const filled = await run(`${typed} --prefill --warmup 0`);
    expect([filled.reads, filled.requests, filled.curves[0]?.points[0]?.hitRatio]).toEqual([5000, 6000, 1]);
    const warmed = await run(`${typed} --look-aside --warmup 20000`);
    expect([warmed.reads, warmed.requests, warmed.curves[0]?.points[0]?.hitRatio]).toEqual([5000, 25_000, 1]);
  });

  test("lets time pass at the rate given, for what expires", async () => {
    const typed = `--keys 10 --ratio 0:1 --look-aside --requests 10000 --warmup 0 --sizes 4mb --full --ttl 1s`;
    const missRatio = async (rate: number): Promise<number> => {
      const { curves } = await run(`${typed} --rate ${rate}`);
      return 1 - (curves[0]?.points[0]?.hitRatio ?? 0);
    };
    // Every key is filled once a second, and soon asked for again.
    expect(await missRatio(1000)).toBeGreaterThan(90 / 10_000);
    expect(await missRatio(1000)).toBeLessThan(110 / 10_000);
    expect(await missRatio(10_000)).toBeCloseTo(10 / 10_000, 9);
  });

  test("that is stopped tells what it saw until then", async () => {
    const { plan, extent } = await prepared(`--keys 1000 ${SKEWED} --requests 1000000 --sizes 4mb --full`);
    const controller = new AbortController();
    controller.abort();
    const result = await simulate(plan, FULL, parts(controller.signal));
    expect(result.interrupted).toBe(true);
    expect(result.requests).toBeLessThan(1_000_000);
    const outcome = { extent, warmup: plan.warmup, recorded: 1, result, full: undefined };
    const report = sizeReportOf(parseSizeOptions(["--look-aside"]), outcome, CONTEXT);
    expect([report.curves, report.needs]).toEqual([[], []]);
    expect(sizeTextOf(report)).toContain("hit ratio     unknown: stopped before the warm-up was over\n");
  });

  test("that counted no read claims no error by chance", async () => {
    const options = parseSizeOptions(`--keys 200000 ${SKEWED} --requests 100000 --sizes 64mb --sample 0.5`.split(" "));
    const { plan, sampling, extent } = await prepare(options, MEMORY, parts());
    const controller = new AbortController();
    controller.abort();
    const result = await simulate(plan, sampling, parts(controller.signal));
    expect(result.reads).toBe(0);
    const outcome = { extent, warmup: plan.warmup, recorded: 1, result, full: undefined };
    const report = sizeReportOf(options, outcome, CONTEXT);
    expect(report.error).toMatchObject({ kind: "none", estimated: null });
    expect(sizeTextOf(report)).not.toContain("\nerror ");
    const ended = sizeReportOf(options, { ...outcome, result: { ...result, interrupted: false } }, CONTEXT);
    expect(sizeTextOf(ended)).toContain("hit ratio     unknown: nothing was read after the warm-up\n");
  });
});

describe("a trace", () => {
  const path = join(folder, "trace.csv");
  // Every key comes back after 10 seconds, when its minute is not over, and after 100, when it is.
  const rows = [0, 10, 110].flatMap((second) =>
    Array.from({ length: 100 }, (_, key) => `${second},k${key},4,200,0,get,60`),
  );
  writeFileSync(path, `${rows.join("\n")}\n`);

  test("is simulated with its own times and TTLs", async () => {
    const { curves, reads, requests } = await run(`--trace ${path} --look-aside --sizes 1mb --full`);
    expect([reads, requests]).toEqual([300, 300]);
    for (const { points } of curves) expect(points[0]?.hitRatio).toBeCloseTo(1 / 3);
  });

  test("of a sampled log stands for a cache that is larger by as much", async () => {
    const log = join(folder, "commands.log");
    const heading = "# segcache command log 1, one key in 10, from 2027-01-15T08:00:00.000Z\n";
    const line = (at: number): string =>
      `${1_800_000_000 + at},${(at % 6000).toString(16).padStart(16, "0")},20,80,7,get,0`;
    writeFileSync(log, heading + Array.from({ length: 12_000 }, (_, at) => line(at)).join("\n"));
    const { plan, extent } = await prepared(`--trace ${log} --look-aside --sizes 4mb,64mb --full`);
    expect([plan.recorded, extent.keys]).toEqual([0.1, 60_000]);
    const { curves } = await simulate(plan, FULL, parts());
    // 6,000 keys of 100 bytes go round: 400 KiB do not hold the first half until it comes back, 6.4 MiB hold all.
    expect(curves.find(({ name }) => name === "redis")?.points.map(({ hitRatio }) => hitRatio)).toEqual([0, 0.5]);
  });

  test("that the warm-up would use up is refused", async () => {
    const typed = `--trace ${path} --look-aside --sizes 1mb --full --warmup`;
    await expect(prepared(`${typed} 300`)).rejects.toThrow(`--warmup 300 leaves none of the 300 requests of ${path}`);
    const { reads } = await run(`${typed} 299`);
    expect(reads).toBe(1);
  });
});

describe("refuses, in one line", () => {
  test.each([
    ["--keys 100000 --look-aside --sample 0.05", /^--sample 0.05 leaves \d+ segments of the smallest cache/],
    ["--keys 100000 --look-aside --sizes 1gb --sample 0.05", /^--sample 0.05 leaves 5000 of about 100000 keys/],
    ["--ratio 0:1", /^nothing would ever be stored/],
    ["--ratio 1:0", /^--mix has no gets/],
    ["--keys 1000000 --look-aside --sizes 8gb --full", /would take 8.0 GiB of memory, and 4.0 GiB are free/],
    ["--keys 1000000 --look-aside --sizes 8gb --measure-error", /would take 8.0 GiB of memory, and 4.0 GiB are free/],
  ])("%s", async (typed, reason) => {
    await expect(prepared(typed)).rejects.toThrow(reason);
  });
});

test("sizes follow from what the keys take, and the report tells what it is about", async () => {
  const options = parseSizeOptions(`--keys 200000 ${SKEWED} --requests 100000 --warmup 0`.split(" "));
  const { plan, sampling, extent } = await prepare(options, MEMORY, parts());
  expect(plan.sizesBytes.length).toBe(10);
  expect((plan.sizesBytes.at(-1) ?? 0) / (200_000 * (116 + 92))).toBeCloseTo(1, 1);
  const result = await simulate(plan, sampling, parts());
  const outcome = { extent, warmup: 0, recorded: 1, result, full: undefined };
  const report = sizeReportOf(options, outcome, CONTEXT);
  expect(report.needs.map(({ hitRatio }) => hitRatio)).toEqual([0.8, 0.9, 0.95, 0.99]);
  const text = sizeTextOf(report);
  expect(text).toContain("workload      get:1,set:0, zipf theta 0.99, seed 1, look-aside\n");
  expect(text).toMatch(/\n {6}memory {7}s3fifo {8}redis {4}memcached\n/);
  expect(text).toMatch(/\n80 % hits need .* here, .* on Redis, .* on memcached\n/);
  const measured = sizeReportOf(options, { ...outcome, full: { result, error: 0.0123 } }, CONTEXT);
  expect(measured.error).toMatchObject({ kind: "measured", measured: 0.0123 });
  expect(sizeTextOf(measured)).toMatch(/\nerror {9}1\.23 points at most against full simulation; /);
});

test("several policies are named, and what no size or even the smallest one reaches is said", async () => {
  const options = parseSizeOptions(
    `--keys 2000 ${SKEWED} --requests 20000 --sizes 1mb,2mb --full --policies fifo,s3fifo --hits 0.1,0.9999999`.split(
      " ",
    ),
  );
  const { plan, sampling, extent } = await prepare(options, MEMORY, parts());
  const result = await simulate({ ...plan, warmup: 0 }, sampling, parts());
  const report = sizeReportOf(options, { extent, warmup: 0, recorded: 1, result, full: undefined }, CONTEXT);
  const text = sizeTextOf(report);
  expect(text).toContain(
    "10 % hits need at most 1 MiB with fifo, at most 1 MiB with s3fifo, at most 1 MiB on Redis, at",
  );
  expect(text).toContain(
    "99.99999 % hits need more than 2 MiB with fifo, more than 2 MiB with s3fifo, more than 2 MiB on Redis,",
  );
});
