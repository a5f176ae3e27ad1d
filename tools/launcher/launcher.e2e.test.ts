// The README's commands, through npm, on the built apps. However npm ends, no process may stay behind.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "segcache-free-port";
import { afterEach, describe, expect, test } from "vitest";
import { NpmProcess } from "./npm-process.ts";

const READY = /ready/;

let running: NpmProcess[] = [];
afterEach(() => {
  for (const npm of running) npm.kill();
  running = [];
});

function run(args: readonly string[], cwd?: string): NpmProcess {
  const npm = new NpmProcess(args, cwd);
  running.push(npm);
  return npm;
}

async function startServer(): Promise<{ npm: NpmProcess; port: number }> {
  const port = await freePort();
  const npm = run(["start", "--", "--port", String(port)]);
  await npm.untilPrinted(READY);
  return { npm, port };
}

/** The server's answer to an inline PING; rejects where nobody listens. */
function ping(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", (bytes) => {
      socket.destroy();
      resolve(String(bytes));
    });
    socket.once("error", reject);
  });
}

describe("npm start", () => {
  test("runs the server with the arguments passed on", async () => {
    const { port } = await startServer();
    expect(await ping(port)).toBe("+PONG\r\n");
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGKILL", 137],
  ] as const)("%s to npm alone leaves nothing running", async (signal, exitCode) => {
    const { npm, port } = await startServer();
    process.kill(npm.group, signal);
    expect((await npm.ended).exitCode).toBe(exitCode);
    expect(await npm.leftovers()).toEqual([]);
    await expect(ping(port)).rejects.toThrow("ECONNREFUSED");
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s to the whole group leaves nothing running", async (signal, exitCode) => {
    const { npm, port } = await startServer();
    process.kill(-npm.group, signal);
    expect((await npm.ended).exitCode).toBe(exitCode);
    expect(await npm.leftovers()).toEqual([]);
    await expect(ping(port)).rejects.toThrow("ECONNREFUSED");
  });

  test("an unknown option is one line and exit code 1", async () => {
    const npm = run(["start", "--", "--no-such-option"]);
    const { exitCode, errorLines } = await npm.ended;
    expect(exitCode).toBe(1);
    expect(errorLines).toHaveLength(1);
    expect(errorLines[0]).toContain("no-such-option");
    expect(await npm.leftovers()).toEqual([]);
  });
});

describe("npm run loadgen", () => {
  test("drives the server and writes files where the person stands", async () => {
    const { port } = await startServer();
    const folder = mkdtempSync(join(tmpdir(), "segcache-loadgen-"));
    try {
      const load = ["run", "--port", String(port), "--requests", "200", "--clients", "2", "--keys", "50"];
      const npm = run(["run", "loadgen", "--", ...load, "--json", "report.json"], folder);
      expect(await npm.ended).toMatchObject({ exitCode: 0 });
      expect(existsSync(join(folder, "report.json"))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("npm run setup", () => {
  test("says nothing when there is nothing to do", async () => {
    const npm = run(["run", "setup"]);
    expect(await npm.ended).toEqual({ exitCode: 0, errorLines: [] });
  });
});
