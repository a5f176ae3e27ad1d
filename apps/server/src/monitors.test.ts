import { describe, expect, test } from "vitest";
import { Harness, type TestPeer } from "../test/support/harness.ts";
import { MONITOR_BACKLOG_BYTES_MAX } from "./monitors.ts";

/** Lets what was deferred to the end of the turn run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function monitored(): { server: Harness; peer: TestPeer } {
  const server = new Harness();
  expect(server.send("MONITOR")).toBe("+OK");
  const peer = server.session.peer as TestPeer;
  server.connect();
  return { server, peer };
}

describe("MONITOR", () => {
  test("tells of every command in Redis's form", async () => {
    const { server, peer } = monitored();
    server.clock.nowMs = 1_339_518_083_107;
    server.send(["set", "a", 'x\u0000\n"y\\\u00ff']);
    server.send("SELECT 3");
    server.send("get a");
    await turn();
    expect(peer.received).toBe(
      '+1339518083.107000 [0 127.0.0.1:1111] "set" "a" "x\\x00\\n\\"y\\\\\\xc3\\xbf"\r\n' +
        '+1339518083.107000 [3 127.0.0.1:1111] "SELECT" "3"\r\n' +
        '+1339518083.107000 [3 127.0.0.1:1111] "get" "a"\r\n',
    );
  });

  test("tells nothing of what is not run, of administration, and of passwords", async () => {
    const { server, peer } = monitored();
    for (const line of ["GET", "NOSUCH a", "CONFIG GET save", "CLIENT LIST", "SLOWLOG LEN"]) server.send(line);
    await turn();
    expect(peer.received).toBe("");
    server.send("AUTH joe secret");
    server.send("HELLO 2 AUTH joe secret SETNAME x");
    await turn();
    expect(peer.received).not.toContain("secret");
    expect(peer.received).toContain('"AUTH" "(redacted)" "(redacted)"\r\n');
    expect(peer.received).toContain('"HELLO" "2" "AUTH" "(redacted)" "(redacted)" "SETNAME" "x"\r\n');
  });

  test("tells of a transaction when it runs", async () => {
    const { server, peer } = monitored();
    for (const line of ["MULTI", "SET a 1", "INCR a"]) server.send(line);
    await turn();
    expect(peer.received).toMatch(/^\S+ \[\S+ \S+\] "MULTI"\r\n$/);
    peer.received = "";
    server.send("EXEC");
    await turn();
    expect(peer.received.replaceAll(/\+\S+ \[\S+ \S+\] /g, "")).toBe('"SET" "a" "1"\r\n"INCR" "a"\r\n"EXEC"\r\n');
  });

  test("is over with RESET, and with the connection", async () => {
    const { server, peer } = monitored();
    const monitor = [...server.state.sessions.values()][0]!;
    server.state.closeSession(monitor);
    server.send("PING");
    await turn();
    expect(peer.received).toBe("");
    server.send("MONITOR");
    server.send("RESET");
    expect(server.state.monitors.size).toBe(0);
  });

  test("monitors that have missed lines of another thread are cut off", () => {
    const { server, peer } = monitored();
    server.state.monitors.cut();
    expect(peer.isDestroyed).toBe(true);
  });

  test("lines go to other threads while they have monitors", async () => {
    const sent: string[] = [];
    const server = new Harness({}, { sendToMonitors: (lines) => sent.push(lines) });
    server.send("PING");
    server.state.monitors.setElsewhere(2, 1);
    server.send("ECHO a");
    await turn();
    server.state.monitors.setElsewhere(2, 0);
    server.send("ECHO b");
    await turn();
    expect(sent.map((lines) => lines.replace(/^\S+ \[.*?\] /, ""))).toEqual(['"ECHO" "a"\r\n']);
  });

  test("a monitor that does not read is cut off", async () => {
    const { server, peer } = monitored();
    peer.outputBytes = MONITOR_BACKLOG_BYTES_MAX + 1;
    server.send("PING");
    await turn();
    expect(peer.isDestroyed).toBe(true);
    expect(peer.received).toBe("");
  });
});
