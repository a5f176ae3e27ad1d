import { describe, expect, test } from "vitest";
import { type Behaviour, FakeDriver } from "../../test/fakes/fake-driver.ts";
import { VirtualClock } from "../../test/fakes/virtual-clock.ts";
import { parseRunOptions } from "../options/run-options.ts";
import { ReplayItems } from "../replay/replay-items.ts";
import type { TimedRow } from "../replay/spread.ts";
import type { OperationKind } from "../workload/operations.ts";
import { Workload } from "../workload/workload.ts";
import type { LoopOutcome } from "./loop.ts";
import { Measurements } from "./measurements.ts";
import { type ReplayLoopPlan, runReplayLoop } from "./replay-loop.ts";

function rowOf(sendMs: number, kind: OperationKind, key: string, more: Partial<TimedRow> = {}): TimedRow {
  return { sendMs, atMs: sendMs, kind, keys: [key], valueBytes: 50, ttlMs: 0, ...more };
}

/** A request every millisecond, over fifty keys. */
const EVEN = Array.from({ length: 1000 }, (_, at) => rowOf(at, at % 5 === 0 ? "set" : "get", `k${(at * 7) % 50}`));

interface Setup {
  readonly rows?: readonly TimedRow[];
  readonly plan?: Partial<ReplayLoopPlan>;
  readonly behaviour?: Behaviour;
  readonly ttlDivisor?: number;
}

interface Played {
  readonly outcome: LoopOutcome;
  readonly measurements: Measurements;
  readonly driver: FakeDriver;
}

async function play({ rows = EVEN, plan, behaviour, ttlDivisor = 1 }: Setup): Promise<Played> {
  const clock = new VirtualClock();
  const driver = new FakeDriver(clock, behaviour);
  const { target, workload: resolved } = parseRunOptions(["--value-size", "33"]);
  const workload = new Workload(resolved.spec, 4);
  const items = new ReplayItems(workload, ttlDivisor);
  const connections = await Promise.all([0, 1, 2, 3].map(() => driver.connect(target)));
  async function* batches(): AsyncGenerator<readonly TimedRow[]> {
    for (let at = 0; at < rows.length; at += 100) yield rows.slice(at, at + 100);
  }
  const measurements = new Measurements();
  const whole: ReplayLoopPlan = {
    connections,
    clients: [0, 1, 2, 3],
    clientsInAll: 4,
    rows: batches(),
    itemsOf: (row) => items.itemsOf(row),
    speed: 1,
    requests: Number.POSITIVE_INFINITY,
    inFlightMax: 1000,
    durationMs: Number.POSITIVE_INFINITY,
    timeoutMs: 10_000,
    lookAside: false,
    values: workload.values,
    stamped: undefined,
    ...plan,
  };
  const signal = new AbortController().signal;
  const loop = runReplayLoop(whole, measurements, { clock, signal, onTick: () => {} });
  return { outcome: await clock.settle(loop), measurements, driver };
}

describe("a replay at the trace's speed", () => {
  test("sends every request at its time", async () => {
    const { outcome, measurements } = await play({});
    expect(measurements.operations).toBe(1000);
    expect(outcome.elapsedMs).toBeCloseTo(999.1, 6);
    expect(measurements).toMatchObject({ dropped: 0, late: 0, errors: 0 });
    expect(measurements.sendDelay.maxUs).toBe(0);
  });

  test("or faster", async () => {
    const { outcome, measurements } = await play({ plan: { speed: 10 } });
    expect(measurements.operations).toBe(1000);
    expect(outcome.elapsedMs).toBeCloseTo(100, 6);
  });

  test("charges a stall to all that came meanwhile", async () => {
    const { measurements } = await play({ behaviour: { stallUs: [400_000, 900_000] } });
    expect(measurements.allResponses().percentileUs(75)).toBeGreaterThan(200_000);
    expect(measurements.allResponses().maxUs).toBeGreaterThan(499_000);
  });

  test("ends by requests or time, and drops what finds too many in flight", async () => {
    expect((await play({ plan: { requests: 150 } })).measurements.operations).toBe(150);
    expect((await play({ plan: { durationMs: 250 } })).measurements.operations).toBe(250);
    const slow = await play({ plan: { inFlightMax: 2 }, behaviour: { latencyUs: () => 50_000 } });
    expect(slow.measurements.dropped).toBeGreaterThan(700);
    expect(slow.measurements.operations + slow.measurements.dropped).toBe(1000);
  });
});

