import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { parseRunOptions } from "../options/run-options.ts";
import type { Answer, Connection, Target } from "./driver.ts";
import { rawDriver } from "./raw.ts";

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  sockets.clear();
});

/** A server that does what it is told with every chunk. */
async function serve(onChunk: (text: string, socket: Socket) => void): Promise<Target> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => onChunk(chunk.toString("latin1"), socket));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return { ...parseRunOptions([]).target, port };
}

interface Settled {
  readonly error: string | undefined;
  readonly answer: Answer;
}

function asked(ask: (done: (error: Error | undefined, answer: Answer) => void) => void): Promise<Settled> {
  return new Promise((resolve) => ask((error, answer) => resolve({ error: error?.message, answer })));
}

async function connectedTo(target: Target): Promise<Connection> {
  return rawDriver.connect(target);
}

describe("the raw driver", () => {
  test("writes each request as RESP and all of one turn together", async () => {
    const received: string[] = [];
    const replies = ["+PONG\r\n", "$2\r\nhi\r\n+OK\r\n+OK\r\n:1\r\n:5\r\n:0\r\n*2\r\n$1\r\na\r\n$-1\r\n"];
    const target = await serve((text, socket) => {
      received.push(text);
      socket.write(replies.shift() ?? "");
    });
    const connection = await connectedTo(target);
    const value = Buffer.from([0xff, 0x0d, 0x0a]);
    const settled = await Promise.all([
      asked((done) => connection.get("kä", done)),
      asked((done) => connection.set("k", value, 0, done)),
      asked((done) => connection.set("k", value, 1500, done)),
      asked((done) => connection.del("k", done)),
      asked((done) => connection.incr("n", done)),
      asked((done) => connection.expire("k", 60_000, done)),
      asked((done) => connection.mget(["a", "b"], done)),
    ]);
    connection.destroy("done");
    const set = "$3\r\nSET\r\n$1\r\nk\r\n$3\r\n\xff\r\n\r\n";
    expect(received).toEqual([
      "*1\r\n$4\r\nPING\r\n",
      [
        "*2\r\n$3\r\nGET\r\n$3\r\nk\xc3\xa4\r\n",
        `*3\r\n${set}`,
        `*5\r\n${set}$2\r\nPX\r\n$4\r\n1500\r\n`,
        "*2\r\n$3\r\nDEL\r\n$1\r\nk\r\n",
        "*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n",
        "*3\r\n$7\r\nPEXPIRE\r\n$1\r\nk\r\n$5\r\n60000\r\n",
        "*3\r\n$4\r\nMGET\r\n$1\r\na\r\n$1\r\nb\r\n",
      ].join(""),
    ]);
    expect(settled.map(({ error }) => error)).toEqual(new Array(7).fill(undefined));
    expect(settled[0]?.answer).toEqual(Buffer.from("hi"));
    expect(settled.slice(3).map(({ answer }) => answer)).toEqual([1, 5, 0, [Buffer.from("a"), null]]);
  });

  test("takes an error reply as the request's own, and large values whole", async () => {
    const large = "x".repeat(300_000);
    const target = await serve((text, socket) => {
      if (text.includes("PING")) socket.write("+PONG\r\n");
      else socket.write(`-OOM no room\r\n$${large.length}\r\n${large}\r\n`);
    });
    const connection = await connectedTo(target);
    const [first, second] = await Promise.all([
      asked((done) => connection.set("k", Buffer.alloc(10), 0, done)),
      asked((done) => connection.get("k", done)),
    ]);
    expect(first).toEqual({ error: "OOM no room", answer: null });
    expect(second?.answer).toHaveLength(300_000);
    expect(connection.isOpen).toBe(true);
    connection.destroy("done");
  });

  test.each([
    [[], ["*1\r\n$4\r\nPING\r\n"]],
    [
      ["--password", "p w"],
      ["*2\r\n$4\r\nAUTH\r\n$3\r\np w\r\n", "*1\r\n$4\r\nPING\r\n"],
    ],
    [
      ["--user", "u", "--password", "p"],
      ["*3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$1\r\np\r\n", "*1\r\n$4\r\nPING\r\n"],
    ],
  ])("greets with %j", async (typed, expected) => {
    const received: string[] = [];
    const target = await serve((text, socket) => {
      received.push(text);
      socket.write("+OK\r\n");
    });
    const connection = await connectedTo({ ...parseRunOptions(typed).target, port: target.port });
    connection.destroy("done");
    expect(received).toEqual(expected);
  });

  test("fails to connect with the reason in one line", async () => {
    const refusing = await serve((_, socket) => socket.write("-NOAUTH Authentication required.\r\n"));
    await expect(connectedTo(refusing)).rejects.toThrow(/^cannot connect to 127\.0\.0\.1:\d+: NOAUTH [^\n]+$/);
    const closing = await serve((_, socket) => socket.destroy());
    await expect(connectedTo(closing)).rejects.toThrow(/^cannot connect to [^\n]+: connection lost: /);
    const other = await serve((_, socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await expect(connectedTo(other)).rejects.toThrow(/: the server does not speak RESP2: /);
    const silent = await serve(() => {});
    await expect(connectedTo({ ...silent, timeoutMs: 20 })).rejects.toThrow(/: timed out$/);
    await expect(connectedTo({ ...silent, socket: "/missing.sock" })).rejects.toThrow("/missing.sock: no such socket");
  });

  test("requests under way when the connection breaks fail, and it stays closed", async () => {
    const target = await serve((text, socket) => {
      if (text.includes("PING")) socket.write("+PONG\r\n");
      else socket.destroy();
    });
    const connection = await connectedTo(target);
    const settled = await Promise.all([
      asked((done) => connection.get("a", done)),
      asked((done) => connection.get("b", done)),
    ]);
    for (const { error } of settled) expect(error).toMatch(/^connection lost: /);
    expect(connection.isOpen).toBe(false);
  });

  test("a destroyed connection says why", async () => {
    const target = await serve((text, socket) => {
      if (text.includes("PING")) socket.write("+PONG\r\n");
    });
    const connection = await connectedTo(target);
    const settled = asked((done) => connection.get("a", done));
    connection.destroy("no reply within 2 s");
    expect(await settled).toEqual({ error: "connection lost: no reply within 2 s", answer: null });
  });
});
