import { describe, expect, test } from "vitest";
import { FakeDriver } from "../test/fakes/fake-driver.ts";
import { VirtualClock } from "../test/fakes/virtual-clock.ts";
import { type Comparison, compare, ratiosOf } from "./compare.ts";
import { localCrew } from "./load/crew.ts";
import { type CompareOptions, parseCompareOptions } from "./options/compare-options.ts";
import type { Progress } from "./progress.ts";
import { compareReportOf, compareTextOf } from "./report/compare-report.ts";
import { loadPlanOf } from "./run.ts";

const QUIET: Progress = { start: () => {}, update: () => {}, stop: () => {} };
const TYPED = "--port 1000 --against 127.0.0.1:2000 --clients 4 --keys 40 --requests 200 --prefill --rounds 3";

interface Played {
  readonly options: CompareOptions;
  readonly result: Comparison;
  readonly order: readonly string[];
  readonly drivers: Readonly<Record<"a" | "b", FakeDriver>>;
}

/** B takes twice as long as A. */
async function play(abortInRun = Number.POSITIVE_INFINITY): Promise<Played> {
  const options = parseCompareOptions(TYPED.split(" "));
  const clock = new VirtualClock();
  const drivers = {
    a: new FakeDriver(clock, { latencyUs: () => 100 }),
    b: new FakeDriver(clock, { latencyUs: () => 200 }),
  };
  const controller = new AbortController();
  const gauges = { cpuUs: () => 0, watchEventLoop: () => () => 0 };
  const order: string[] = [];
  const partsFor = (side: CompareOptions["a"]) => {
    const name = side.target.port === 1000 ? "a" : "b";
    order.push(`${name}${side.prefill ? " filled" : ""}`);
    if (order.length === abortInRun) clock.after(500, () => controller.abort());
    const crew = localCrew(loadPlanOf(side), { driver: drivers[name], clock, gauges });
    return { crew, progress: QUIET, signal: controller.signal };
  };
  const result = await clock.settle(compare(options, partsFor, controller.signal));
  return { options, result, order, drivers };
}

describe("compare", () => {
  test("runs the same load against both in turning order, filled once", async () => {
    const { order, drivers, result } = await play();
    expect(order).toEqual(["a filled", "b filled", "b", "a", "a", "b"]);
    const log = ({ log: requests }: FakeDriver): string[] => requests.map(({ kind, key }) => `${kind} ${key}`);
    expect(log(drivers.b)).toEqual(log(drivers.a));
    expect(drivers.a.log).toHaveLength(40 + 3 * 200);
    expect(result).toMatchObject({ interrupted: false, errors: 0 });
  });

  test("reports both and the ratio B over A, round by round", async () => {
    const { options, result } = await play();
    const context = { startedAt: new Date(0), name: "segcache-loadgen", version: "1.2.3", node: "v24", driver: "fake" };
    const report = compareReportOf(options, result, context);
    expect(report.figures.operationsPerSecond.a?.median).toBeCloseTo(40_000, 6);
    expect(report.figures.operationsPerSecond.ratio).toEqual({ median: 0.5, min: 0.5, max: 0.5 });
    expect(report.figures.p99Ms.ratio).toEqual({ median: 2, min: 2, max: 2 });
    expect([result.latencies.a.count, result.latencies.a.maxUs, result.latencies.b.minUs]).toEqual([600, 100, 200]);
    expect(report.figures.hitRatio.a?.median).toBe(1);
    const text = compareTextOf(report);
    expect(text).toContain("A             127.0.0.1:1000\nB             127.0.0.1:2000\n");
    expect(text).toMatch(/\nops\/s +40,000 \(40,000 to 40,000\) +20,000 \(20,000 to 20,000\) +0\.500 \(/);
    expect(text).toContain("errors        none\n");
  });

  test("keeps whole rounds when it is stopped", async () => {
    const { result, order } = await play(4);
    expect([result.rounds.length, result.interrupted, order.length]).toEqual([1, true, 4]);
    expect([result.latencies.a.count, result.latencies.b.count]).toEqual([200, 200]);
  });
});

test("a ratio to nothing is none", () => {
  expect(ratiosOf([], () => 1)).toBeUndefined();
});

describe("options of compare", () => {
  test("name a second server like the first", () => {
    const typed = "--against cache.example:7000 --tls --password p --rounds 2 --duration 1s";
    const { a, b, rounds } = parseCompareOptions(typed.split(" "));
    expect(b).toEqual({ ...a, target: { ...a.target, host: "cache.example", port: 7000 } });
    expect(rounds).toBe(2);
    expect(parseCompareOptions(["--against", "/run/x.sock"]).b.target.socket).toBe("/run/x.sock");
    expect(parseCompareOptions(["--socket", "/run/y.sock", "--against", "[::1]:5"]).b.target.socket).toBeUndefined();
  });

  test.each([
    [[], "--against is missing: the second server as HOST:PORT"],
    [["--against", "x"], '--against must be HOST:PORT or the path of a socket, got "x"'],
    [["--against", "x:0"], '--against must be a whole number from 1 to 65535, got "0"'],
    [["--against", "/x", "--cluster"], "--cluster and a socket in --against exclude each other"],
    [["--against", "x:1", "--csv", "f"], "unknown option --csv: see segcache-loadgen compare --help"],
  ])("%j is refused", (args, message) => {
    expect(() => parseCompareOptions(args)).toThrow(message);
  });
});
