// CONFIG SET of what the server listens on, with real sockets on the loopback.

import { createServer } from "node:net";
import type { TLSSocket } from "node:tls";
import { freePort } from "segcache-free-port";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Certificates } from "../test/support/certificates.ts";
import { createState } from "../test/support/harness.ts";
import { hasProgram } from "../test/support/programs.ts";
import { RawClient } from "../test/support/raw-client.ts";
import type { Config } from "./config.ts";
import { Server } from "./server.ts";
import type { ServerState } from "./server-state.ts";
import { SystemClock } from "./sources/clock.ts";

let state: ServerState;
let server: Server;
let client: RawClient;
let port = 0;

async function start(config: Partial<Config> = {}): Promise<void> {
  port = await freePort();
  state = createState({ port, ...config }, new SystemClock(), { clientsMax: 20_000 });
  server = new Server(state);
  await server.listen();
  client = await RawClient.open(port);
}
beforeEach(() => start());
afterEach(async () => {
  client.destroy();
  await server.close();
});

/** The reply to PING of a new client, or why it cannot connect. */
async function ping(atPort: number, host = "127.0.0.1"): Promise<string> {
  try {
    const one = await RawClient.open(atPort, host);
    const reply = await one.request("PING");
    one.destroy();
    return reply;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

function refused(name: string, problem: string): string {
  return `-ERR CONFIG SET failed (possibly related to argument '${name}') - ${problem}`;
}

const CANNOT_LISTEN = "Unable to listen on this port. Check server logs.";
const CANNOT_BIND = "Failed to bind to specified addresses.";
const CANNOT_USE_TLS = "Unable to update TLS configuration. Check server logs.";

describe("the port", () => {
  test("changes for new clients; those connected stay, and their replies keep their order", async () => {
    const next = await freePort();
    client.socket.write(`SET a 1\r\nCONFIG SET port ${next}\r\nGET a\r\nCONFIG GET port\r\n`);
    const replies = [await client.reply(), await client.reply(), await client.reply(), await client.reply()];
    expect(replies).toEqual(["+OK", "+OK", '"1"', `["port", "${next}"]`]);
    expect(await ping(next)).toBe("+PONG");
    expect(await ping(port)).toBe("ECONNREFUSED");
    expect(await client.request("INFO server")).toContain(`tcp_port:${next}\\r`);
  });

  test("changes before errors of later requests are told", async () => {
    client.socket.write(`CONFIG SET port ${await freePort()}\r\nNOSUCH\r\nGET\r\nPING\r\n`);
    const replies = [await client.reply(), await client.reply(), await client.reply(), await client.reply()];
    expect(replies).toEqual(["+OK", expect.stringMatching("unknown"), expect.stringMatching("wrong number"), "+PONG"]);
  });

  test("that is taken is refused, and nothing changes", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port: other } = taken.address() as { port: number };
    expect(await client.request(`CONFIG SET timeout 77 port ${other}`)).toBe(refused("port", CANNOT_LISTEN));
    await new Promise((resolve) => taken.close(resolve));
    expect(await client.request("CONFIG GET port timeout")).toBe(`["port", "${port}", "timeout", "0"]`);
    expect(await ping(port)).toBe("+PONG");
    expect(await ping(other)).toBe("ECONNREFUSED");
    expect(await client.request("INFO errorstats")).toContain("errorstat_ERR:count=1\\r");
    expect(await client.request("INFO commandstats")).toMatch(/cmdstat_config\|set:[^\\]*failed_calls=1\\r/);
  });

  test("stays when another setting beside it is refused", async () => {
    const next = await freePort();
    expect(await client.request(`CONFIG SET port ${next} maxclients 20001`)).toMatch(/'maxclients'/);
    expect(await ping(port)).toBe("+PONG");
    expect(await ping(next)).toBe("ECONNREFUSED");
  });

  test("cannot be switched off when nothing else is left", async () => {
    expect(await client.request("CONFIG SET port 0")).toMatch(
      /^-ERR CONFIG SET failed .*'port'.* nothing to listen on/,
    );
    expect(await ping(port)).toBe("+PONG");
  });

  test("that several change at once is the last one's", async () => {
    const second = await RawClient.open(port);
    const ports = [await freePort(), await freePort()];
    const replies = [client.request(`CONFIG SET port ${ports[0]}`), second.request(`CONFIG SET port ${ports[1]}`)];
    expect(await Promise.all(replies)).toEqual(["+OK", "+OK"]);
    second.destroy();
    const inForce = state.config.port;
    expect(ports).toContain(inForce);
    expect(await ping(inForce)).toBe("+PONG");
    for (const other of [port, ...ports.filter((one) => one !== inForce)])
      expect(await ping(other)).toBe("ECONNREFUSED");
  });

  test("is not changed by a transaction, where no reply can come later", async () => {
    const next = await freePort();
    client.socket.write(`MULTI\r\nCONFIG SET port ${next}\r\nPING\r\nEXEC\r\n`);
    for (const reply of ["+OK", "+QUEUED", "+QUEUED"]) expect(await client.reply()).toBe(reply);
    expect(await client.reply()).toMatch(/^\[-ERR CONFIG SET of addresses, ports .* in a transaction, \+PONG\]$/);
    expect(await ping(port)).toBe("+PONG");
  });

  test("changes without a word for a client that wants none", async () => {
    const next = await freePort();
    client.socket.write(`CLIENT REPLY OFF\r\nCONFIG SET port ${next}\r\nCLIENT REPLY ON\r\nPING\r\n`);
    expect([await client.reply(), await client.reply()]).toEqual(["+OK", "+PONG"]);
    expect(await ping(next)).toBe("+PONG");
  });

  test("changes also when the client that asked is gone", async () => {
    const next = await freePort();
    client.socket.write(`CONFIG SET port ${next}\r\n`);
    client.socket.end();
    while ((await ping(next)) !== "+PONG");
  });
});

