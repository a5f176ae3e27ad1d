import { describe, expect, test } from "vitest";
import { type Behaviour, FakeDriver } from "../../test/fakes/fake-driver.ts";
import { VirtualClock } from "../../test/fakes/virtual-clock.ts";
import { parseRunOptions } from "../options/run-options.ts";
import { GeneratedItem } from "../workload/items.ts";
import { StampedValues } from "../workload/stamped-values.ts";
import { Workload } from "../workload/workload.ts";
import { type ClosedLoopPlan, runClosedLoop } from "./closed-loop.ts";
import type { LoopOutcome, Tick } from "./loop.ts";
import { Measurements } from "./measurements.ts";

const CLIENTS = 4;
const WORKLOAD = "--keys 50 --key-prefix k --value-size 10-20 --seed 3".split(" ");

/** Answers of a type that the operation does not have. */
const WRONG = {
  get: 3,
  set: undefined,
  del: Buffer.alloc(1),
  incr: Buffer.alloc(1),
  expire: Buffer.alloc(1),
  mget: Buffer.alloc(1),
} as const;

interface Setup {
  readonly requests?: number;
  readonly behaviour?: Behaviour;
  readonly plan?: Partial<ClosedLoopPlan>;
  readonly ratio?: string;
  readonly mix?: string;
  readonly verify?: boolean;
  readonly ttl?: string;
  /** Aborts at this time. */
  readonly abortAtUs?: number;
}

interface Played {
  readonly outcome: LoopOutcome;
  readonly measurements: Measurements;
  readonly driver: FakeDriver;
  readonly ticks: [number, number][];
}

async function play(setup: Setup): Promise<Played> {
  const clock = new VirtualClock();
  const driver = new FakeDriver(clock, setup.behaviour);
  const mix = setup.mix === undefined ? ["--ratio", setup.ratio ?? "1:3"] : ["--mix", setup.mix];
  const typed = [...WORKLOAD, ...mix, "--ttl", setup.ttl ?? "0"];
  const { target, workload: resolved } = parseRunOptions(typed);
  const workload = new Workload(resolved.spec, CLIENTS);
  const connections = await Promise.all(Array.from({ length: CLIENTS }, () => driver.connect(target)));
  const requests = setup.requests ?? Number.POSITIVE_INFINITY;
  const plan: ClosedLoopPlan = {
    connections,
    sources: connections.map((_, client) => workload.measuredSource(client, requests)),
    itemsOf: ({ kind, keyIndex, keyIndexes }) =>
      (kind === "mget" ? keyIndexes : [keyIndex]).map((index) => new GeneratedItem(workload, kind, index)),
    pipeline: 1,
    durationMs: Number.POSITIVE_INFINITY,
    timeoutMs: 10_000,
    lookAside: false,
    values: workload.values,
    stamped: setup.verify ? new StampedValues(workload.values, 1) : undefined,
    ...setup.plan,
  };
  const measurements = new Measurements();
  const controller = new AbortController();
  if (setup.abortAtUs !== undefined) clock.after(setup.abortAtUs, () => controller.abort());
  const ticks: [number, number][] = [];
  const onTick = ({ operations, elapsedMs }: Tick): void => {
    ticks.push([operations, elapsedMs]);
  };
  const loop = runClosedLoop(plan, measurements, { clock, signal: controller.signal, onTick });
  return { outcome: await clock.settle(loop), measurements, driver, ticks };
}

