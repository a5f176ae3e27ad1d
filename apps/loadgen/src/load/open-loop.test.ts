import { describe, expect, test } from "vitest";
import { type Behaviour, FakeDriver } from "../../test/fakes/fake-driver.ts";
import { VirtualClock } from "../../test/fakes/virtual-clock.ts";
import { parseRunOptions } from "../options/run-options.ts";
import { loadPlanOf } from "../run.ts";
import { Crew, type CrewResult, localCrew } from "./crew.ts";
import { Loader, type Phase } from "./loader.ts";
import type { Tick } from "./loop.ts";

interface Setup {
  readonly typed: string;
  readonly behaviour?: Behaviour;
  /** Loaders that share the clients, each in a thread of its own in a real load. */
  readonly loaders?: number;
  readonly abortAtUs?: number;
}

interface Played {
  readonly result: CrewResult;
  readonly driver: FakeDriver;
  readonly ticks: readonly Tick[];
}

/** Requests reach the fake server as they would from one thread or several, in virtual time. */
async function play({ typed, behaviour, loaders = 1, abortAtUs }: Setup): Promise<Played> {
  const options = parseRunOptions(["--clients", "4", ...typed.split(" ")]);
  const {
    requests = Number.POSITIVE_INFINITY,
    duration: durationMs = Number.POSITIVE_INFINITY,
    rate,
    arrivals,
  } = options;
  const clock = new VirtualClock();
  const driver = new FakeDriver(clock, behaviour);
  const parts = { driver, clock, gauges: { cpuUs: () => 0, watchEventLoop: () => () => 0 } };
  const plan = { ...loadPlanOf(options), threads: loaders };
  const threads = Array.from({ length: loaders }, (_, thread) => new Loader(plan, thread, parts));
  const crew = loaders === 1 ? localCrew(plan, parts) : new Crew(threads, clock);
  const schedule = rate === undefined ? undefined : { rate, process: arrivals, seed: options.workload.spec.seed };
  const phase: Phase = {
    kind: "measured",
    requests,
    durationMs,
    arrivals: schedule,
    replay: undefined,
    startUs: undefined,
  };
  const controller = new AbortController();
  const ticks: Tick[] = [];
  await clock.settle(crew.connect(controller.signal));
  if (abortAtUs !== undefined) clock.after(abortAtUs, () => controller.abort());
  const result = await clock.settle(crew.run(phase, controller.signal, (_, tick) => ticks.push(tick)));
  return { result, driver, ticks };
}

/** Half a second in which nothing is answered, in the middle of ten. */
const STALL: Behaviour = { latencyUs: () => 200, stallUs: [5_000_000, 5_500_000] };

describe("a server that stalls for half a second", () => {
  test("shows in the open loop's p99.9, and in its median not", async () => {
    const { result } = await play({ typed: "--rate 1000 --duration 10s", behaviour: STALL });
    const responses = result.measurements.allResponses();
    expect(responses.count).toBe(10_000);
    // 500 of the 10,000 requests came during the stall and waited 250 ms on average, 500 at most.
    expect(responses.percentileUs(99.9)).toBeGreaterThan(450_000);
    expect(responses.percentileUs(97)).toBeGreaterThan(100_000);
    expect(responses.percentileUs(94)).toBe(200);
    expect(responses.maxUs).toBeGreaterThanOrEqual(499_000);
    expect(result.measurements).toMatchObject({ dropped: 0, late: 0, errors: 0 });
  });

  test("is all but invisible to the closed loop beside it", async () => {
    const { result } = await play({ typed: "--duration 10s", behaviour: STALL });
    const responses = result.measurements.allResponses();
    expect(responses.count).toBeGreaterThan(100_000);
    expect(responses.percentileUs(99.9)).toBe(200); // only the four requests in flight saw it
    expect(responses.maxUs).toBeGreaterThanOrEqual(499_000);
  });

  test("is no service time of requests that the generator held back", async () => {
    const typed = "--rate 1000 --duration 10s --in-flight-max 10";
    const { result } = await play({ typed, behaviour: STALL });
    // Ten in flight on each of four connections; the rest of the 500 found them full.
    expect(result.measurements.dropped).toBeGreaterThan(440);
    expect(result.measurements.dropped).toBeLessThanOrEqual(460);
    expect(result.measurements.operations + result.measurements.dropped).toBe(10_000);
  });
});

