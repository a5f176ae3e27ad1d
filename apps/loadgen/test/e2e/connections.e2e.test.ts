// Every way to reach a server, with both drivers: Unix socket, password, TLS, threads, Redis Cluster.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "segcache-free-port";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/report/report-shape.ts";
import { makeCertificates } from "./certificates.ts";
import { type Ended, hasRedisServer, loadgen, RedisServer, until } from "./redis-server.ts";

describe.skipIf(!hasRedisServer())("segcache-loadgen reaches", () => {
  let folder: string;
  const servers: RedisServer[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "loadgen-e2e-"));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  async function start(...options: string[]): Promise<RedisServer> {
    const server = await RedisServer.start(...options);
    servers.push(server);
    return server;
  }

  /** Nodes talk over a port of their own, by default ten thousand above, which may be more than there are. */
  async function startNode(): Promise<ClusterNode> {
    const busPort = await freePort();
    return { server: await start("--cluster-enabled", "yes", "--cluster-port", `${busPort}`), busPort };
  }

  async function runFor(typed: string, env: NodeJS.ProcessEnv = {}): Promise<Ended & { report: Report }> {
    const json = join(folder, "report.json");
    const args = ["run", "--json", json, "--requests", "2000", "--clients", "4", ...typed.split(" ")];
    const ended = await loadgen(args, undefined, env);
    if (ended.exitCode !== 0) throw new Error(`exit code ${ended.exitCode}: ${ended.stderr}${ended.stdout}`);
    return { ...ended, report: JSON.parse(readFileSync(json, "utf8")) as Report };
  }

  test.each(["ioredis", "raw"])("a Unix socket with %s", async (driver) => {
    const socket = join(folder, `${driver}.sock`);
    const server = await start("--unixsocket", socket);
    const { report } = await runFor(`--driver ${driver} --socket ${socket}`);
    expect([report.target.address, report.operations.total]).toEqual([socket, 2000]);
    expect(await server.calls("get")).toBe(report.operations.get);
  });

  test.each(["ioredis", "raw"])("a server with users and passwords with %s", async (driver) => {
    const server = await start();
    await server.client.acl("SETUSER", "loader", "on", ">pass", "~*", "+@all");
    await server.client.config("SET", "requirepass", "secret");
    const at = `--driver ${driver} --port ${server.port}`;
    expect((await runFor(`${at} --password secret`)).report.operations.total).toBe(2000);
    expect((await runFor(at, { REDISCLI_AUTH: "secret" })).report.operations.total).toBe(2000);
    expect((await runFor(`${at} --user loader --password pass`)).report.operations.total).toBe(2000);
    const wrong = await loadgen(["run", ...at.split(" "), "--password", "wrong"]);
    expect([wrong.exitCode, wrong.stdout]).toEqual([1, ""]);
    expect(wrong.stderr).toMatch(/^segcache-loadgen: cannot connect to 127\.0\.0\.1:\d+: WRONGPASS [^\n]+\n$/);
  });

  test.each(["ioredis", "raw"])("a server that speaks TLS with %s", async (driver) => {
    const { ca, cert, key } = makeCertificates(folder);
    const tlsPort = await freePort();
    const files = [
      "--tls-cert-file",
      cert,
      "--tls-key-file",
      key,
      "--tls-ca-cert-file",
      ca,
      "--tls-auth-clients",
      "no",
    ];
    const server = await start("--tls-port", `${tlsPort}`, ...files);
    const at = `--driver ${driver} --port ${tlsPort}`;
    const { report } = await runFor(`${at} --tls-ca ${ca} --threads 2`);
    expect([report.target.tls, report.operations.total]).toEqual([true, 2000]);
    expect(await server.calls("get")).toBe(report.operations.get);
    expect((await runFor(`${at} --tls-insecure`)).report.operations.total).toBe(2000);
    const unknown = await loadgen(["run", ...at.split(" "), "--tls"]);
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stderr).toMatch(/the server's certificate has an unknown authority \(give it with --tls-ca\)\n$/);
  });

  test.each(["ioredis", "raw"])(
    "a server from several threads with %s, and counts what all of them did",
    async (driver) => {
      const server = await start();
      const mix = "--mix get:40,set:20,del:5,incr:10,expire:5,mget:20 --mget-keys 3 --ttl 10m --verify --prefill";
      const typed = `--driver ${driver} --threads 3 --clients 7 --port ${server.port} ${mix} --keys 500 --pipeline 4`;
      const { report } = await runFor(typed);
      expect([report.generator.threads, report.errors.total]).toEqual([3, 0]);
      expect(report.operations.total).toBe(2000);
      for (const kind of ["get", "del", "incr", "mget"] as const) {
        expect(await server.calls(kind)).toBe(report.operations[kind]);
      }
      expect(await server.calls("set")).toBe(report.operations.set + 500);
      expect(await server.calls("pexpire")).toBe(report.operations.expire);
      expect(report.hits.hits + report.hits.misses).toBe(report.operations.get + 3 * report.operations.mget);
    },
  );

  test("the nodes of a Redis Cluster", async () => {
    const nodes = await Promise.all([1, 2, 3].map(startNode));
    await Promise.all(nodes.map((node, index) => joinCluster(node, index, nodes)));
    await until(async () => (await Promise.all(nodes.map(isReady))).every((ready) => ready));
    const { report } = await runFor(`--cluster --port ${nodes[0]?.server.port} --look-aside --threads 2`);
    expect([report.target.cluster, report.operations.total - report.operations.lookAsideSets]).toEqual([true, 2000]);
    const gets = await Promise.all(nodes.map(({ server }) => server.calls("get")));
    expect(Math.min(...gets)).toBeGreaterThan(0);
    expect(gets.reduce((sum, count) => sum + count, 0)).toBe(report.operations.get);
  });
});

interface ClusterNode {
  readonly server: RedisServer;
  readonly busPort: number;
}

/** Gives a node its third of the slots and makes it known to the others. */
async function joinCluster({ server }: ClusterNode, index: number, nodes: readonly ClusterNode[]): Promise<void> {
  const [from, to] = [Math.floor((16_384 * index) / 3), Math.floor((16_384 * (index + 1)) / 3) - 1];
  await server.client.cluster("ADDSLOTSRANGE", from, to);
  await server.client.call("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
  for (const { server: other, busPort } of nodes) {
    await server.client.call("CLUSTER", "MEET", "127.0.0.1", other.port, busPort);
  }
}

async function isReady({ server }: ClusterNode): Promise<boolean> {
  const info = String(await server.client.cluster("INFO"));
  return info.includes("cluster_state:ok") && info.includes("cluster_known_nodes:3");
}
