import { expect, test } from "vitest";
import { createState, Harness, TestPeer } from "../../test/support/harness.ts";
import { reportOf } from "./report.ts";
import { absorb, WholeServer } from "./whole-server.ts";

/** A thread that has done something. */
function thread(...lines: readonly string[]): Harness {
  const server = new Harness({ "slowlog-log-slower-than": 0 });
  for (const line of lines) server.send(line);
  return server;
}

test("without reports nothing is copied", () => {
  const { state } = thread("GET a");
  const whole = new WholeServer(state, []);
  expect(whole.metrics).toBe(state.metrics);
  expect(whole.commandStats).toBe(state.commandStats);
  expect(whole.slowLog).toBe(state.slowLog);
  expect(whole.totals.count).toBe(1);
});

test("what threads have counted adds up, and theirs stays as it was", () => {
  const here = thread("GET a", "GET", "SET a 1");
  const there = thread("GET a", "GET", "NOSUCH");
  const get = here.state.commands.find(Buffer.from("get"), 0, 3)!;
  const whole = new WholeServer(here.state, [structuredClone(reportOf(there.state, "counts"))]);
  expect(whole.metrics).toMatchObject({ commandsProcessed: 6, errorReplies: 3 });
  expect(whole.commandStats.calls[get.number]).toBe(2);
  expect(whole.commandStats.rejected[get.number]).toBe(2);
  expect([...whole.errorStats.entries()]).toEqual([["ERR", 3]]);
  expect(here.state.metrics.commandsProcessed).toBe(3);
  expect(there.state.commandStats.calls[get.number]).toBe(1);
});

test("rates add up too, unless the thread is no more", () => {
  const { state } = thread();
  const other = createState();
  other.metrics.commandsPerSecond = 70;
  other.metrics.commandsProcessed = 5;
  state.metrics.commandsPerSecond = 30;
  const report = reportOf(other, "counts");
  expect(new WholeServer(state, [report]).metrics.commandsPerSecond).toBe(100);
  absorb(state, report);
  expect(state.metrics).toMatchObject({ commandsPerSecond: 30, commandsProcessed: 5 });
});

test("hits of clients with NO-TOUCH count from the last reset of their own thread on", () => {
  const here = thread("SET a 1", "CLIENT NO-TOUCH ON", "GET a");
  const there = thread("SET a 1", "CLIENT NO-TOUCH ON", "GET a", "CONFIG RESETSTAT", "GET a");
  const { metrics } = new WholeServer(here.state, [reportOf(there.state, "counts")]);
  const engine = { hits: 10, misses: 0, itemsEvicted: 0, itemsExpired: 0 };
  expect(metrics.sinceReset(engine).hits).toBe(12);
});

test("slow entries are in the order of their numbers, as many as are kept", () => {
  const here = createState({ "slowlog-max-len": 3 });
  const there = createState();
  const entry = { atSeconds: 1, micros: 1, args: [], address: "", name: "" };
  here.slowLog.absorb([1, 4].map((id) => ({ id, ...entry })));
  there.slowLog.absorb([0, 2, 3].map((id) => ({ id, ...entry })));
  const { slowLog } = new WholeServer(here, [reportOf(there, "counts")]);
  expect(slowLog.newest(10).map(({ id }) => id)).toEqual([4, 3, 2]);
  expect(slowLog.length).toBe(3);
});

test("of spikes in the same second the highest stays", () => {
  const here = createState();
  const there = createState();
  here.latency.add("command", 10, 1000);
  here.latency.add("command", 30, 3000);
  there.latency.add("command", 20, 1500);
  there.latency.add("fast-command", 5, 2000);
  there.latency.add("command", 50, 2000);
  const { latency } = new WholeServer(here, [reportOf(there, "counts")]);
  expect(latency.find("command")).toEqual({
    samples: [
      { atSeconds: 1, ms: 20 },
      { atSeconds: 2, ms: 50 },
      { atSeconds: 3, ms: 30 },
    ],
    maxMs: 50,
  });
  expect(latency.find("fast-command")?.maxMs).toBe(5);
  expect(here.latency.find("command")?.samples).toHaveLength(2);
});

test("clients are listed by number; they are part of a report only when asked for", () => {
  const here = thread();
  const there = thread();
  const peer = new TestPeer();
  peer.outputBytes = 500;
  there.state.sessions.open(peer, 0);
  const whole = new WholeServer(here.state, [reportOf(there.state, "clients")]);
  expect(whole.clients.map(({ id }) => id)).toEqual([1, 1, 2]); // these two threads share no numbers
  expect(whole.totals).toMatchObject({ count: 3, outputBytes: 500, outputBytesMax: 500 });
  expect(reportOf(there.state, "counts").clients).toEqual([]);
});
