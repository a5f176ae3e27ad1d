// Passwords, TLS and the Unix socket, as Redis's own tools and client libraries use them.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { freePort } from "segcache-free-port";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Certificates } from "../support/certificates.ts";
import { hasProgram } from "../support/programs.ts";
import { ServerProcess } from "../support/server-process.ts";

const run = promisify(execFile);
const hasTools = hasProgram("redis-cli") && hasProgram("redis-benchmark") && hasProgram("openssl", "openssl");

describe.skipIf(!hasTools)("a server with a password, TLS and a Unix socket", () => {
  let files: Certificates;
  let server: ServerProcess;
  let tlsPort = 0;
  let path = "";
  let tls: string[] = [];
  beforeAll(async () => {
    files = new Certificates();
    tlsPort = await freePort();
    path = join(files.directory, "server.sock");
    const certificates = ["--tls-cert-file", files.server.certFile, "--tls-key-file", files.server.keyFile];
    const authority = ["--tls-ca-cert-file", files.authority.certFile, "--tls-auth-clients", "optional"];
    const tlsOptions = ["--tls-port", String(tlsPort), ...certificates, ...authority];
    server = await ServerProcess.start("--requirepass", "secret", "--unixsocket", path, ...tlsOptions);
    tls = ["-p", String(tlsPort), "--tls", "--cacert", files.authority.certFile];
  });
  afterAll(async () => {
    const exit = await server?.stop();
    files?.remove();
    expect(exit?.code).toBe(0);
  });

  async function cli(...args: string[]): Promise<string> {
    const { stdout } = await run("redis-cli", ["--no-auth-warning", ...args]);
    return stdout.trimEnd();
  }

  test("redis-cli with and without the password", async () => {
    const port = ["-p", String(server.port)];
    expect(await cli(...port, "GET", "a")).toBe("NOAUTH Authentication required.");
    expect(await cli(...port, "-a", "secret", "SET", "a", "1")).toBe("OK");
    expect(await cli(...port, "--user", "default", "--pass", "secret", "GET", "a")).toBe("1");
    expect(await cli(...port, "-3", "-a", "secret", "GET", "a")).toBe("1");
  });

  test("redis-cli over TLS, with and without a certificate", async () => {
    expect(await cli(...tls, "-a", "secret", "SET", "t", "1")).toBe("OK");
    const own = ["--cert", files.client.certFile, "--key", files.client.keyFile];
    expect(await cli(...tls, ...own, "-a", "secret", "GET", "t")).toBe("1");
  });

  test("redis-cli over the Unix socket", async () => {
    expect(await cli("-s", path, "-a", "secret", "PING")).toBe("PONG");
  });

  test("redis-benchmark over TLS", async () => {
    const args = [...tls, "-a", "secret", "-t", "set,get", "-n", "5000", "-P", "8", "-q"];
    const { stdout } = await run("redis-benchmark", args);
    for (const name of ["SET", "GET"]) expect(stdout).toMatch(new RegExp(`${name}: [\\d.]+ requests per second`));
  });

  test("ioredis over TLS and over the Unix socket", async () => {
    const overTls = new Redis({ port: tlsPort, password: "secret", tls: { ca: files.authority.cert } });
    expect(await overTls.set("io", "1")).toBe("OK");
    overTls.disconnect();
    const overPath = new Redis({ path, password: "secret" });
    expect(await overPath.get("io")).toBe("1");
    overPath.disconnect();
  });

  test("ioredis without the password is told", async () => {
    const redis = new Redis({ port: server.port, retryStrategy: null });
    redis.on("error", () => {});
    await expect(redis.get("a")).rejects.toThrow(/^NOAUTH /);
    redis.disconnect();
  });

  test("node-redis over TLS", async () => {
    const socket = { tls: true, port: tlsPort, host: "127.0.0.1", ca: files.authority.cert } as const;
    const client = createClient({ password: "secret", socket });
    await client.connect();
    expect(await client.set("nr", "1")).toBe("OK");
    await client.close();
  });
});
