// What the built program does when things go wrong: one line and an exit code, or a report that says so.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "segcache-free-port";
import { afterEach, describe, expect, test } from "vitest";
import type { Report } from "../../src/report/report-shape.ts";
import { hasRedisServer, loadgen, RedisServer, until } from "./redis-server.ts";

describe("without a server", () => {
  test.each([
    ["run"],
    ["run", "--driver", "raw"],
    ["run", "--threads", "2"],
    ["saturate", "--threads", "2", "--driver", "raw"],
    ["compare", "--against", "127.0.0.1:1"],
  ])("a refused connection is one line and exit code 1: %s %s %s", async (...verb) => {
    const port = await freePort();
    expect(await loadgen([...verb, "--port", `${port}`])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `segcache-loadgen: cannot connect to 127.0.0.1:${port}: connection refused (is a server running there?)\n`,
    });
  });

  test.each([
    [["run", "--bogus"], "unknown option --bogus: see segcache-loadgen run --help"],
    [["run", "--requests", "1", "--duration", "1s"], "--requests and --duration exclude each other: give one of them"],
    [["run", "--json", "/missing/report.json"], "--json cannot write /missing/report.json: no such directory"],
    [["walk"], 'unknown verb "walk": the verbs are run, saturate, compare, size, plan; see segcache-loadgen --help'],
    [["size", "--keys", "9", "--html", "/missing/x.html"], "--html cannot write /missing/x.html: no such directory"],
    [["size", "--trace", "/missing/trace.csv"], "cannot read the trace /missing/trace.csv: ENOENT"],
    [
      ["size", "--keys", "90000", "--look-aside", "--sizes", "1gb", "--sample", "0.1"],
      "--sample 0.1 leaves 9000 of about 90000 keys, and fewer than 10000 say nothing: take a higher rate or --full",
    ],
    [
      ["plan", "--size", "/missing/size.json", "--knee", "9", "--peak-rate", "9", "--hits", "0.9"],
      "--size cannot read /missing/size.json: ENOENT",
    ],
    [[], "no verb given: try segcache-loadgen run, or segcache-loadgen --help"],
  ])("%j is one line and exit code 1", async (args, message) => {
    expect(await loadgen(args)).toEqual({ exitCode: 1, stdout: "", stderr: `segcache-loadgen: ${message}\n` });
  });

  test("help and version need none", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await loadgen(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
    const verbs = ["saturate", "compare", "size", "plan"].map((verb) => [verb, "--help"]);
    for (const args of [["--help"], ["run", "--port", "x", "--help"], ["compare", "-h"], ...verbs]) {
      const { exitCode, stdout, stderr } = await loadgen(args);
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("usage: segcache-loadgen ");
    }
  });
});

test("a simulation that is stopped tells what it saw until then", async () => {
  const simulated = "size --keys 100000 --look-aside --ratio 0:1 --requests 1000000000 --sizes 64mb --full".split(" ");
  const { exitCode, stdout } = await loadgen(simulated, async (child) => {
    // The first line of progress comes once the simulation has gone on for some seconds.
    await new Promise((resolve) => child.stderr?.once("data", resolve));
    child.kill("SIGINT");
  });
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/\nsimulated {5}[\d,]+ requests, .* reads counted, stopped early\n/);
});

describe.skipIf(!hasRedisServer())("with a server that fails", () => {
  const servers: RedisServer[] = [];

  async function start(...options: string[]): Promise<RedisServer> {
    const server = await RedisServer.start(...options);
    servers.push(server);
    return server;
  }

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  test.each([
    ["SIGINT", 130, ""],
    ["SIGTERM", 143, ""],
    ["SIGINT", 130, " --threads 2 --driver raw"],
    ["SIGINT", 130, " --rate 2000"],
  ] as const)("%s prints the report of what ran and exits with %i%s", async (signal, code, more) => {
    const server = await start();
    const folder = mkdtempSync(join(tmpdir(), "loadgen-e2e-"));
    const json = join(folder, "report.json");
    const args = `run --port ${server.port} --duration 10m --json ${json}${more}`.split(" ");
    const ended = await loadgen(args, async (child) => {
      await until(async () => (await server.calls("get")) > 100);
      child.kill(signal);
    });
    const report = JSON.parse(readFileSync(json, "utf8")) as Report;
    rmSync(folder, { recursive: true });
    expect(ended.exitCode).toBe(code);
    expect(ended.stdout).toContain("stopped early");
    expect(report).toMatchObject({ interrupted: true, errors: { total: 0 } });
    expect(report.operations.get).toBeGreaterThan(100 - 20);
  });

  test("error replies are counted by message and make the exit code 1", async () => {
    const server = await start("--maxmemory", "1mb", "--maxmemory-policy", "noeviction");
    const ended = await loadgen(["run", "--port", `${server.port}`, "--requests", "500", "--ratio", "1:0"]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(/\n {2}500 x OOM command not allowed/);
  });

  test("a server that demands a password is one line", async () => {
    const server = await start();
    await server.client.config("SET", "requirepass", "secret");
    const ended = await loadgen(["run", "--port", `${server.port}`]);
    expect([ended.exitCode, ended.stdout]).toEqual([1, ""]);
    expect(ended.stderr).toMatch(/^segcache-loadgen: cannot connect to 127\.0\.0\.1:\d+: NOAUTH .*\n$/);
  });

  test("a server that dies ends the run with a report and exit code 1", async () => {
    const server = await start();
    const ended = await loadgen(["run", "--port", `${server.port}`, "--duration", "10m"], async () => {
      await until(async () => (await server.calls("get")) > 100);
      server.signal("SIGKILL");
    });
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain("20 of 20 connections lost\n");
    const lost = [...ended.stdout.matchAll(/\n {2}(\d+) x connection lost: /g)].map(([, count]) => Number(count));
    expect(lost.reduce((sum, count) => sum + count, 0)).toBe(20);
  });

  test("a server that hangs is given up after the timeout, while running and while connecting", async () => {
    const server = await start();
    const args = ["run", "--port", `${server.port}`, "--duration", "10m", "--timeout", "500ms"];
    const running = await loadgen(args, async () => {
      await until(async () => (await server.calls("get")) > 100);
      server.signal("SIGSTOP");
    });
    expect(running.exitCode).toBe(1);
    expect(running.stdout).toContain("20 x connection lost: no reply within 0.5 s\n");
    const connecting = await loadgen(args);
    expect([connecting.exitCode, connecting.stdout]).toEqual([1, ""]);
    expect(connecting.stderr).toBe(`segcache-loadgen: cannot connect to 127.0.0.1:${server.port}: timed out\n`);
  });
});