describe("the closed loop", () => {
  test("sends the requests asked for, shared evenly, and counts every reply", async () => {
    const { driver, measurements, outcome } = await play({ requests: 1002 });
    expect(driver.connections.map(({ log }) => log.length)).toEqual([251, 251, 250, 250]);
    expect(measurements.operations).toBe(1002);
    expect(measurements.hits + measurements.misses).toBe(measurements.response.get.count);
    expect(outcome.unanswered).toBe(0);
    expect(measurements.errors).toBe(0);
  });

  test.each([1, 5])("keeps %i in flight on each connection, no more", async (pipeline) => {
    const { driver } = await play({ requests: 400, plan: { pipeline } });
    expect(driver.connections.map(({ inFlightMax }) => inFlightMax)).toEqual(new Array(4).fill(pipeline));
  });

  test("measures from send to reply", async () => {
    const { measurements, outcome } = await play({ requests: 400, behaviour: { latencyUs: () => 250 } });
    const { response, service } = measurements;
    for (const latencies of [response.get, response.set, service.get, service.set]) {
      expect([latencies.minUs, latencies.meanUs, latencies.maxUs]).toEqual([250, 250, 250]);
    }
    expect(outcome.elapsedMs).toBe(25);
  });

  test("sends the same sequence however fast the replies come", async () => {
    const even = await play({ requests: 500, behaviour: { latencyUs: () => 100 } });
    const uneven = await play({ requests: 500, behaviour: { latencyUs: (c, i) => 1 + ((i * 7919 + c * 31) % 997) } });
    for (const [index, connection] of even.driver.connections.entries()) {
      expect(uneven.driver.connections[index]?.log).toEqual(connection.log);
    }
  });

  test("counts value bytes both ways", async () => {
    const { driver, measurements } = await play({ requests: 600 });
    const written = driver.log.reduce((sum, request) => sum + request.valueBytes, 0);
    expect(measurements.valueBytesWritten).toBe(written);
    expect(measurements.valueBytesRead).toBeGreaterThanOrEqual(10 * measurements.hits);
    expect(measurements.valueBytesRead).toBeLessThanOrEqual(20 * measurements.hits);
  });

  test("gives the TTL with every set", async () => {
    const { driver } = await play({ requests: 100, ttl: "10m" });
    const sets = driver.log.filter(({ kind }) => kind === "set");
    expect(sets.length).toBeGreaterThan(0);
    expect(sets.every(({ ttlMs }) => ttlMs === 600_000)).toBe(true);
  });

  test("a duration ends it after the replies that are under way", async () => {
    const { measurements, outcome } = await play({ plan: { durationMs: 50 }, behaviour: { latencyUs: () => 700 } });
    expect(outcome.elapsedMs).toBeCloseTo(50.4, 6); // 72 rounds of 0.7 ms, the last one sent at 49.7 ms
    expect(measurements.operations).toBe(72 * 4);
    expect(outcome.unanswered).toBe(0);
  });

  test("reports progress while it runs", async () => {
    const { ticks } = await play({ plan: { durationMs: 350 }, behaviour: { latencyUs: () => 1000 } });
    expect(ticks.map(([, elapsedMs]) => elapsedMs)).toEqual([100, 200, 300, 350]); // and the last one at the end
    expect(ticks.map(([operations]) => operations)).toEqual(
      ticks.map(([operations]) => operations).toSorted((a, b) => a - b),
    );
    expect(ticks[0]?.[0]).toBeGreaterThan(0);
  });
});

describe("look-aside", () => {
  const onlyGets = "0:1";

  test("sets a key after a miss, as an operation of its own", async () => {
    const { driver, measurements } = await play({ requests: 1000, ratio: onlyGets, plan: { lookAside: true } });
    expect(measurements.response.get.count).toBe(1000);
    expect(measurements.misses).toBeGreaterThanOrEqual(50);
    expect(measurements.response.set.count).toBe(measurements.misses);
    expect(measurements.lookAsideSets).toBe(measurements.misses);
    for (const { log } of driver.connections) {
      for (const [at, request] of log.entries()) if (request.kind === "set") expect(log[at - 1]?.key).toBe(request.key);
    }
  });

  test("keeps one request in flight and does not change what is drawn", async () => {
    const filled = await play({ requests: 300, plan: { lookAside: true }, ratio: onlyGets });
    const plain = await play({ requests: 300, ratio: onlyGets });
    expect(filled.driver.connections.every(({ inFlightMax }) => inFlightMax === 1)).toBe(true);
    const getsOf = ({ driver }: Played): string[] =>
      driver.log.filter(({ kind }) => kind === "get").map(({ key }) => key);
    expect(getsOf(filled)).toEqual(getsOf(plain));
    expect(plain.measurements.response.set.count).toBe(0);
  });

  test("does not count a set of the mix as one after a miss", async () => {
    const { measurements } = await play({ requests: 1000, plan: { lookAside: true } });
    expect(measurements.lookAsideSets).toBe(measurements.misses);
    expect(measurements.response.set.count).toBeGreaterThan(measurements.lookAsideSets);
  });
});

describe("every kind of operation", () => {
  const mix = "get:1,set:1,del:1,incr:1,expire:1,mget:1";

  test("is sent and counted on its own", async () => {
    const { measurements, driver } = await play({ requests: 1200, mix, ttl: "5s", plan: { lookAside: true } });
    for (const [kind, latencies] of Object.entries(measurements.response)) {
      expect(latencies.count).toBe(driver.log.filter((request) => request.kind === kind).length);
      expect(latencies.count).toBeGreaterThan(100);
    }
    const keysRead = measurements.response.get.count + 10 * measurements.response.mget.count;
    expect(measurements.hits + measurements.misses).toBe(keysRead);
    expect(measurements.lookAsideSets).toBe(measurements.misses);
    expect(measurements.errors).toBe(0);
    expect(driver.log.filter(({ kind }) => kind === "expire").every(({ ttlMs }) => ttlMs === 5000)).toBe(true);
    expect([...driver.counters.keys()].every((key) => key.startsWith("kn"))).toBe(true);
  });

  test("an answer that it cannot have is an error", async () => {
    const behaviour: Behaviour = { answerOf: ({ kind }) => WRONG[kind] };
    const { measurements } = await play({ requests: 600, mix, ttl: "5s", behaviour });
    const messages = ["get", "del", "incr", "expire", "mget"].map((kind) => `unexpected reply to ${kind}`);
    expect([...measurements.errorsByMessage.keys()].toSorted()).toEqual(messages.toSorted());
    expect(measurements.operations).toBe(measurements.response.set.count);
  });
});

