// Real sockets on the loopback: several addresses, the Unix socket, TLS.

import { mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConnectionOptions } from "node:tls";
import { freePort } from "segcache-free-port";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Certificates } from "../test/support/certificates.ts";
import { createState } from "../test/support/harness.ts";
import { hasProgram } from "../test/support/programs.ts";
import { RawClient } from "../test/support/raw-client.ts";
import type { Config } from "./config.ts";
import type { Listening } from "./listeners.ts";
import { Server } from "./server.ts";
import type { ServerState } from "./server-state.ts";
import { SystemClock } from "./sources/clock.ts";
import { startupProblemOf } from "./startup-problem.ts";

let directory = "";
let state: ServerState;
const servers: Server[] = [];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "listeners-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function start(config: Partial<Config>): Promise<Listening> {
  state = createState({ port: 0, ...config }, new SystemClock());
  const server = new Server(state);
  servers.push(server);
  return server.listen();
}

async function problemOf(config: Partial<Config>): Promise<string | undefined> {
  return start(config).then(
    () => "it started",
    (error: unknown) => startupProblemOf(error),
  );
}

describe("addresses", () => {
  test("several share the port, and each is served", async () => {
    const { port, endpoints } = await start({ bind: ["127.0.0.1", "127.0.0.2"] });
    expect(endpoints).toEqual([`127.0.0.1:${port}`, `127.0.0.2:${port}`]);
    for (const host of ["127.0.0.1", "127.0.0.2"]) {
      const client = await RawClient.open(port, host);
      expect(await client.request("PING")).toBe("+PONG");
      client.destroy();
    }
  });

  test("an optional one may be missing, another may not", async () => {
    const { endpoints, port } = await start({ bind: ["127.0.0.1", "-192.0.2.1"] });
    expect(endpoints).toEqual([`127.0.0.1:${port}`]);
    expect(await problemOf({ bind: ["127.0.0.1", "192.0.2.1"] })).toMatch(
      /^cannot listen on 192\.0\.2\.1:\d+: this mach/,
    );
  });

  test("when one cannot be opened none stays open", async () => {
    const port = await freePort();
    await problemOf({ port, bind: ["127.0.0.1", "192.0.2.1"] });
    await expect(RawClient.open(port)).rejects.toThrow("ECONNREFUSED");
  });
});

