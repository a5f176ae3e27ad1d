// A real redis-server on a free port of the loopback, for one test file; and the built program as a child of the test.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { freePort } from "segcache-free-port";

const PROGRAM = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** Whether the tests can run; where they must (CI), a missing server is an error. */
export function hasRedisServer(): boolean {
  const isThere = spawnSync("redis-server", ["--version"]).status === 0;
  if (isThere) return true;
  if (process.env.CI) throw new Error("redis-server is missing: install the package redis-server");
  console.warn("SKIPPED: the end-to-end tests of loadgen need redis-server, which is not installed");
  return false;
}

export class RedisServer {
  readonly port: number;
  /** A client of the test's own, beside the load. */
  readonly client: Redis;
  private readonly child: ChildProcess;
  private readonly folder: string;

  private constructor(port: number, child: ChildProcess, folder: string, client: Redis) {
    this.port = port;
    this.child = child;
    this.folder = folder;
    this.client = client;
  }

  /** A file of the server's own folder. */
  path(name: string): string {
    return join(this.folder, name);
  }

  static async start(...options: string[]): Promise<RedisServer> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), "loadgen-e2e-"));
    const fixed = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
    const child = spawn("redis-server", [...fixed, ...options], { stdio: "ignore" });
    // The default strategy retries until the server listens.
    const client = new Redis({ host: "127.0.0.1", port, maxRetriesPerRequest: null });
    client.on("error", () => {});
    const ended = new Promise<never>((_, reject) => {
      child.once("exit", (code) => reject(new Error(`redis-server ended with ${code} before it listened`)));
    });
    await Promise.race([client.ping(), ended]).catch((error: unknown) => {
      client.disconnect();
      throw error;
    });
    ended.catch(() => {}); // from here on it is stopped by the test
    return new RedisServer(port, child, folder, client);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** How often a command was called since the last reset. */
  async calls(command: string): Promise<number> {
    const stats = await this.client.info("commandstats");
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  }

  async reset(): Promise<void> {
    await this.client.flushall();
    await this.client.config("RESETSTAT");
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill("SIGKILL");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program.   @param whileRunning gets the child; what it does may lead to its end. */
export async function loadgen(
  args: readonly string[],
  whileRunning?: (child: ChildProcess) => Promise<void>,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: build the app before its end-to-end tests`);
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  try {
    await whileRunning?.(child);
    return { exitCode: await ended, stdout, stderr };
  } finally {
    child.kill("SIGKILL");
  }
}

/** Asks again and again, with a pause, until the answer is yes. */
export async function until(question: () => Promise<boolean>): Promise<void> {
  while (!(await question())) await new Promise((resolve) => setTimeout(resolve, 20));
}
