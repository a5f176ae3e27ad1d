import { READY, ReplyWriter, RequestParser } from "@segcache/resp";
import { describe, expect, test } from "vitest";
import { createState, Harness, TestPeer } from "../test/support/harness.ts";
import { encodeRequest } from "../test/support/requests.ts";
import { CommandIndex, createCommand } from "./commands/command.ts";
import { Dispatcher } from "./dispatch.ts";
import type { ServerState } from "./server-state.ts";

const FAILING = createCommand({
  name: "FAIL",
  arity: 1,
  flags: "",
  keys: { first: 0, last: 0, step: 0 },
  group: "server",
  categories: "",
  since: "1.0.0",
  summary: "",
  run: (_context, reply) => {
    reply.array(3);
    reply.bulkString("half of it");
    throw new Error("a defect");
  },
});

describe("dispatch", () => {
  test("a handler that throws costs one error reply, and what it wrote is taken back", () => {
    const state = createState();
    const logged: unknown[] = [];
    state.log.error = (...args: unknown[]) => logged.push(args);
    const dispatcher = new Dispatcher(
      Object.create(state, { commands: { value: new CommandIndex([FAILING]) } }) as ServerState,
    );
    const session = state.sessions.open(new TestPeer(), state.clock.nowMs);
    const parser = new RequestParser();
    const reply = new ReplyWriter();
    reply.simple("earlier");
    parser.feed(encodeRequest(["fail"]));
    expect(parser.next()).toBe(READY);
    dispatcher.execute(session, parser, reply);
    expect(Buffer.from(reply.take()).toString()).toBe("+earlier\r\n-ERR internal error\r\n");
    expect(state.metrics).toMatchObject({ internalErrors: 1, errorReplies: 1, commandsProcessed: 1 });
    expect(logged).toHaveLength(1);
  });

  test("tells whether what ran may have left work for Node's event loop, in a transaction too", () => {
    const state = createState();
    const dispatcher = new Dispatcher(state);
    const session = state.sessions.open(new TestPeer(), state.clock.nowMs);
    const hasLeft = (...lines: readonly string[]): boolean => {
      const parser = new RequestParser();
      for (const line of lines) {
        parser.feed(encodeRequest(line.split(" ")));
        expect(parser.next()).toBe(READY);
        dispatcher.execute(session, parser, new ReplyWriter());
      }
      return dispatcher.takeLeftWork();
    };
    expect(hasLeft("SET k 1", "GET k", "PING", "MULTI", "INCR k", "EXEC", "NONSENSE")).toBe(false);
    expect(hasLeft("CONFIG SET maxclients 5")).toBe(true);
    expect(hasLeft("GET k")).toBe(false);
    expect(hasLeft("MULTI", "CONFIG SET maxclients 6")).toBe(false);
    expect(hasLeft("EXEC")).toBe(true);
  });

  test("counts commands and error replies", () => {
    const server = new Harness();
    for (const line of ["SET a 1", "GET a", "GET", "FOO", "CLIENT FOO", "INCR a"]) server.send(line);
    expect(server.state.metrics).toMatchObject({ commandsProcessed: 6, errorReplies: 3 });
  });

  test("remembers the last command with its subcommand", () => {
    const server = new Harness();
    server.send("GET a");
    expect(server.session.lastCommand?.fullName).toBe("get");
    server.send("CLIENT ID");
    expect(server.session.lastCommand?.fullName).toBe("client|id");
  });

  test("sessions do not share database, protocol or name", () => {
    const server = new Harness();
    const first = server.session;
    server.send("SELECT 3");
    server.send("HELLO 3 SETNAME first");
    server.send("SET a 3");
    server.connect();
    expect(server.send("GET a")).toBe("nil");
    expect(server.send("CLIENT GETNAME")).toBe("nil");
    server.session = first;
    expect(server.send("GET a")).toBe('"3"');
    expect(server.send("GET b")).toBe("nil3");
  });
});
