// What suites of `run` on a real redis-server share: the server, emptied before each test, and a folder for what runs write.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Report } from "../../src/report/report-shape.ts";
import { type Ended, loadgen, RedisServer } from "./redis-server.ts";

export class RedisFixture {
  server!: RedisServer;
  folder!: string;

  /** To be made inside a `describe`, whose tests it is for. */
  constructor() {
    beforeAll(async () => {
      this.server = await RedisServer.start();
      this.folder = mkdtempSync(join(tmpdir(), "loadgen-e2e-"));
    });
    afterAll(async () => {
      await this.server.stop();
      rmSync(this.folder, { recursive: true });
    });
    beforeEach(() => this.server.reset());
  }

  /** Runs `segcache-loadgen run` on the server to its end. */
  async run(...args: readonly string[]): Promise<Ended & { report: Report }> {
    const json = join(this.folder, "report.json");
    const ended = await loadgen(["run", "--port", `${this.server.port}`, "--json", json, ...args]);
    return { ...ended, report: JSON.parse(readFileSync(json, "utf8")) as Report };
  }
}
