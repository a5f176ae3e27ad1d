// Other programs the suites drive: which are installed, and starting and stopping them on a free port.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "segcache-free-port";
import { readOpenFilesMax } from "../../src/sources/open-files.ts";
import { RawClient } from "./raw-client.ts";

const ATTEMPTS = 100;
const RETRY_MS = 50;

/**
 * Whether a program is installed. A missing one is told loudly and its tests are skipped; under CI it is a failure.
 * @param packages Debian's packages that have it.
 * @throws under CI when the program is missing.
 */
export function hasProgram(name: string, packages = "redis-server, redis-tools"): boolean {
  return isThere(spawnSync(name, ["--version"]).error === undefined, `${name} (Debian: ${packages})`);
}

/** Whether a peer of a Debian package is installed: the program ends well with these arguments. Missing: as above. */
export function hasPeer(packages: string, program: string, args: readonly string[]): boolean {
  return isThere(spawnSync(program, args).status === 0, `the peer of ${packages}`);
}

/** Whether a process here may have so many files open at once. If not: as above. */
export function hasOpenFiles(count: number): boolean {
  const max = readOpenFilesMax() ?? Number.POSITIVE_INFINITY;
  if (max >= count) return true;
  const problem = `${count} open files are needed, the system allows ${max} (ulimit -n)`;
  if (process.env.CI !== undefined) throw new Error(problem);
  console.warn(`SKIPPED: ${problem}`);
  return false;
}

function isThere(found: boolean, what: string): boolean {
  if (found) return true;
  if (process.env.CI !== undefined) throw new Error(`${what} is not installed, and CI must run its tests`);
  console.warn(`SKIPPED: ${what} is not installed, its tests do not run`);
  return false;
}

/** Whether startRedis() has one to give. If not: as above. */
export function hasRedis(): boolean {
  return process.env.REDIS_URL !== undefined || hasProgram("redis-server");
}

/** A TCP port nobody listens on. */
export interface RunningRedis {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** The Redis at REDIS_URL, or a redis-server started for this suite, which keeps nothing. */
export async function startRedis(): Promise<RunningRedis> {
  const url = process.env.REDIS_URL;
  if (url !== undefined) {
    const { hostname, port } = new URL(url);
    return { host: hostname, port: Number(port === "" ? 6379 : port), stop: () => Promise.resolve() };
  }
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), "conformance-"));
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", directory];
  const child = spawn("redis-server", options, { stdio: "ignore" });
  (await accepting(port)).destroy();
  return {
    host: "127.0.0.1",
    port,
    stop: async () => {
      await stopChild(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A connection to the port, as soon as something accepts there. */
export async function accepting(port: number): Promise<RawClient> {
  for (let attempt = 1; ; attempt++) {
    try {
      const client = await RawClient.open(port);
      // A server of ours that looks whether the port is free takes connections for a moment, and ends them.
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (client.isClosed) throw new Error(`connections to port ${port} are ended at once`);
      return client;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Ends a child process and waits for it. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exited;
}