describe("the schedule", () => {
  test("starts as many requests as the rate says, whatever the server does", async () => {
    const slow = await play({ typed: "--rate 500 --duration 4s", behaviour: { latencyUs: () => 300_000 } });
    expect(slow.result.measurements.operations).toBe(2000);
    expect(slow.result.measurements.allResponses().minUs).toBeGreaterThanOrEqual(300_000);
    expect(slow.driver.connections.map(({ log }) => log.length)).toEqual([500, 500, 500, 500]);
  });

  test("ends after the requests asked for", async () => {
    const { result } = await play({ typed: "--rate 500 --requests 123" });
    expect(result.measurements.operations).toBe(123);
    expect(result.elapsedMs).toBeCloseTo(244.1, 6); // the last one starts at 244 ms
  });

  test.each(["constant", "poisson"])("of %s arrivals is the same over any number of threads", async (arrivals) => {
    const typed = `--rate 2000 --requests 400 --arrivals ${arrivals} --look-aside`;
    const one = await play({ typed });
    const three = await play({ typed, loaders: 3 });
    const logs = ({ driver }: Played): string[] => driver.connections.map(({ log }) => JSON.stringify(log)).toSorted();
    expect(logs(three)).toEqual(logs(one));
    expect(three.result.measurements.operations).toBe(one.result.measurements.operations);
    expect(three.result.elapsedMs).toBeCloseTo(one.result.elapsedMs, 3);
  });

  test("draws what it drops, so that drops do not shift the rest", async () => {
    const typed = "--rate 1000 --requests 800 --ratio 0:1";
    const all = await play({ typed });
    const some = await play({ typed: `${typed} --in-flight-max 1`, behaviour: { latencyUs: () => 6000 } });
    expect(some.result.measurements.dropped).toBeGreaterThan(100);
    for (const [index, { log }] of some.driver.connections.entries()) {
      const whole = all.driver.connections[index]?.log.map(({ key }) => key) ?? [];
      // In order, with gaps.
      let at = 0;
      for (const { key } of log) at = whole.indexOf(key, at) + 1 || Number.NaN;
      expect(at).toBeGreaterThan(0);
    }
  });
});

describe("the open loop", () => {
  test("fills misses after the schedule's end, too", async () => {
    const { result } = await play({ typed: "--rate 1000 --requests 500 --keys 5000 --ratio 0:1 --look-aside" });
    expect(result.measurements.lookAsideSets).toBe(result.measurements.misses);
    expect(result.measurements.misses).toBeGreaterThan(400);
  });

  test("drops the requests of a lost connection and goes on with the others", async () => {
    const behaviour: Behaviour = { losesAt: (connection, index) => connection === 1 && index === 10 };
    const { result } = await play({ typed: "--rate 1000 --requests 400", behaviour });
    expect(result.measurements).toMatchObject({ operations: 310, errors: 1, dropped: 89, lostConnections: 1 });
  });

  test("gives up a server that fell silent", async () => {
    const behaviour: Behaviour = { latencyUs: () => Number.POSITIVE_INFINITY };
    const { result } = await play({ typed: "--rate 100 --requests 50 --timeout 2s", behaviour });
    expect(result.measurements).toMatchObject({ operations: 0, errors: 50, lostConnections: 0 });
    expect(result.elapsedMs).toBeLessThan(2700);
  });

  test("ends at once when told to", async () => {
    const { result } = await play({
      typed: "--rate 1000 --duration 1m",
      behaviour: { latencyUs: () => 50_000 },
      abortAtUs: 2_000_500,
    });
    expect(result.elapsedMs).toBeCloseTo(2000.5, 3);
    expect(result.measurements.operations + result.unanswered).toBe(2001);
  });

  test("hands out every second once, the last part at the end", async () => {
    const { ticks } = await play({ typed: "--rate 1000 --duration 2500ms" });
    const intervals = ticks.flatMap(({ interval }) => interval ?? []);
    expect(intervals.map(({ second }) => second)).toEqual([0, 1, 2]);
    expect(intervals.map(({ responses }) => responses.count).reduce((sum, count) => sum + count, 0)).toBe(2500);
  });
});
