// The built segcache-server as a child on a free port of the loopback. Nothing of it is imported: what is known of it is
// what its socket says.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "segcache-free-port";

const PROGRAM = join(import.meta.dirname, "../../../server/dist/main.js");

export class SegcacheServer {
  readonly port: number;
  /** A client of the test's own, beside the load. */
  readonly client: Redis;
  private readonly child: ChildProcess;

  private constructor(port: number, child: ChildProcess, client: Redis) {
    this.port = port;
    this.child = child;
    this.client = client;
  }

  /** @param options on top of the port, as on its command line. */
  static async start(...options: readonly string[]): Promise<SegcacheServer> {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: build the server first`);
    const port = await freePort();
    const child = spawn(process.execPath, [PROGRAM, "--port", `${port}`, ...options], { stdio: "ignore" });
    // The default strategy retries until the server listens.
    const client = new Redis({ host: "127.0.0.1", port, maxRetriesPerRequest: null });
    client.on("error", () => {});
    await client.ping();
    return new SegcacheServer(port, child, client);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill("SIGKILL");
      await ended;
    }
  }
}