describe("the Unix socket", () => {
  test("serves beside the port, with the permissions asked for, and goes with the server", async () => {
    const path = join(directory, "a.sock");
    await start({ port: await freePort(), unixsocket: path, unixsocketperm: 0o700 });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    const client = await RawClient.openPath(path);
    expect(await client.request("SET a 1")).toBe("+OK");
    expect(await client.request("CLIENT INFO")).toContain(`addr=${path}:0 laddr=${path}:0 `);
    client.destroy();
    await servers.pop()?.close();
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test("can be all there is", async () => {
    const path = join(directory, "only.sock");
    expect(await start({ unixsocket: path })).toEqual({ address: path, port: 0, endpoints: [path] });
  });

  test("what a crashed server left is replaced; a living server and other files are not", async () => {
    const path = join(directory, "stale.sock");
    const crashed = createServer().listen(path);
    await new Promise((resolve) => crashed.once("listening", resolve));
    expect(await problemOf({ unixsocket: path })).toBe(`cannot listen on ${path}: the address is already in use`);
    const file = join(directory, "file");
    writeFileSync(file, "precious");
    expect(await problemOf({ unixsocket: file })).toBe(`cannot listen on ${file}: the address is already in use`);
    // A socket whose server is gone, but whose name is not: renamed, it is not removed at close.
    const left = join(directory, "left.sock");
    renameSync(path, left);
    await new Promise((resolve) => crashed.close(resolve));
    expect(await start({ unixsocket: left })).toMatchObject({ address: left });
  });
});

describe.skipIf(!hasProgram("openssl", "openssl"))("TLS", () => {
  let files: Certificates;
  beforeAll(() => {
    files = new Certificates();
  });
  afterAll(() => files?.remove());

  async function startTls(clients: Config["tls-auth-clients"], config: Partial<Config> = {}): Promise<number> {
    const port = await freePort();
    await start({
      "tls-port": port,
      "tls-cert-file": files.server.certFile,
      "tls-key-file": files.server.keyFile,
      "tls-ca-cert-file": files.authority.certFile,
      "tls-auth-clients": clients,
      ...config,
    });
    return port;
  }

  /** The reply to PING, or "refused". With TLS 1.3 a refusal may come after the client's side of the handshake. */
  async function pingOver(port: number, options: ConnectionOptions = {}): Promise<string> {
    try {
      const client = await RawClient.openTls({ port, ca: files.authority.cert, ...options });
      const reply = await client.request("PING");
      client.destroy();
      return reply;
    } catch {
      return "refused";
    }
  }

  test.each([
    ["no", "+PONG", "+PONG", "+PONG"],
    ["optional", "+PONG", "+PONG", "refused"],
    ["yes", "refused", "+PONG", "refused"],
  ] as const)("tls-auth-clients %s", async (clients, without, known, unknown) => {
    const port = await startTls(clients);
    expect(await pingOver(port)).toBe(without);
    expect(await pingOver(port, { cert: files.client.cert, key: files.client.key })).toBe(known);
    expect(await pingOver(port, { cert: files.stranger.cert, key: files.stranger.key })).toBe(unknown);
  });

  test("runs beside the plain port, and instead of it", async () => {
    const port = await freePort();
    const tlsPort = await startTls("no", { port });
    const plain = await RawClient.open(port);
    expect(await plain.request("PING")).toBe("+PONG");
    plain.destroy();
    expect(await pingOver(tlsPort)).toBe("+PONG");
    const alone = await startTls("no");
    expect(await pingOver(alone)).toBe("+PONG");
  });

  test("CLIENT INFO tells the socket's number, with TLS and without", async () => {
    const path = join(directory, "numbered.sock");
    const port = await freePort();
    const tlsPort = await startTls("no", { port, unixsocket: path });
    const clients = [
      await RawClient.open(port),
      await RawClient.openTls({ port: tlsPort, ca: files.authority.cert }),
      await RawClient.openPath(path),
    ];
    const infos = await Promise.all(clients.map((client) => client.request("CLIENT INFO")));
    const numbers = infos.map((info) => Number(/ fd=(-?\d+) /.exec(info)?.[1]));
    expect(new Set(numbers).size).toBe(clients.length);
    for (const number of numbers) expect(number).toBeGreaterThan(2);
    for (const client of clients) client.destroy();
  });

  test("carries large values and long pipelines", async () => {
    const port = await startTls("no", { maxmemory: 64 * 1024 ** 2 });
    const client = await RawClient.openTls({ port, ca: files.authority.cert });
    const value = "v".repeat(200_000);
    expect(await client.request(`SET big ${value}`)).toBe("+OK");
    client.socket.write("GET big\r\n".repeat(50));
    for (let i = 0; i < 50; i++) expect(await client.reply()).toBe(`"${value}"`);
    client.destroy();
  });

  test("plain text on the TLS port ends that connection alone", async () => {
    const port = await startTls("no");
    const plain = await RawClient.open(port);
    plain.socket.write("PING\r\n");
    await plain.closed();
    expect(await pingOver(port)).toBe("+PONG");
  });

  test("unfinished handshakes count against maxclients, and do not keep the server from stopping", async () => {
    const port = await startTls("no", { maxclients: 3 });
    const idle = Array.from({ length: 3 }, () => connect(port, "127.0.0.1").on("error", () => {}));
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
    expect(await pingOver(port)).toBe("refused");
    idle.pop()?.destroy();
    while ((await pingOver(port)) !== "+PONG");
    await servers.pop()?.close();
    for (const socket of idle) socket.destroy();
  });

  test.each([
    ["tls-cert-file", "/nosuch/file", /^cannot read tls-cert-file \/nosuch\/file: ENOENT$/],
    ["tls-key-file", "certificate", /^tls-cert-file, tls-key-file or tls-ca-cert-file cannot be used: /],
  ] as const)("a wrong %s is told in one line", async (name, path, problem) => {
    const file = path === "certificate" ? files.server.certFile : path;
    expect(
      await problemOf({
        "tls-port": await freePort(),
        "tls-cert-file": files.server.certFile,
        "tls-key-file": files.server.keyFile,
        "tls-auth-clients": "no",
        [name]: file,
      }),
    ).toMatch(problem);
  });
});
