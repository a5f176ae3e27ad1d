// Where a server of several threads listens: ports shared by its threads and by nobody else, TLS, a Unix socket, changes while
// it runs; limits that hold for all threads together; logs of all in one file.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "segcache-free-port";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Certificates } from "../support/certificates.ts";
import { Crowd, clientsPerThread } from "../support/crowd.ts";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";

const THREADS = 2;
const RETRY_MS = 20;

let directory = "";
let files: Certificates;
beforeAll(() => {
  files = new Certificates();
  directory = mkdtempSync(join(tmpdir(), "threads-"));
});
afterAll(() => {
  files.remove();
  rmSync(directory, { recursive: true, force: true });
});

const running: ServerProcess[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop("SIGKILL");
});

async function start(...args: string[]): Promise<ServerProcess> {
  const server = await ServerProcess.start("--threads", String(THREADS), ...args);
  running.push(server);
  return server;
}

describe("ports", () => {
  test("another server cannot join by mistake", async () => {
    const server = await start();
    const other = await ServerProcess.run("--threads", "2", "--port", String(server.port));
    expect(other).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `segcache-server: cannot listen on 127.0.0.1:${server.port}: the address is already in use\n`,
    });
  });

  test("CONFIG SET port moves every thread, or none when the port is taken", async () => {
    const [server, neighbour] = [await start(), await start()];
    const client = await RawClient.open(server.port);
    expect(await client.request(`CONFIG SET port ${neighbour.port}`)).toMatch(/Unable to listen on this port/);
    const same = await Crowd.connect(server.port, THREADS);
    same.close();
    const port = await freePort();
    expect(await client.request(`CONFIG SET port ${port}`)).toBe("+OK");
    const moved = await Crowd.connect(port, THREADS);
    expect(new Set(await moved.all("CONFIG GET port"))).toEqual(new Set([`["port", "${port}"]`]));
    await expect(RawClient.open(server.port)).rejects.toThrow("ECONNREFUSED");
    moved.close();
    client.destroy();
  });

  test("a certificate that is none is one line, and exit code 1", async () => {
    const exit = await ServerProcess.run(
      ...["--threads", "2", "--port", "0", "--tls-port", String(await freePort())],
      ...["--tls-cert-file", "/dev/null", "--tls-key-file", "/dev/null", "--tls-auth-clients", "no"],
    );
    expect(exit.stderr).toMatch(/^segcache-server: tls-cert-file, .* cannot be used: .*\n$/);
    expect(exit).toMatchObject({ code: 1, stdout: "" });
  });

  test("TLS is served by every thread", async () => {
    const tlsPort = await freePort();
    await start(
      ...["--tls-port", String(tlsPort), "--tls-cert-file", files.server.certFile],
      ...["--tls-key-file", files.server.keyFile, "--tls-auth-clients", "no"],
    );
    const clients: RawClient[] = [];
    do {
      clients.push(await RawClient.openTls({ port: tlsPort, ca: files.authority.cert }));
      expect(await clients.at(-1)!.request("INCR n")).toBe(`:${clients.length}`);
    } while (Math.min(...(await clientsPerThread(clients[0]!, THREADS))) === 0);
    for (const client of clients) client.destroy();
  });

  test("a Unix socket is served beside them, and is gone in the end", async () => {
    const path = join(directory, "server.sock");
    const server = await start("--unixsocket", path);
    const local = await RawClient.openPath(path);
    const remote = await RawClient.open(server.port);
    expect(await remote.request("SET a 1")).toBe("+OK");
    expect(await local.request("GET a")).toBe('"1"');
    expect(await remote.request("CLIENT LIST")).toContain(`addr=${path}:0`);
    local.destroy();
    remote.destroy();
    expect((await server.stop()).code).toBe(0);
    expect(existsSync(path)).toBe(false);
  });
});

describe("limits", () => {
  test("maxclients is that of the whole server", async () => {
    const server = await start("--maxclients", "20");
    const clients = await Promise.all(Array.from({ length: 40 }, () => RawClient.open(server.port)));
    const replies = await Promise.all(clients.map((client) => client.request("PING").catch(() => "closed")));
    expect(replies.filter((reply) => reply === "+PONG")).toHaveLength(20);
    for (const client of clients) client.destroy();
  });

  test("maxmemory-clients closes those that hold most, of all threads", async () => {
    const server = await start("--maxmemory-clients", "2mb");
    const crowd = await Crowd.connect(server.port, THREADS);
    const argument = "x".repeat(100_000);
    for (const client of crowd.others) client.socket.write(`*3\r\n$3\r\nSET\r\n$1\r\na\r\n$200000\r\n${argument}`);
    const evicted = async (): Promise<number> => {
      return Number(/evicted_clients:(\d+)/.exec(await crowd.first.request("INFO stats"))?.[1]);
    };
    while ((await evicted()) === 0) await sleep(RETRY_MS);
    const closed = async (): Promise<number> => crowd.clients.filter((client) => client.isClosed).length;
    while ((await closed()) < (await evicted())) await sleep(RETRY_MS);
    expect(await closed()).toBeLessThan(crowd.clients.length);
    crowd.close();
  });
});

describe("files", () => {
  test("the command log has whole lines of all threads", async () => {
    const path = join(directory, "commands.log");
    const server = await start("--command-log-file", path, "--command-log-sample", "1");
    const crowd = await Crowd.connect(server.port, THREADS);
    await crowd.all("SET key value");
    expect(await crowd.first.request("INFO segcache")).toContain(`command_log_lines:${crowd.clients.length}`);
    crowd.close();
    expect((await server.stop()).code).toBe(0);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines[0]).toMatch(/^# segcache command log 1/);
    const clients = lines.slice(2).map((line) => /^\d+\.\d{3},([0-9a-f]{16}),3,5,(\d+),set,0$/.exec(line)?.slice(1));
    expect(new Set(clients.map((one) => one?.[0])).size).toBe(1);
    expect(new Set(clients.map((one) => one?.[1])).size).toBe(crowd.clients.length);
  });

  test("the log tells which thread said something", async () => {
    const server = await start("--loglevel", "verbose");
    const crowd = await Crowd.connect(server.port, THREADS);
    crowd.close();
    await server.stop();
    const lines = server.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const accepted = lines.filter(({ msg }) => msg === "accepted a connection");
    expect(accepted).toHaveLength(crowd.clients.length);
    expect(new Set(accepted.map(({ thread }) => thread))).toEqual(new Set([1, 2]));
  });

  test("the metrics page counts all threads", async () => {
    const metricsPort = await freePort();
    const server = await start("--metrics-port", String(metricsPort));
    const crowd = await Crowd.connect(server.port, THREADS);
    await crowd.all("SET key value");
    const page = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(page).toContain(`segcache_commands_total{command="set"} ${crowd.clients.length}\n`);
    expect(page).toContain(`segcache_connections ${crowd.clients.length}\n`);
    expect(page).toMatch(/segcache_thread_connections\{thread="2"\} [1-9]/);
    expect(page).toContain("segcache_thread_crashes_total 0\n");
    crowd.close();
  });
});
