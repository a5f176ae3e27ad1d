import { beforeEach, describe, expect, test } from "vitest";
import { Harness, HELD, type TestPeer } from "../../test/support/harness.ts";
import { portPair, settled } from "../../test/support/thread-lines.ts";
import { Line } from "./line.ts";
import type { ToMain, ToWorker } from "./messages.ts";
import { reportOf } from "./report.ts";
import { Team } from "./team.ts";

let server: Harness;
let peer: TestPeer;
/** What the thread asked of the main thread, in words. */
let asked: string[];
/** Lets the main thread answer what it was asked. */
let answer: () => Promise<void>;

beforeEach(() => {
  server = new Harness();
  peer = server.session.peer as TestPeer;
  asked = [];
  const [here, there] = portPair();
  const line = new Line<ToMain, ToWorker>(here);
  const main = new Line<ToWorker, ToMain>(there);
  const other = new Harness();
  for (const request of ["SET a 1", "GET a"]) other.send(request);
  let letGo: (() => void)[] = [];
  const later = <T>(text: string, value: T): Promise<T> => {
    asked.push(text);
    return new Promise((resolve) => letGo.push(() => resolve(value)));
  };
  answer = async () => {
    await settled();
    for (const task of letGo) task();
    letGo = [];
    await settled();
  };
  const nothing = (): null => null;
  main.serve({
    gather: ({ reads }) => later(`gather ${reads}`, [reportOf(other.state, reads)]),
    change: (change) => later(`change ${change.kind}`, null),
    listenAs: () => later("listenAs", undefined),
    ...{
      opened: nothing,
      ringOpened: nothing,
      monitored: nothing,
      log: nothing,
      commandLog: nothing,
      shutDown: nothing,
    },
  });
  const unused = (): never => {
    throw new Error("nobody asks this here");
  };
  line.serve({ listen: unused, report: unused, apply: unused, use: unused, monitored: unused, close: unused });
  server.state.team = new Team(server.state, line);
});

describe("a request that speaks for the server", () => {
  test("waits for reports, and then runs with them, once", async () => {
    expect(server.sendRaw("INFO stats")).toBe(HELD);
    expect(server.sendRaw("INFO stats")).toBe(HELD); // nothing of this session runs meanwhile
    await answer();
    expect(asked).toEqual(["gather counts"]);
    expect(server.send("INFO stats")).toContain("total_commands_processed:2");
    expect(server.sendRaw("INFO stats")).toBe(HELD); // the next one asks anew
  });

  test("asks for clients only where it needs them", async () => {
    server.sendRaw("CLIENT LIST");
    await answer();
    expect(asked).toEqual(["gather clients"]);
    expect(server.send("CLIENT LIST").match(/ addr=/g)).toHaveLength(2);
  });

  test("in a transaction is asked for before EXEC", async () => {
    for (const line of ["MULTI", "INFO stats", "CLIENT LIST", "PING"]) server.send(line);
    expect(asked).toEqual([]);
    expect(server.sendRaw("EXEC")).toBe(HELD);
    await answer();
    expect(asked).toEqual(["gather clients"]);
    expect(server.send("EXEC")).toMatch(/total_commands_processed.*\+PONG/);
  });

  test("with a wrong number of arguments, and one of keys, waits for nobody", async () => {
    expect(server.send("SLOWLOG LEN 5")).toMatch(/^-ERR/);
    expect(server.send("SET a 1")).toBe("+OK");
    await settled();
    expect(asked).toEqual([]);
  });

  test("runs with new reports when a pause kept it from running", async () => {
    server.sendRaw("INFO stats");
    await answer();
    server.state.pause.begin("all", server.clock.nowMs + 1000);
    expect(server.sendRaw("INFO stats")).toBe(HELD);
    server.state.pause.end();
    expect(server.sendRaw("INFO stats")).toBe(HELD);
    await answer();
    expect(asked).toEqual(["gather counts", "gather counts"]);
  });
});

describe("a request that changes the server", () => {
  test("is answered when all threads have changed, and what follows waits for that", async () => {
    expect(server.sendRaw("CONFIG SET timeout 5")).toBe("");
    expect(server.sendRaw("PING")).toBe(HELD);
    expect(peer.received).toBe("");
    await answer();
    expect(asked).toEqual(["change config"]);
    expect(peer.received).toBe("+OK\r\n");
    expect(server.send("PING")).toBe("+PONG");
  });

  test("does not when it is refused", () => {
    expect(server.send("CONFIG SET timeout never")).toMatch(/^-ERR/);
    expect(server.send("PING")).toBe("+PONG");
  });

  test("in a transaction holds back all its replies", async () => {
    for (const line of ["MULTI", "CONFIG SET timeout 5", "CONFIG RESETSTAT", "PING"]) server.send(line);
    expect(server.sendRaw("EXEC")).toBe("");
    await answer();
    expect(asked).toEqual(["change config", "change reset-stats"]);
    expect(peer.received).toBe("*3\r\n+OK\r\n+OK\r\n+PONG\r\n");
  });

  test("stays without an answer when the client wants none, or is gone", async () => {
    server.send("CLIENT REPLY OFF");
    server.sendRaw("CONFIG SET timeout 5");
    await answer();
    expect(peer.received).toBe("");
    const other = server.connect();
    server.sendRaw("CONFIG SET timeout 6");
    server.state.closeSession(other);
    await answer();
    expect((other.peer as TestPeer).received).toBe("");
  });

  test("MONITOR is one; no line comes before its OK", async () => {
    server.sendRaw("MONITOR");
    server.state.monitors.tell("+early\r\n"); // of a thread that has made the change, while others have not
    expect(server.state.monitors.hasBegun(server.session)).toBe(false);
    await answer();
    expect(server.state.monitors.hasBegun(server.session)).toBe(true);
    server.state.monitors.tell("+line\r\n");
    expect(peer.received).toBe("+OK\r\n+line\r\n");
  });

  test("MONITOR of one who leaves meanwhile comes to nothing", async () => {
    server.sendRaw("MONITOR");
    server.state.closeSession(server.session);
    await answer();
    expect(server.state.monitors.size).toBe(0);
    server.state.monitors.tell("+line\r\n");
    expect(peer.received).toBe("");
  });

  test("the end of MONITOR is told too, but nobody waits for that", async () => {
    server.sendRaw("MONITOR");
    await answer();
    expect(peer.received).toBe("+OK\r\n");
    expect(server.send("RESET")).toBe("+RESET");
    await settled();
    expect(asked).toEqual(["change monitors", "change monitors"]);
  });
});
