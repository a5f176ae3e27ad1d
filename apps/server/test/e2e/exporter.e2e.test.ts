// Debian's prometheus-redis-exporter against the built server, and against a real Redis beside it: whoever has dashboards
// for Redis finds the same series.

import { type ChildProcess, spawn } from "node:child_process";
import { freePort } from "segcache-free-port";
import { afterEach, describe, expect, test } from "vitest";
import { hasPeer, hasProgram, startRedis, stopChild } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";

const EXPORTER = "prometheus-redis-exporter";
const EVERYTHING = [
  "-include-config-metrics",
  "-include-system-metrics",
  "-export-client-list",
  "-ping-on-connect",
  ...["-count-keys", "db0=k*"],
  ...["-check-keys", "db0=k*"],
  ...["-check-single-keys", "db0=k1"],
];

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Scrape {
  readonly page: string;
  readonly log: string;
}

/** What the exporter tells of the server at this port, which then has some keys. */
async function scrape(port: number): Promise<Scrape> {
  const client = await RawClient.open(port);
  for (const line of ["SET k1 hello", "SET k2 5 EX 100", "GET k1", "GET nothing"]) await client.request(line);
  const pagePort = await freePort();
  const addresses = ["-redis.addr", `redis://127.0.0.1:${port}`, "-web.listen-address", `127.0.0.1:${pagePort}`];
  const exporter: ChildProcess = spawn(EXPORTER, [...addresses, ...EVERYTHING]);
  stops.push(() => stopChild(exporter));
  let log = "";
  exporter.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  let page = "";
  await expect
    .poll(async () => (page = await (await fetch(`http://127.0.0.1:${pagePort}/metrics`)).text()), { timeout: 20_000 })
    .toContain("redis_up ");
  client.destroy();
  return { page, log };
}

function seriesOf({ page }: Scrape): string[] {
  return [...new Set([...page.matchAll(/^redis_[a-z_]+/gm)].map(([name]) => name))].sort();
}

describe.skipIf(!hasPeer(EXPORTER, EXPORTER, ["-version"]) || !hasProgram("redis-server"))(EXPORTER, () => {
  test("reads everything it asks for, without an error", async () => {
    const server = await ServerProcess.start();
    stops.push(() => server.stop());
    const { page, log } = await scrape(server.port);
    expect(log).not.toMatch(/level=(warning|error|fatal)/);
    for (const line of [
      "redis_up 1",
      'redis_exporter_last_scrape_error{err=""} 0',
      'redis_db_keys{db="db0"} 2',
      'redis_db_keys_expiring{db="db0"} 1',
      'redis_keys_count{db="db0",key="k*"} 2',
      'redis_key_size{db="db0",key="k1"} 5',
      'redis_key_value_as_string{db="db0",key="k1",val="hello"} 1',
      'redis_commands_total{cmd="set"} 2',
      "redis_keyspace_misses_total 1",
      "redis_memory_max_bytes 6.7108864e+07",
      "redis_config_maxclients 10000",
    ]) {
      expect(page).toContain(`\n${line}\n`);
    }
    expect(page).toMatch(/^redis_connected_clients_details\{.*name="redis_exporter"/m);
    const info = /^redis_instance_info\{(.*)\} 1$/m.exec(page)?.[1];
    expect(info).toMatch(/redis_version="7\.2\.0",role="master"/);
    expect(info).toContain(`tcp_port="${server.port}"`);
  });

  test("finds every series that Redis has", async () => {
    const redis = await startRedis();
    stops.push(() => redis.stop());
    const server = await ServerProcess.start();
    stops.push(() => server.stop());
    const [theirs, ours] = [seriesOf(await scrape(redis.port)), seriesOf(await scrape(server.port))];
    expect(theirs.length).toBeGreaterThan(100);
    expect(theirs.filter((name) => !ours.includes(name))).toEqual([]);
  });
});
