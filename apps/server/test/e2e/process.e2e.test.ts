// The program from outside: starting, refusing to start, obeying signals, surviving bad peers.

import { readFileSync } from "node:fs";
import { freePort } from "segcache-free-port";
import { afterEach, describe, expect, test } from "vitest";
import { accepting } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";
import { encodeRequest } from "../support/requests.ts";
import { type Exit, ServerProcess } from "../support/server-process.ts";

const running: ServerProcess[] = [];

async function start(...args: string[]): Promise<ServerProcess> {
  const server = await ServerProcess.start(...args);
  running.push(server);
  return server;
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop("SIGKILL");
});

describe("starting", () => {
  test("logs JSON, and one line that says it is ready, where, and with how much memory", async () => {
    const server = await start("--maxmemory", "32mb");
    const lines = server.stdout.trimEnd().split("\n");
    const ready = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => "maxmemory" in line);
    expect(ready).toMatchObject({ address: "127.0.0.1", port: server.port, maxmemory: 32 * 1024 ** 2 });
    expect(ready?.msg).toBe(`ready to accept connections on 127.0.0.1:${server.port}, maxmemory 32.00M`);
    const client = await RawClient.open(server.port);
    expect(await client.request("CONFIG GET maxmemory")).toBe(`["maxmemory", "${32 * 1024 ** 2}"]`);
    client.destroy();
  });

  test("--loglevel warning logs nothing of an ordinary life", async () => {
    const port = await freePort();
    const server = new ServerProcess(port, ["--port", String(port), "--loglevel", "warning"]);
    running.push(server);
    const client = await accepting(port);
    expect(await client.request("PING")).toBe("+PONG");
    client.destroy();
    expect(await server.stop()).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  test("what Node itself is to load first is loaded in every thread", async () => {
    const port = await freePort();
    const told = 'import { threadId } from "node:worker_threads"; console.log("loaded in thread", threadId);';
    const nodeOptions = ["--import", `data:text/javascript,${told}`];
    const server = new ServerProcess(port, ["--port", String(port), "--threads", "2"], { nodeOptions });
    running.push(server);
    await Promise.all(["0", "1", "2"].map((thread) => server.until(`loaded in thread ${thread}\n`)));
  });

  test("--version prints the package's version", async () => {
    const description: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    const { stdout, code } = await ServerProcess.run("--version");
    expect(description).toMatchObject({ version: stdout.trimEnd().replace("segcache-server ", "") });
    expect(code).toBe(0);
  });

  test("--help prints the options", async () => {
    const { stdout, code } = await ServerProcess.run("--help");
    expect(stdout).toMatch(/^Usage: segcache-server /);
    expect(stdout).toContain("--maxmemory-policy <choice>");
    expect(code).toBe(0);
  });
});

describe.skipIf(process.platform !== "linux")("open files", () => {
  test("maxclients is lowered to what the system allows, with a warning", async () => {
    const port = await freePort();
    const server = new ServerProcess(port, ["--port", String(port), "--threads", "1"], { openFilesMax: 300 });
    running.push(server);
    const client = await accepting(port);
    expect(await client.request("CONFIG GET maxclients")).toBe('["maxclients", "236"]');
    expect(await client.request("CONFIG SET maxclients 237")).toMatch(/try with 236$/);
    expect(server.stdout).toContain("maxclients lowered to what the system can open");
    client.destroy();
  });
});

describe("refusing to start", () => {
  function expectRefusal(exit: Exit, problem: RegExp): void {
    expect(exit.stderr).toMatch(problem);
    expect(exit.stderr.split("\n")).toHaveLength(2); // one line and its end
    expect(exit.stdout).toBe("");
    expect(exit.code).toBe(1);
  }

  test.each([
    [["--nosuch", "1"], /^segcache-server: unknown option '--nosuch', see --help\n$/],
    [["--port"], /^segcache-server: option '--port' needs a value\n$/],
    [["--port", "x"], /^segcache-server: option '--port x': argument couldn't be parsed into an integer\n$/],
    [["--maxmemory", "lots"], /^segcache-server: option '--maxmemory lots': argument must be a memory value\n$/],
    [["--maxmemory", "1kb"], /^segcache-server: maxmemory must be at least \d+ bytes/],
    [["--segment-size", "1000"], /^segcache-server: segment-size must be /],
    [
      ["--maxmemory-policy", "lru"],
      /^segcache-server: option '--maxmemory-policy lru': argument\(s\) must be one of the following: none, .*fifo/,
    ],
    [["nosuch.conf"], /^segcache-server: cannot read the config file nosuch\.conf: there is no such file\n$/],
    [
      ["--bind", "192.0.2.1"],
      /^segcache-server: cannot listen on 192\.0\.2\.1:\d+: this machine has no such address\n$/,
    ],
  ])("%j", async (args, problem) => {
    expectRefusal(await ServerProcess.run(...args), problem);
  });

  test("a port in use", async () => {
    const first = await start();
    const second = await ServerProcess.run("--port", String(first.port));
    expectRefusal(second, /^segcache-server: cannot listen on 127\.0\.0\.1:\d+: the address is already in use\n$/);
  });
});

describe("signals", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("%s ends it with exit code 0", async (signal) => {
    const server = await start();
    const idle = await RawClient.open(server.port);
    expect(await idle.request("SET a 1")).toBe("+OK");
    const exit = await server.stop(signal);
    expect(exit).toMatchObject({ code: 0, signal: null, stderr: "" });
    await idle.closed();
  });

  test("what was received is answered first", async () => {
    const server = await start();
    const client = await RawClient.open(server.port);
    await client.request("PING");
    const count = 2000;
    client.socket.write(Buffer.concat(Array.from({ length: count }, () => encodeRequest(["INCR", "n"]))));
    for (let i = 1; i <= 10; i++) expect(await client.reply()).toBe(`:${i}`);
    const exit = await server.stop();
    for (let i = 11; i <= count; i++) expect(await client.reply()).toBe(`:${i}`);
    await client.closed();
    expect(exit.code).toBe(0);
  });

  test("SHUTDOWN ends it with exit code 0, after what others had sent", async () => {
    const server = await start();
    const client = await RawClient.open(server.port);
    const other = await RawClient.open(server.port);
    expect(await other.request("SET a 1")).toBe("+OK");
    client.socket.write("SHUTDOWN NOSAVE\r\nPING\r\n");
    await client.closed();
    expect(client.received).toBe("");
    expect(await server.exited).toMatchObject({ code: 0, signal: null, stderr: "" });
    await other.closed();
  });

  /** A client that asked for much and takes none of it, seen by the server to be stuck. */
  async function stuckClient(server: ServerProcess): Promise<RawClient> {
    const client = await RawClient.open(server.port);
    await client.request(`SET big ${"v".repeat(200_000)}`);
    client.socket.pause();
    client.socket.write(Buffer.concat(Array.from({ length: 400 }, () => encodeRequest(["GET", "big"]))));
    const observer = await RawClient.open(server.port);
    while (!/omem=[1-9]/.test(await observer.request("CLIENT LIST")));
    observer.destroy();
    return client;
  }

  test("a client that takes nothing does not keep it from ending", async () => {
    const server = await start();
    const client = await stuckClient(server);
    expect(await server.stop()).toMatchObject({ code: 0, signal: null });
    client.destroy();
  });

  test("a second signal forces the end", async () => {
    const server = await start();
    const client = await stuckClient(server);
    server.child.kill("SIGTERM");
    await server.until("stopping");
    expect(await server.stop("SIGINT")).toMatchObject({ code: 1 });
    client.destroy();
  });
});

describe("a defect", () => {
  /** The place in the sources that DEBUG PANIC throws at, as a line of a stack has it. */
  const PLACE = /apps\/server\/src\/commands\/debug\.ts:\d+:\d+\)/;

  async function panic(...args: string[]): Promise<ServerProcess> {
    const server = await start("--enable-debug-command", "local", ...args);
    const client = await RawClient.open(server.port);
    client.socket.write("DEBUG PANIC\r\n");
    await client.closed();
    return server;
  }

  test("of a server of one thread ends it and tells the place in the sources", async () => {
    const server = await panic("--threads", "1");
    expect((await server.exited).stderr).toMatch(PLACE);
  });

  test("of one of several threads tells its place in the log", async () => {
    const server = await panic("--threads", "2");
    await server.until("a thread crashed");
    expect(server.stdout).toMatch(PLACE);
  });
});

