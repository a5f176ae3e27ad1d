// Over real sockets on the loopback, against a server in this process.

import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createState } from "../test/support/harness.ts";
import { ManualClock } from "../test/support/manual-clock.ts";
import { RawClient } from "../test/support/raw-client.ts";
import { encodeRequest } from "../test/support/requests.ts";
import type { Config } from "./config.ts";
import { OUTPUT_BYTES_MAX } from "./output-limits.ts";
import { Server } from "./server.ts";
import type { ServerState } from "./server-state.ts";
import { SystemClock } from "./sources/clock.ts";

let state: ServerState;
let server: Server;
let port = 0;

async function start(config: Partial<Config> = {}): Promise<void> {
  const complete = { port: 0, maxmemory: 64 * 1024 ** 2, ...config };
  const clock = new SystemClock();
  state = createState(complete, clock);
  server = new Server(state);
  port = (await server.listen()).port;
}

beforeEach(() => start());
afterEach(() => server.close());

describe("a connection", () => {
  test("answers a request cut anywhere", async () => {
    const client = await RawClient.open(port);
    const bytes = Buffer.concat([encodeRequest(["SET", "key", "value"]), encodeRequest(["GET", "key"])]);
    for (const byte of bytes) {
      client.socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.reply()).toBe("+OK");
    expect(await client.reply()).toBe('"value"');
    client.destroy();
  });

  test("answers a long pipeline in order", async () => {
    const client = await RawClient.open(port);
    const count = 5000;
    const requests = Array.from({ length: count }, (_, i) => encodeRequest(["ECHO", `text ${i}`]));
    client.socket.write(Buffer.concat(requests));
    for (let i = 0; i < count; i++) expect(await client.reply()).toBe(`"text ${i}"`);
    client.destroy();
  });

  test("answers in order a pipeline of which the last read of a turn brings one request", async () => {
    const client = await RawClient.open(port);
    const requests: Uint8Array[] = [];
    for (let bytes = 0; bytes < 65_536; bytes += requests.at(-1)!.length)
      requests.push(encodeRequest(["ECHO", `text ${requests.length}`.padEnd(1000)]));
    // What was sent while another request ran is read at once, a buffer full at a time.
    for (let round = 0; round < 20; round++) {
      client.socket.write(Buffer.concat(requests));
      for (let i = 0; i < requests.length; i++)
        expect((await client.reply()).trimEnd()).toMatch(new RegExp(`"text ${i} *"`));
    }
    client.destroy();
  });

  test("carries large values both ways", async () => {
    const client = await RawClient.open(port);
    const value = "v".repeat(200_000);
    expect(await client.request(`SET big ${value}`)).toBe("+OK");
    expect(await client.request("GET big")).toBe(`"${value}"`);
    client.destroy();
  });

  test("answers what was sent before the client closed its side", async () => {
    const client = await RawClient.open(port);
    client.socket.end("PING\r\nPING\r\n");
    expect(await client.reply()).toBe("+PONG");
    expect(await client.reply()).toBe("+PONG");
    await client.closed();
  });

  test("is forgotten when it closes", async () => {
    const client = await RawClient.open(port);
    await client.request("PING");
    expect(state.sessions.size).toBe(1);
    client.destroy();
    while (state.sessions.size > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

describe("connections that are served in one turn of the event loop", () => {
  test("are answered each with its own replies", async () => {
    const clients = await Promise.all(Array.from({ length: 40 }, () => RawClient.open(port)));
    for (let round = 0; round < 20; round++) {
      for (const [i, { socket }] of clients.entries()) socket.write(`ECHO ${i}.${round}\r\nECHO more\r\n`);
      for (const [i, client] of clients.entries()) {
        expect(await client.reply()).toBe(`"${i}.${round}"`);
        expect(await client.reply()).toBe('"more"');
      }
    }
    for (const client of clients) client.destroy();
  });

  test("are answered before they are killed by another, whose reply is its own", async () => {
    const victim = await RawClient.open(port);
    const killer = await RawClient.open(port);
    const id = (await victim.request("CLIENT ID")).slice(1);
    await killer.request("PING");
    const [first, second] = [...state.sessions.values()];
    // As if both had been read in one turn: the victim's reply has not left when the other's request runs.
    victim.socket.write("ECHO last\r\n");
    killer.socket.write(`ECHO mine\r\nCLIENT KILL ID ${id}\r\n`);
    expect(await victim.reply()).toBe('"last"');
    await victim.closed();
    expect(await killer.reply()).toBe('"mine"');
    expect(await killer.reply()).toBe(":1");
    expect([first!.id, second!.id]).toContain(Number(id));
    killer.destroy();
  });

  test("see a monitor's lines behind the reply to its MONITOR", async () => {
    const monitor = await RawClient.open(port);
    const other = await RawClient.open(port);
    await other.request("PING");
    monitor.socket.write("ECHO before\r\nMONITOR\r\n");
    other.socket.write("GET seen\r\n".repeat(10));
    expect(await monitor.reply()).toBe('"before"');
    expect(await monitor.reply()).toBe("+OK");
    for (let i = 0; i < 10; i++) expect(await other.reply()).toBe("nil");
    other.socket.write("SET seen 1\r\n");
    while (!(await monitor.reply()).includes('"SET"'));
    monitor.destroy();
    other.destroy();
  });

  test("tell CLIENT LIST of their own replies only", async () => {
    const talker = await RawClient.open(port);
    const asker = await RawClient.open(port);
    await asker.request("PING");
    talker.socket.write(`ECHO ${"x".repeat(5000)}\r\n`);
    asker.socket.write("ECHO 12345\r\nCLIENT LIST\r\n");
    await talker.reply();
    expect(await asker.reply()).toBe('"12345"');
    expect(await asker.reply()).toMatch(/ obl=11 .* cmd=client\|list /);
    talker.destroy();
    asker.destroy();
  });
});

describe("back-pressure", () => {
  const VALUE_BYTES = 200_000;
  const REQUESTS = 400;

  test("a client that does not read is neither read nor served beyond the limit, and loses nothing", async () => {
    const client = await RawClient.open(port);
    await client.request(`SET big ${"v".repeat(VALUE_BYTES)}`);
    client.socket.pause();
    const get = encodeRequest(["GET", "big"]);
    client.socket.write(Buffer.concat(Array.from({ length: REQUESTS }, () => get)));
    // Served until the system's socket buffers and ours are full; then nothing changes any more, however long we wait.
    const other = await RawClient.open(port);
    const [session] = state.sessions.values();
    let still = 0;
    for (let last = -1; still < 50; ) {
      await other.request("PING");
      const { outputBytes } = session!.peer;
      still = outputBytes === last && outputBytes > 0 ? still + 1 : 0;
      last = outputBytes;
    }
    const processed = state.metrics.commandsProcessed;
    await other.request("PING");
    expect(state.metrics.commandsProcessed).toBe(processed + 1);
    expect(session!.peer.outputBytes).toBeLessThan(2 * OUTPUT_BYTES_MAX + VALUE_BYTES);
    expect(state.metrics.outputBytes).toBeLessThan((REQUESTS / 2) * VALUE_BYTES);

    client.socket.resume();
    const replyBytes = `$${VALUE_BYTES}\r\n`.length + VALUE_BYTES + 2;
    await client.bytes(REQUESTS * replyBytes);
    expect(client.received.length).toBe(REQUESTS * replyBytes);
    client.received = "";
    expect(await client.request("PING")).toBe("+PONG");
    client.destroy();
    other.destroy();
  });
});

describe("limits", () => {
  test("above maxclients connections are refused in Redis's words", async () => {
    state.config.maxclients = 2;
    const first = await RawClient.open(port);
    const second = await RawClient.open(port);
    await first.request("PING");
    await second.request("PING");
    const third = await RawClient.open(port);
    expect(await third.reply()).toBe("-ERR max number of clients reached");
    await third.closed();
    expect(state.metrics.connectionsRejected).toBe(1);
    expect(await first.request("PING")).toBe("+PONG");
    first.destroy();
    second.destroy();
  });

  test("proto-max-bulk-len bounds an argument of a new connection", async () => {
    state.config["proto-max-bulk-len"] = 1024 ** 2;
    const client = await RawClient.open(port);
    client.socket.write("*2\r\n$3\r\nGET\r\n$1048577\r\n");
    expect(await client.reply()).toBe("-ERR Protocol error: invalid bulk length");
    await client.closed();
    expect(state.metrics.protocolErrors).toBe(1);
  });
});

describe("time", () => {
  const clock = new ManualClock();

  async function startWithManualClock(config: Partial<Config> = {}): Promise<void> {
    await server.close();
    state = createState({ port: 0, ...config }, clock);
    server = new Server(state);
    port = (await server.listen()).port;
  }

  test("timeout closes connections that were silent for longer", async () => {
    await startWithManualClock({ timeout: 60 });
    const silent = await RawClient.open(port);
    await silent.request("PING");
    clock.advance(59_000);
    const lively = await RawClient.open(port);
    await lively.request("PING");
    clock.advance(2000);
    await silent.closed();
    expect(await lively.request("PING")).toBe("+PONG");
    lively.destroy();
  });

  test("a client that does not close after QUIT is cut", async () => {
    await startWithManualClock();
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => {});
    socket.write("QUIT\r\n");
    const [reply] = (await once(socket, "data")) as [Buffer];
    expect(reply.toString()).toBe("+OK\r\n");
    expect(state.sessions.size).toBe(1);
    clock.advance(2000);
    while (state.sessions.size > 0) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
  });
});

describe("stopping", () => {
  test("answers what was received, flushes, closes, and accepts nobody new", async () => {
    const client = await RawClient.open(port);
    await client.request("PING");
    const count = 300;
    client.socket.write(Buffer.concat(Array.from({ length: count }, () => encodeRequest(["INCR", "n"]))));
    await server.close();
    for (let i = 1; i <= count; i++) expect(await client.reply()).toBe(`:${i}`);
    await client.closed();
    await expect(RawClient.open(port)).rejects.toThrow("ECONNREFUSED");
    await start(); // for afterEach
  });
});
