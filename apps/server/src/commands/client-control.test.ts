import { describe, expect, test } from "vitest";
import { Harness, type TestPeer } from "../../test/support/harness.ts";
import type { Session } from "../session.ts";

function isCut(session: Session): boolean {
  return (session.peer as TestPeer).isDestroyed;
}

/** Three sessions, the last of which speaks. */
function three(): { server: Harness; others: Session[] } {
  const server = new Harness();
  const others = [server.session, server.connect()];
  server.connect();
  return { server, others };
}

describe("CLIENT KILL", () => {
  test("by id ends one, and CLIENT LIST no longer tells of it", () => {
    const { server, others } = three();
    expect(server.send("CLIENT KILL ID 2")).toBe(":1");
    expect(others.map(isCut)).toEqual([false, true]);
    expect(server.send("CLIENT LIST")).not.toContain("id=2 ");
    expect(server.send("CLIENT KILL ID 2")).toBe(":0");
  });

  test("by type ends all but one's own", () => {
    const { server, others } = three();
    expect(server.send("CLIENT KILL TYPE normal")).toBe(":2");
    expect(others.map(isCut)).toEqual([true, true]);
    expect(server.session.isClosing).toBe(false);
  });

  test("SKIPME no ends one's own too, once it is answered", () => {
    const { server } = three();
    expect(server.send("CLIENT KILL TYPE normal SKIPME no")).toBe(":3");
    expect(server.session.isClosing).toBe(true);
    expect(isCut(server.session)).toBe(false);
  });

  test("filters add up", () => {
    const { server, others } = three();
    expect(server.send("CLIENT KILL ID 1 ADDR 9.9.9.9:1")).toBe(":0");
    expect(server.send("CLIENT KILL ID 1 LADDR 127.0.0.1:6379 USER default")).toBe(":1");
    expect(others.map(isCut)).toEqual([true, false]);
  });

  test("MAXAGE ends those who have been there so long", () => {
    const { server } = three();
    server.clock.advance(5000);
    server.connect();
    expect(server.send("CLIENT KILL MAXAGE 5")).toBe(":3");
  });

  test("the old form ends by address, one's own too", () => {
    const server = new Harness();
    expect(server.send("CLIENT KILL 127.0.0.1:1111")).toBe("+OK");
    expect(server.session.isClosing).toBe(true);
  });
});

describe("CLIENT REPLY", () => {
  test("SKIP silences itself and one more", () => {
    const server = new Harness();
    expect(server.send("CLIENT REPLY SKIP")).toBe("");
    expect(server.send("SET a 1")).toBe("");
    expect(server.send("GET a")).toBe('"1"');
  });

  test("OFF silences everything, errors too, until ON", () => {
    const server = new Harness();
    expect(server.send("CLIENT REPLY OFF")).toBe("");
    expect(server.send("SET a 1")).toBe("");
    expect(server.send("NOSUCH")).toBe("");
    expect(server.send("CLIENT REPLY SKIP")).toBe("");
    expect(server.send("GET a")).toBe("");
    expect(server.send("CLIENT REPLY ON")).toBe("+OK");
    expect(server.send("GET a")).toBe('"1"');
  });

  test("earlier replies of the batch stand", () => {
    const server = new Harness();
    expect(server.sendBatch(["PING", "CLIENT REPLY SKIP", "PING skipped", "PING end"])).toBe('+PONG "end"');
  });
});