describe("bad company", () => {
  test("garbage closes one connection, the others go on", async () => {
    const server = await start();
    const good = await RawClient.open(server.port);
    await good.request("SET a 1");
    const streams = [
      "GET a\r\n*1\r\n$-5\r\n",
      "*2\r\n$3\r\nGET\r\n:1\r\n",
      '"\r\n',
      "\u0016\u0003\u0001\u0002\u0000\r\n",
    ];
    for (const bytes of streams) {
      const bad = await RawClient.open(server.port);
      bad.socket.end(Buffer.from(bytes, "latin1"));
      await bad.closed();
      expect(bad.received).toMatch(/-ERR (Protocol error|unknown command)/);
      expect(await good.request("GET a")).toBe('"1"');
    }
    good.destroy();
  });

  test("connections that vanish in the middle of everything leave it unharmed", async () => {
    const server = await start();
    for (let i = 0; i < 50; i++) {
      const client = await RawClient.open(server.port);
      client.socket.write(Buffer.concat([encodeRequest(["SET", "a", "1"]), Buffer.from("*2\r\n$3\r\nGE")]));
      client.socket.resetAndDestroy();
    }
    const client = await RawClient.open(server.port);
    expect(await client.request("PING")).toBe("+PONG");
    client.destroy();
    expect((await server.stop()).code).toBe(0);
  });

  test("it goes on when nobody reads its output any more and its input ends", async () => {
    const server = await start("--loglevel", "debug");
    server.child.stdout?.destroy();
    server.child.stderr?.destroy();
    server.child.stdin?.destroy();
    for (let i = 0; i < 20; i++) {
      const client = await RawClient.open(server.port); // each connection is a line of the log
      expect(await client.request("INCR n")).toBe(`:${i + 1}`);
      client.destroy();
    }
    server.child.kill("SIGTERM");
    const code = await new Promise((resolve) => server.child.once("exit", resolve));
    expect(code).toBe(0);
  });
});
