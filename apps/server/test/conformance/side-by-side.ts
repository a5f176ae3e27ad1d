// Our server and a real Redis side by side, with a connection to each: what suites do to both alike.

import { afterAll, beforeAll, describe } from "vitest";
import { hasRedis, startRedis } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";
import { reset, startOurs, type Target } from "./targets.ts";

/** What is done on one of the two, over its connection. */
export type OnOne<Result> = (client: RawClient) => Promise<Result>;

export class SideBySide {
  #targets: readonly Target[] = [];
  #clients: readonly RawClient[] = [];

  async start(): Promise<void> {
    this.#targets = [await startOurs(), await startRedis()];
    this.#clients = await Promise.all(this.#targets.map(({ host, port }) => RawClient.open(port, host)));
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    for (const target of this.#targets) await target.stop();
  }

  /** The state a case starts from, on both; then the protocol. */
  async reset(protocol: number): Promise<void> {
    await this.onBoth(async (client) => {
      await reset(client);
      if (protocol === 3) await client.request("HELLO 3");
    });
  }

  /** Does the same on both at once. @returns what came of it on ours, and on Redis. */
  async onBoth<Result>(action: OnOne<Result>): Promise<{ ours: Result; redis: Result }> {
    const [ours, redis] = await Promise.all(this.#clients.map(action));
    return { ours: ours!, redis: redis! };
  }
}

/** A suite on both servers; without a Redis it is skipped. */
export function describeSideBySide(name: string, suite: (both: SideBySide) => void): void {
  describe.skipIf(!hasRedis())(name, () => {
    const both = new SideBySide();
    beforeAll(() => both.start());
    afterAll(() => both.stop());
    suite(both);
  });
}