describe("a replay as fast as possible", () => {
  test("keeps connections busy and the order of each key", async () => {
    const rows = Array.from({ length: 3000 }, (_, at) => rowOf(at * 1000, "incr", `k${at % 40}`, { valueBytes: at }));
    const { driver, outcome } = await play({ rows, plan: { speed: undefined, inFlightMax: 3 } });
    expect(Math.max(...driver.connections.map(({ inFlightMax }) => inFlightMax))).toBe(3);
    expect(outcome.elapsedMs).toBeLessThan(300);
    for (const { log } of driver.connections) {
      const own = new Set(log.map(({ key }) => key));
      expect(log.map(({ key }) => key)).toEqual(rows.map(({ keys }) => `n:${keys[0]}`).filter((key) => own.has(key)));
    }
    expect([...driver.counters.values()].reduce((sum, count) => sum + count, 0)).toBe(3000);
  });

  test("does not wait for a lost connection", async () => {
    const behaviour: Behaviour = { losesAt: (connection, index) => connection === 2 && index === 5 };
    const { measurements } = await play({ plan: { speed: undefined, inFlightMax: 1 }, behaviour });
    expect(measurements.lostConnections).toBe(1);
    expect(measurements.operations + measurements.dropped + measurements.errors).toBe(1000);
    expect(measurements.dropped).toBeGreaterThan(0);
  });
});

describe("replayed requests", () => {
  test("have the trace's sizes and TTLs, or else the workload's", async () => {
    const rows = [
      rowOf(0, "set", "a", { valueBytes: 70, ttlMs: 9000 }),
      rowOf(1, "set", "b", { valueBytes: 0 }),
      rowOf(2, "expire", "a", { ttlMs: 500 }),
    ];
    const { driver } = await play({ rows, ttlDivisor: 2 });
    const byKey = driver.log.map(({ kind, key, valueBytes, ttlMs }) => [kind, key, valueBytes, ttlMs]).toSorted();
    expect(byKey).toEqual([
      ["expire", "a", 0, 250],
      ["set", "a", 70, 4500],
      ["set", "b", 33, 0],
    ]);
  });

  test("are filled after a miss under look-aside, an mget key by key", async () => {
    const rows = [
      rowOf(0, "mget", "a", { keys: ["a", "b", "c"], ttlMs: 1000 }),
      rowOf(5, "get", "b"),
      rowOf(6, "get", "d"),
    ];
    const { measurements, driver } = await play({ rows, plan: { lookAside: true } });
    expect(measurements).toMatchObject({ misses: 4, lookAsideSets: 4 });
    expect([...driver.store.keys()].toSorted()).toEqual(["a", "b", "c", "d"]);
    expect(measurements.hits).toBe(measurements.response.get.count - 1);
  });

  test("of threads are together those of the trace", async () => {
    const parts = await Promise.all(
      [
        [0, 2],
        [1, 3],
      ].map((clients) => play({ plan: { clients } })),
    );
    const keys = parts.flatMap(({ driver }) => driver.log.map(({ key }) => key));
    expect(keys.toSorted()).toEqual(EVEN.map((row) => row.keys[0]).toSorted());
  });

  test("end with the reason when the trace cannot be read", async () => {
    const failing = play({
      plan: {
        rows: (async function* () {
          yield EVEN.slice(0, 10);
          throw new Error("broken");
        })(),
      },
    });
    await expect(failing).rejects.toThrow("broken");
  });

  test("fills what it missed under look-aside, but not what the recorder missed and set itself", async () => {
    const rows = [rowOf(0, "get", "a"), rowOf(1, "get", "b", { wasMiss: true }), rowOf(2, "get", "c")];
    const { measurements, driver } = await play({ rows, plan: { lookAside: true } });
    expect([measurements.misses, measurements.lookAsideSets]).toEqual([3, 2]);
    expect([...driver.store.keys()].toSorted()).toEqual(["a", "c"]);
  });
});