describe("bind", () => {
  test("adds and removes addresses without touching those that stay", async () => {
    expect(await client.request('CONFIG SET bind "127.0.0.1 127.0.0.2"')).toBe("+OK");
    expect([await ping(port), await ping(port, "127.0.0.2")]).toEqual(["+PONG", "+PONG"]);
    expect(await client.request("CONFIG SET bind 127.0.0.2")).toBe("+OK");
    expect([await ping(port), await ping(port, "127.0.0.2")]).toEqual(["ECONNREFUSED", "+PONG"]);
    expect(await client.request("CONFIG GET bind")).toBe('["bind", "127.0.0.2"]');
  });

  test("goes from one address to all of them and back, though neither can open beside the other", async () => {
    expect(await client.request("CONFIG SET bind *")).toBe("+OK");
    expect([await ping(port), await ping(port, "127.0.0.3")]).toEqual(["+PONG", "+PONG"]);
    expect(await client.request("CONFIG SET bind 127.0.0.1")).toBe("+OK");
    expect([await ping(port), await ping(port, "127.0.0.3")]).toEqual(["+PONG", "ECONNREFUSED"]);
  });

  test.each(["192.0.2.1", "127.0.0.1 192.0.2.1", "* 192.0.2.1"])(
    "%s cannot be had: all stays as it was",
    async (bind) => {
      expect(await client.request(`CONFIG SET bind "${bind}"`)).toBe(refused("bind", CANNOT_BIND));
      expect([await ping(port), await ping(port, "127.0.0.3")]).toEqual(["+PONG", "ECONNREFUSED"]);
      expect(await client.request("CONFIG GET bind")).toBe('["bind", "127.0.0.1"]');
      expect(await client.request("CONFIG SET bind 127.0.0.3")).toBe("+OK");
      expect([await ping(port), await ping(port, "127.0.0.3")]).toEqual(["ECONNREFUSED", "+PONG"]);
    },
  );
});

describe.skipIf(!hasProgram("openssl", "openssl"))("TLS", () => {
  let files: Certificates;
  beforeAll(() => {
    files = new Certificates();
  });
  afterAll(() => files?.remove());

  /** Who answers there, by the common name of the certificate; "refused" if nobody lets this client in. */
  async function nameAt(tlsPort: number): Promise<string> {
    try {
      const one = await RawClient.openTls({ port: tlsPort, rejectUnauthorized: false });
      const subject = String((one.socket as TLSSocket).getPeerCertificate().subject.CN);
      expect(await one.request("PING")).toBe("+PONG");
      one.destroy();
      return subject;
    } catch {
      return "refused";
    }
  }

  function switchOn(tlsPort: number): Promise<string> {
    const { certFile, keyFile } = files.server;
    const names = `tls-port ${tlsPort} tls-cert-file ${certFile} tls-key-file ${keyFile} tls-auth-clients no`;
    return client.request(`CONFIG SET ${names}`);
  }

  test("is switched on, its certificate exchanged, its port changed, and switched off", async () => {
    const [tlsPort, next] = [await freePort(), await freePort()];
    expect(await switchOn(tlsPort)).toBe("+OK");
    const before = await nameAt(tlsPort);
    const { certFile, keyFile } = files.client;
    expect(await client.request(`CONFIG SET tls-cert-file ${certFile} tls-key-file ${keyFile}`)).toBe("+OK");
    const after = await nameAt(tlsPort);
    expect(after).not.toBe(before);
    expect([before, after]).not.toContain("refused");
    expect(await client.request(`CONFIG SET tls-port ${next}`)).toBe("+OK");
    expect([await nameAt(tlsPort), await nameAt(next)]).toEqual(["refused", after]);
    expect(await client.request("CONFIG SET tls-port 0")).toBe("+OK");
    expect(await nameAt(next)).toBe("refused");
    expect(await ping(port)).toBe("+PONG");
  });

  test("asks for certificates, and does not any more", async () => {
    const tlsPort = await freePort();
    expect(await switchOn(tlsPort)).toBe("+OK");
    const name = await nameAt(tlsPort);
    const { certFile } = files.authority;
    expect(await client.request(`CONFIG SET tls-ca-cert-file ${certFile} tls-auth-clients yes`)).toBe("+OK");
    expect(await nameAt(tlsPort)).toBe("refused");
    expect(await client.request("CONFIG SET tls-auth-clients no")).toBe("+OK");
    expect(await nameAt(tlsPort)).toBe(name);
  });

  test("is not switched on without a certificate, nor given one that does not fit", async () => {
    const tlsPort = await freePort();
    expect(await client.request(`CONFIG SET tls-port ${tlsPort}`)).toBe(refused("tls-port", CANNOT_USE_TLS));
    expect(await nameAt(tlsPort)).toBe("refused");
    expect(await switchOn(tlsPort)).toBe("+OK");
    const name = await nameAt(tlsPort);
    for (const file of ["/nosuch/file", files.client.certFile]) {
      const reply = await client.request(`CONFIG SET tls-cert-file ${file}`);
      expect(reply).toBe(refused("tls-cert-file", CANNOT_USE_TLS));
      expect(await nameAt(tlsPort)).toBe(name);
    }
    expect(state.config["tls-cert-file"]).toBe(files.server.certFile);
  });
});
