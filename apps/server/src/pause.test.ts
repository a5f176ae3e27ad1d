import { describe, expect, test } from "vitest";
import { Harness, HELD } from "../test/support/harness.ts";
import { Pause } from "./pause.ts";

const WAITS = HELD.trimEnd();

describe("CLIENT PAUSE", () => {
  test("holds every request back until its time has come, and changes nothing meanwhile", () => {
    const server = new Harness();
    server.send("SET a 1");
    expect(server.send("CLIENT PAUSE 1000")).toBe("+OK");
    expect(server.send("GET a")).toBe(WAITS);
    expect(server.send("DEL a")).toBe(WAITS);
    server.clock.advance(999);
    server.state.pause.tick(server.clock.nowMs);
    expect(server.send("PING")).toBe(WAITS);
    server.clock.advance(1);
    server.state.pause.tick(server.clock.nowMs);
    expect(server.send("GET a")).toBe('"1"');
  });

  test("WRITE lets reads through", () => {
    const server = new Harness();
    server.send("SET a 1");
    server.send("CLIENT PAUSE 1000 WRITE");
    expect(server.send("GET a")).toBe('"1"');
    expect(server.send("SET a 2")).toBe(WAITS);
    expect(server.send("CLIENT UNPAUSE")).toBe("+OK");
    expect(server.send("SET a 2")).toBe("+OK");
  });

  test("WRITE holds EXEC of writes, not of reads", () => {
    const server = new Harness();
    server.send("MULTI");
    server.send("GET a");
    const reader = server.session;
    server.connect();
    server.send("MULTI");
    server.send("SET a 1");
    const writer = server.session;
    server.connect();
    server.send("CLIENT PAUSE 1000 WRITE");
    server.session = reader;
    expect(server.send("EXEC")).toBe("[nil]");
    server.session = writer;
    expect(server.send("EXEC")).toBe(WAITS);
  });

  test("a second one prolongs and tightens, and never the reverse", () => {
    const server = new Harness();
    server.send("CLIENT PAUSE 1000 WRITE");
    server.connect();
    server.send("CLIENT PAUSE 10 ALL");
    expect(server.state.pause.kind).toBe("all");
    server.clock.advance(500);
    server.state.pause.tick(server.clock.nowMs);
    expect(server.send("PING")).toBe(WAITS);
  });

  test("what is held is no command run", () => {
    const server = new Harness();
    server.send("CLIENT PAUSE 1000");
    const before = server.state.metrics.commandsProcessed;
    server.send("PING");
    expect(server.state.metrics.commandsProcessed).toBe(before);
  });

  test("expired keys are gone meanwhile", () => {
    const server = new Harness();
    server.send("SET a 1 PX 100");
    server.send("CLIENT PAUSE 1000 WRITE");
    server.clock.advance(100);
    server.state.cache.expire();
    expect(server.send("DBSIZE")).toBe(":0");
  });
});

test("those who wait are woken once, after the turn that ended it", () => {
  const deferred: (() => void)[] = [];
  const pause = new Pause((task) => deferred.push(task));
  let woken = 0;
  pause.begin("all", 100);
  pause.wait(() => woken++);
  pause.wait(() => woken++);
  expect(pause.waitingCount).toBe(2);
  pause.end();
  expect(woken).toBe(0);
  for (const task of deferred.splice(0)) task();
  expect(woken).toBe(2);
  pause.end();
  expect(deferred).toEqual([]);
});
