import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sampleSaturate, sampleSize } from "../test/fakes/planning.ts";
import { parsePlanOptions } from "./options/plan-options.ts";
import { plan, readEvidence } from "./plan.ts";
import { planReportOf, planTextOf } from "./report/plan-report.ts";
import type { SaturateReport } from "./report/saturate-report.ts";
import type { SizeReport } from "./report/size-report.ts";

const GIB = 2 ** 30;
const folder = mkdtempSync(join(tmpdir(), "loadgen-plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

const REQUIRED = "--size size.json --saturate knee.json --peak-rate 100000";

function planned(
  typed: string,
  size: Partial<SizeReport> = {},
  saturate: Partial<SaturateReport> = {},
): ReturnType<typeof plan> {
  const options = parsePlanOptions(`${REQUIRED} ${typed}`.split(" "));
  return plan(options, { size: sampleSize(size), saturate: sampleSaturate(saturate) });
}

describe("the verb plan", () => {
  test("takes memory from size, the knee's least search from saturate, and reads as size met them", () => {
    const { input, plan: made, items } = planned("--hits 0.9");
    expect(input.machine.knee).toBe(50_000);
    expect(input.load).toEqual({ peakRate: 100_000, meanRate: 100_000, readShare: 0.9 });
    expect([made.chosen.cacheBytes, items]).toEqual([4 * GIB, 10_000_000]);
  });

  test("scales the memory to the items", () => {
    expect(planned("--hits 0.9 --items 30000000").plan.chosen.cacheBytes).toBeCloseTo(12 * GIB);
    const grown = planned("--hits 0.9 --growth 0.5");
    expect([grown.plan.chosen.cacheBytes, grown.items]).toEqual([2 * GIB, 5_000_000]);
    expect(grown.warnings).toEqual(["a hit ratio is taken to need memory in proportion to the number of items"]);
  });

  test("tells what the same hits need elsewhere, and can plan for another curve", () => {
    const { elsewhere } = planned("--hits 0.9");
    expect(elsewhere.redis).toBeGreaterThan(4 * GIB);
    expect(Object.keys(planned("--hits 0.9 --policy redis").elsewhere)).toEqual(["s3fifo", "memcached"]);
  });

  test("warns of what weakens it", () => {
    expect(planned("--hits 0.9", {}, { isLowerBound: true, interrupted: true }).warnings.length).toBe(2);
    expect(planned("--hits 0.9", { interrupted: true }).warnings).toEqual(["the simulation was stopped early"]);
  });

  test.each([
    ["--hits 0.99", "--hits 0.99 is beyond the sizes of size.json, the largest of which gives 0.9500"],
    [
      "--hits 0.9 --slo 2ms",
      "--saturate knee.json kept p99 up to 5 ms, which says nothing about 2 ms: run it with --slo 2ms",
    ],
    ["--hits 0.9 --policy fifo", '--policy must be a curve of size.json: s3fifo, redis, memcached; got "fifo"'],
  ])("refuses %s in one line", (typed, message) => {
    expect(() => planned(typed)).toThrow(message);
  });

  test("refuses a simulation that was stopped before it counted", () => {
    expect(() => planned("--hits 0.9", { curves: [] })).toThrow("--size size.json has no hit ratios");
  });

  test("refuses a knee that was not found", () => {
    expect(() => planned("--hits 0.9", {}, { knee: null })).toThrow("found no rate that keeps its objective");
  });

  test.each([
    ["--saturate k --peak-rate 9", "--size is missing"],
    ["--size s --saturate k --hits 0.9", "--peak-rate is missing"],
    ["--size s --peak-rate 9 --hits 0.9", "give one of --saturate and --knee"],
    ["--size s --peak-rate 9 --saturate k --knee 9 --hits 0.9", "give one of --saturate and --knee"],
    ["--size s --peak-rate 9 --saturate k", "--hits is missing"],
    ["--size s --peak-rate 9 --saturate k --price-memory 1", "--hits is missing"],
    ["--size s --peak-rate 9 --knee 9 --hits 0.9 --slo 1ms", "--slo needs --saturate"],
    ["--size s --peak-rate 9 --knee 9 --hits 0.9 --items 9 --growth 2", "--items and --growth exclude each other"],
    ["--size s --peak-rate 9 --knee 9 --hits 0.9 --mean-rate 10", "--mean-rate must be at most --peak-rate"],
    ["--size s --peak-rate 9 --knee 9 --hits 0.9 --miss-cost -1", "--miss-cost must be a number above 0"],
  ])("%s is refused in one line", (typed, message) => {
    expect(() => parsePlanOptions(typed.split(" "))).toThrow(message);
  });

  test("reads the reports of the other verbs and nothing else", () => {
    const files = {
      size: join(folder, "size.json"),
      saturate: join(folder, "knee.json"),
      none: join(folder, "none.json"),
    };
    writeFileSync(files.size, JSON.stringify(sampleSize()));
    writeFileSync(files.saturate, JSON.stringify(sampleSaturate()));
    writeFileSync(files.none, "hello");
    const read = (size: string, saturate: string): unknown =>
      readEvidence(parsePlanOptions(["--size", size, "--saturate", saturate, "--peak-rate", "9", "--hits", "0.9"]));
    expect(read(files.size, files.saturate)).toEqual({ size: sampleSize(), saturate: sampleSaturate() });
    expect(() => read(files.saturate, files.size)).toThrow(
      `--size ${files.saturate} is no report that size --json wrote`,
    );
    expect(() => read(files.none, files.saturate)).toThrow(`--size cannot read ${files.none}: it is no JSON`);
    expect(() => read(join(folder, "absent"), files.saturate)).toThrow("ENOENT");
  });
});

test("the report shows the plan with its error, the arithmetic and the other ways", () => {
  const context = { startedAt: new Date(0), name: "segcache-loadgen", version: "1.2.3", node: "v24.0.0" };
  const report = planReportOf(planned("--hits 0.9 --price-memory 0.005 --price-vcpu 0.04"), context);
  expect(report.chosen.hitRatio).toBeCloseTo(0.9);
  expect(report.cacheRange[0]).toBeLessThan(4 * GIB);
  expect(report.cacheRange[1]).toBeGreaterThan(4 * GIB);
  const text = planTextOf(report);
  expect(text).toMatch(/\nplan {10}4 machines with 1.44 GiB each \(maxmemory 1.33 GiB\), 0.351 an hour\n/);
  expect(text).toContain("hit ratio     90.00 %, give or take 1.00 points\n");
  expect(text).toContain("machines for the rate     100,000 / (50,000 x (1 - 0.3)) = 2.86, so 3\n");
  expect(text.match(/<- the plan/g)?.length).toBe(1);
  expect(text).toContain("\ncheaper       1 GiB with 80.00 % hits, 0.3295 an hour\n");
  const dear = planned("--hits 0.9 --price-memory 0.005 --miss-cost 1");
  expect(planTextOf(planReportOf(dear, context))).toContain("\ncheaper       16 GiB with 95.00 % hits, ");
  expect(planTextOf(planReportOf(planned("--hits 0.9"), context))).not.toContain("\ncheaper");
});
