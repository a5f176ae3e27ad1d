// Every verb against the project's own server, a black box behind its socket: no error, and a hit ratio that simulation foretold.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompareReport } from "../../src/report/compare-report.ts";
import type { PlanReport } from "../../src/report/plan-report.ts";
import type { Report } from "../../src/report/report-shape.ts";
import type { SaturateReport } from "../../src/report/saturate-report.ts";
import type { SizeReport } from "../../src/report/size-report.ts";
import { Random, STREAMS } from "../../src/workload/random.ts";
import { ZipfRanks } from "../../src/workload/zipf.ts";
import { loadgen, until } from "./redis-server.ts";
import { SegcacheServer } from "./segcache-server.ts";

const MIB = 2 ** 20;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loadgen-segcache-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a verb that must end well.   @returns its JSON report. */
async function reportBy<Report>(verb: string, args: readonly string[]): Promise<Report> {
  const json = join(folder, `${verb}.json`);
  const { exitCode, stderr, stdout } = await loadgen([verb, ...args, "--json", json]);
  expect([exitCode, stderr.split("\n").filter((line) => line.startsWith("segcache-loadgen:"))]).toEqual([0, []]);
  expect(stdout).toContain(`: ${verb === "run" ? "" : verb}`);
  return JSON.parse(readFileSync(json, "utf8")) as Report;
}

describe("against segcache-server", () => {
  const servers: SegcacheServer[] = [];

  beforeAll(async () => {
    servers.push(await SegcacheServer.start(), await SegcacheServer.start());
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  function port(index: number): string {
    return `${servers[index]?.port}`;
  }

  test.each(["ioredis", "raw"])(
    "run with %s sends every kind of operation and verifies what it reads",
    async (driver) => {
      const mix = "--mix get:5,set:3,del:1,incr:1,expire:1,mget:1 --mget-keys 4 --ttl 1h";
      const load = `--requests 20000 --keys 500 --clients 10 --pipeline 4 --verify --look-aside --driver ${driver} --threads 2`;
      const report = await reportBy<Report>("run", ["--port", port(0), ...`${mix} ${load}`.split(" ")]);
      expect(report.errors).toMatchObject({ total: 0, wrongValues: 0, lostConnections: 0 });
      expect(report.operations.total - report.operations.lookAsideSets).toBe(20_000);
      expect(report.hits.hits).toBeGreaterThan(1000);
    },
  );

  test("saturate finds a knee, or that it is higher than what was asked for", async () => {
    const search =
      "--step 300ms --repeats 1 --precision 0.5 --rate-min 200 --rate-max 800 --slo 3s --driver raw --prefill";
    const report = await reportBy<SaturateReport>("saturate", ["--port", port(0), ...search.split(" ")]);
    expect(report.errors).toEqual([]);
    expect(report.knee?.median).toBeGreaterThan(0);
  });

  test("compare runs both in alternation", async () => {
    const load = `--requests 2000 --rounds 2 --prefill --keys 1000 --driver raw`;
    const targets = ["--port", port(0), "--against", `127.0.0.1:${port(1)}`];
    const report = await reportBy<CompareReport>("compare", [...targets, ...load.split(" ")]);
    expect([report.errors, report.rounds.length]).toEqual([0, 2]);
    expect(report.figures.hitRatio.ratio).toEqual({ median: 1, min: 1, max: 1 });
  });
});

describe("size and a replay through segcache-server", () => {
  test("agree to a point, with what plan makes of it", async () => {
    const trace = join(folder, "trace.csv");
    writeFileSync(trace, `${skewedTrace(60_000, 100_000).join("\n")}\n`);
    const bytes = 4 * MIB;
    const sized = ["--trace", trace, "--look-aside", "--full", "--sizes", `${bytes},${2 * bytes}`];
    // A replay as fast as possible takes some seconds for the ten of the trace; speed 1 is as near as it gets.
    const simulated = await reportBy<SizeReport>("size", sized);
    const server = await SegcacheServer.start("--maxmemory", `${bytes}`, "--maxmemory-reserve", `${bytes}`);
    try {
      const load = "--speed max --look-aside --driver raw --clients 1".split(" ");
      const { hits, errors } = await reportBy<Report>("run", ["--port", `${server.port}`, "--trace", trace, ...load]);
      expect(errors.total).toBe(0);
      const hitRatio = simulated.curves[0]?.points[0]?.hitRatio ?? 0;
      expect(Math.abs(hitRatio - (hits.ratio ?? 0))).toBeLessThan(0.01);
    } finally {
      await server.stop();
    }
    const report = join(folder, "size.json");
    const objective = "--knee 50000 --peak-rate 120000 --hits 0.5 --spares 0 --headroom 0.2".split(" ");
    const plan = await reportBy<PlanReport>("plan", ["--size", report, ...objective]);
    expect([plan.chosen.machines, plan.warnings]).toEqual([3, ["the knee was given, not measured"]]);
    expect(plan.chosen.hitRatio).toBeGreaterThanOrEqual(0.5 - 1e-9);
  });
});

describe("the server's own command log", () => {
  test("is replayed, and simulated for what it is a sample of", async () => {
    const [log, recording] = [join(folder, "commands.log"), join(folder, "recording.log")];
    const server = await SegcacheServer.start("--command-log-file", log, "--command-log-sample", "4");
    try {
      const load = "--requests 20000 --keys 4000 --mix get:6,set:3,del:1 --ttl 1h --value-size 50-500 --driver raw";
      await reportBy<Report>("run", ["--port", `${server.port}`, ...load.split(" ")]);
      await server.client.set("the last one", "1");
      await until(async () => linesOf(log).length > 3000 && (await isQuiet(log)));
      // The server goes on logging while the log is replayed.
      copyFileSync(log, recording);
      const recorded = linesOf(recording).filter((line) => !line.startsWith("#"));
      await server.client.flushall();
      const replay = "--speed max --verify --driver raw --pipeline 4".split(" ");
      const report = await reportBy<Report>("run", ["--port", `${server.port}`, "--trace", recording, ...replay]);
      expect(report.errors).toMatchObject({ total: 0, wrongValues: 0 });
      for (const kind of ["get", "del"] as const) {
        const rows = recorded.filter((line) => line.split(",")[5] === kind);
        expect(report.operations[kind]).toBeGreaterThanOrEqual(rows.length);
      }
    } finally {
      await server.stop();
    }
    const sized = await reportBy<SizeReport>("size", ["--trace", recording, "--full", "--sizes", "4mb"]);
    expect(sized.simulation.recorded).toBe(0.25);
    // A sample of one key in four: five standard deviations of a binomial count.
    expect(Math.abs(sized.extent.keys - 4000)).toBeLessThan(5 * 4 * Math.sqrt(4000 * 0.25 * 0.75));
  });
});

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").trim().split("\n");
  } catch {
    return []; // not there yet
  }
}

/** Whether the log has stopped growing: it is written in the background, at the latest after a second. */
async function isQuiet(path: string): Promise<boolean> {
  const before = linesOf(path).length;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return linesOf(path).length === before;
}

/** Ten seconds of gets, skewed, with values of 50 to 300 bytes. */
function skewedTrace(keys: number, requests: number): string[] {
  const [ranks, random] = [new ZipfRanks(keys, 0.8), new Random(7, STREAMS.operations)];
  return Array.from({ length: requests }, (_, at) => {
    const key = ranks.next(random);
    return `${Math.floor((at * 10) / requests)},user:${key},8,${50 + ((key * 7919) % 251)},0,get,0`;
  });
}
