import { describe, expect, test } from "vitest";
import { Harness } from "../../test/support/harness.ts";

describe("a transaction", () => {
  test("belongs to one session", () => {
    const server = new Harness();
    const first = server.session;
    server.send("MULTI");
    server.send("SET a 1");
    server.connect();
    expect(server.send("SET a 2")).toBe("+OK");
    expect(server.send("EXEC")).toBe("-ERR EXEC without MULTI");
    server.session = first;
    expect(server.send("EXEC")).toBe("[+OK]");
    expect(server.send("GET a")).toBe('"1"');
  });

  test("sees another session's change of a watched key", () => {
    const server = new Harness();
    const first = server.session;
    server.send("WATCH a");
    server.connect();
    server.send("SET a 1");
    server.session = first;
    server.send("MULTI");
    server.send("SET a 2");
    expect(server.send("EXEC")).toBe("nil[]");
    expect(server.send("GET a")).toBe('"1"');
  });

  test("does nothing when a watched key has expired", () => {
    const server = new Harness();
    server.send("SET a 1 PX 100");
    server.send("WATCH a");
    server.clock.advance(100);
    server.send("MULTI");
    server.send("PING");
    expect(server.send("EXEC")).toBe("nil[]");
  });

  test("of a key that had expired before WATCH runs", () => {
    const server = new Harness();
    server.send("SET a 1 PX 100");
    server.clock.advance(100);
    server.send("WATCH a");
    server.clock.advance(5000);
    server.send("MULTI");
    server.send("PING");
    expect(server.send("EXEC")).toBe("[+PONG]");
  });

  test("may do nothing for a neighbour in the index, and runs when tried again", () => {
    const server = new Harness();
    let spurious = 0;
    for (let i = 0; i < 2000; i++) {
      server.send("WATCH watched");
      server.send(["SET", `other-${i}`, "1"]);
      server.send("MULTI");
      server.send("PING");
      if (server.send("EXEC") === "nil[]") spurious++;
    }
    expect(spurious).toBeLessThan(200);
    server.send("WATCH watched");
    server.send("MULTI");
    server.send("PING");
    expect(server.send("EXEC")).toBe("[+PONG]");
  });

  test("counts its commands, its errors, and the request that failed", () => {
    const server = new Harness();
    server.send("SET s text");
    server.send("MULTI");
    server.send("INCR s");
    server.send("GET s");
    server.send("EXEC");
    const { commandStats, commands, metrics } = server.state;
    const incr = commands.findByFullName(Buffer.from("incr"))!;
    expect(commandStats.calls[incr.number]).toBe(1);
    expect(commandStats.failed[incr.number]).toBe(1);
    expect(metrics.errorReplies).toBe(1);
  });

  test("CLIENT LIST shows what waits", () => {
    const server = new Harness();
    server.send("MULTI");
    server.send("PING");
    server.send("PING");
    server.connect();
    expect(server.send("CLIENT LIST")).toMatch(/id=1 .* flags=x .* multi=2 .* multi-mem=\d\d+ /);
  });
});