describe("verification", () => {
  test("finds nothing wrong with a server that does right", async () => {
    const { measurements } = await play({ requests: 2000, verify: true, mix: "get:4,set:2,mget:2,del:1" });
    expect(measurements.hits).toBeGreaterThan(500);
    expect([measurements.errors, measurements.wrongValues]).toEqual([0, 0]);
  });

  test.each(["set", "del"] as const)(
    "finds the stale values of a server that forgets a %s it confirmed",
    async (kind) => {
      let seen = 0;
      const behaviour: Behaviour = {
        answerOf: (request) => (request.kind === kind && ++seen % 3 === 0 ? 1 : undefined),
      };
      const { measurements } = await play({ requests: 2000, verify: true, mix: "get:4,set:2,mget:2,del:1", behaviour });
      expect([...measurements.errorsByMessage.keys()]).toEqual(["stale value: older than a write answered before"]);
      expect(measurements.wrongValues).toBe(measurements.errors);
      expect(measurements.errors).toBeGreaterThan(50);
    },
  );

  test("counts a wrong value as an error, neither a hit nor a miss", async () => {
    const stamped = new StampedValues(new Workload(parseRunOptions(WORKLOAD).workload.spec, 1).values, 9);
    const foreign = stamped.make({ name: "", id: 4711, valueBytes: 15, ttlMs: 0, fills: true }, 1);
    const behaviour: Behaviour = { answerOf: ({ kind }) => (kind === "get" ? foreign : undefined) };
    const { measurements, driver } = await play({ requests: 400, verify: true, behaviour });
    const gets = driver.log.filter(({ kind }) => kind === "get").length;
    expect(measurements).toMatchObject({ wrongValues: gets, errors: gets, hits: 0, misses: 0 });
    expect([...measurements.errorsByMessage.keys()]).toEqual(["wrong value: it belongs to another key"]);
  });
});

describe("failures", () => {
  test("error replies are counted by message, have no latency, and do not stop the loop", async () => {
    const behaviour: Behaviour = { errorOf: ({ kind }) => (kind === "set" ? "OOM no room" : undefined) };
    const { measurements, driver } = await play({ requests: 800, behaviour, plan: { lookAside: true } });
    const sets = driver.log.filter(({ kind }) => kind === "set").length;
    expect(measurements.errorsByMessage).toEqual(new Map([["OOM no room", sets]]));
    expect([measurements.response.set.count, measurements.lookAsideSets, measurements.valueBytesWritten]).toEqual([
      0, 0, 0,
    ]);
    expect(measurements.response.get.count + sets - measurements.misses).toBe(800);
  });

  test("a lost connection ends its client only", async () => {
    const behaviour: Behaviour = { losesAt: (connection, index) => connection === 1 && index === 10 };
    const { measurements, driver } = await play({ requests: 400, behaviour });
    expect(driver.connections.map(({ log }) => log.length)).toEqual([100, 11, 100, 100]);
    expect([measurements.operations, measurements.errors, measurements.lostConnections]).toEqual([310, 1, 1]);
  });

  test("with all connections lost it ends", async () => {
    const behaviour: Behaviour = { losesAt: (_, index) => index === 5 };
    const { measurements } = await play({ behaviour, plan: { pipeline: 3 } });
    expect(measurements.lostConnections).toBe(4);
    expect(measurements.errorsByMessage.get("connection lost: reset")).toBeGreaterThanOrEqual(4);
  });

  test("a silent server is given up after the timeout", async () => {
    const behaviour: Behaviour = { latencyUs: (_, index) => (index < 3 ? 100 : Number.POSITIVE_INFINITY) };
    const { measurements, outcome } = await play({ requests: 400, behaviour, plan: { timeoutMs: 2000 } });
    expect(measurements.operations).toBe(12);
    expect(measurements.errorsByMessage).toEqual(new Map([["connection lost: no reply within 2 s", 4]]));
    expect(outcome.elapsedMs).toBeGreaterThanOrEqual(2000);
    expect(outcome.elapsedMs).toBeLessThan(2200);
  });

  test("a slow reply within the timeout is waited for", async () => {
    const behaviour: Behaviour = { latencyUs: () => 1_900_000 };
    const { measurements } = await play({ requests: 4, behaviour, plan: { timeoutMs: 2000 } });
    expect([measurements.operations, measurements.errors]).toEqual([4, 0]);
  });
});

describe("abort", () => {
  test("ends at once and leaves out what is still under way", async () => {
    const { measurements, outcome } = await play({ abortAtUs: 10_050, behaviour: { latencyUs: () => 1000 } });
    expect(outcome).toEqual({ elapsedMs: 10.05, unanswered: 4 });
    expect([measurements.operations, measurements.errors]).toEqual([40, 0]);
  });

  test("does not wait for a silent server", async () => {
    const { outcome } = await play({ abortAtUs: 5000, behaviour: { latencyUs: () => Number.POSITIVE_INFINITY } });
    expect(outcome).toEqual({ elapsedMs: 5, unanswered: 4 });
  });
});
