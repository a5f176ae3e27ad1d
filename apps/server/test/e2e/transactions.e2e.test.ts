// Transactions, scans and administration through the client libraries people use.

import { Redis as Redis6 } from "ioredis";
import { Redis as Redis5 } from "ioredis-5";
import { createClient } from "redis";
import { createClient as createClient4 } from "redis-4";
import { createClient as createClient5 } from "redis-5";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
});
afterAll(async () => {
  expect((await server.stop()).code).toBe(0);
});
beforeEach(async () => {
  const client = await RawClient.open(server.port);
  await client.request("FLUSHALL");
  client.destroy();
});

describe.each([
  { name: "ioredis 6", Redis: Redis6 as unknown as typeof Redis5 },
  { name: "ioredis 5", Redis: Redis5 },
])("$name", ({ Redis }) => {
  test("transactions", async () => {
    const redis = new Redis({ port: server.port });
    expect(await redis.multi().set("a", "1").incr("a").get("a").exec()).toEqual([
      [null, "OK"],
      [null, 2],
      [null, "2"],
    ]);
    const failed = await redis.multi().set("s", "text").incr("s").exec();
    expect(failed?.[1]?.[0]?.message).toBe("ERR value is not an integer or out of range");
    await expect(redis.multi().call("NOSUCH").set("b", "1").exec()).rejects.toThrow("EXECABORT");
    await redis.watch("a");
    await redis.set("a", "3");
    expect(await redis.multi().get("a").exec()).toBeNull();
    redis.disconnect();
  });

  test("scans with its stream", async () => {
    const redis = new Redis({ port: server.port });
    await redis.mset(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key:${i}`, "1"])));
    const met = new Set<string>();
    for await (const keys of redis.scanStream({ match: "key:*", count: 50 })) {
      for (const key of keys as string[]) met.add(key);
    }
    expect(met.size).toBe(500);
    redis.disconnect();
  });

  test("monitors", async () => {
    const redis = new Redis({ port: server.port });
    const monitor = await redis.duplicate().monitor();
    const told = new Promise<string[]>((resolve) => {
      monitor.on("monitor", (_time: string, args: string[]) => {
        if (args[0] === "set") resolve(args);
      });
    });
    await redis.set("a", "b c");
    expect(await told).toEqual(["set", "a", "b c"]);
    monitor.disconnect();
    redis.disconnect();
  });
});

/** What the three versions of node-redis have in common and this suite uses. */
interface NodeRedis {
  connect(): Promise<unknown>;
  set(key: string, value: string, options?: object): Promise<string | null>;
  get(key: string): Promise<string | null>;
  getDel(key: string): Promise<string | null>;
  getEx(key: string, options: object): Promise<string | null>;
  incrByFloat(key: string, by: number): Promise<string | number>;
  mSetNX(pairs: Record<string, string>): Promise<number | boolean>;
  getRange(key: string, from: number, to: number): Promise<string>;
  copy(from: string, to: string): Promise<number | boolean>;
  rename(from: string, to: string): Promise<string>;
  keys(pattern: string): Promise<string[]>;
  randomKey(): Promise<string | null>;
  dbSize(): Promise<number>;
  clientInfo(): Promise<object>;
  watch(key: string): Promise<string>;
  multi(): { set(key: string, value: string): { incr(key: string): { exec(): Promise<unknown[]> } } };
  scanIterator(options: object): AsyncIterable<string | string[]>;
  disconnect?(): Promise<unknown>;
  destroy?(): void;
}

describe.each([
  { name: "node-redis 4", create: createClient4 as unknown as typeof createClient },
  { name: "node-redis 5", create: createClient5 as unknown as typeof createClient },
  { name: "node-redis 6", create: createClient },
])("$name", ({ create }) => {
  async function open(): Promise<NodeRedis> {
    const client = create({ url: `redis://127.0.0.1:${server.port}/1`, name: "worker" }) as unknown as NodeRedis;
    await client.connect();
    return client;
  }
  async function close(client: NodeRedis): Promise<void> {
    if (client.destroy !== undefined) client.destroy();
    else await client.disconnect?.();
  }

  test("strings and keys", async () => {
    const client = await open();
    expect(await client.set("a", "hello", { EX: 100 })).toBe("OK");
    expect(await client.getRange("a", 1, 3)).toBe("ell");
    expect(await client.getEx("a", { EX: 200 })).toBe("hello");
    expect(Number(await client.incrByFloat("f", 0.5))).toBe(0.5);
    expect(Number(await client.mSetNX({ x: "1", a: "2" }))).toBe(0);
    expect(Number(await client.copy("a", "b"))).toBe(1);
    expect(await client.rename("b", "c")).toBe("OK");
    expect((await client.keys("*")).sort()).toEqual(["a", "c", "f"]);
    expect(["a", "c", "f"]).toContain(await client.randomKey());
    expect(await client.getDel("c")).toBe("hello");
    expect(await client.get("c")).toBeNull();
    expect(await client.dbSize()).toBe(2);
    expect(await client.clientInfo()).toMatchObject({ name: "worker", db: 1 });
    await close(client);
  });

  test("transactions", async () => {
    const client = await open();
    expect(await client.multi().set("a", "1").incr("a").exec()).toEqual(["OK", 2]);
    const other = await open();
    await client.watch("a");
    await other.set("a", "5");
    await expect(client.multi().set("a", "1").incr("a").exec()).rejects.toThrow(/watched keys/);
    expect(await client.get("a")).toBe("5");
    await close(client);
    await close(other);
  });

  test("scans", async () => {
    const client = await open();
    for (let i = 0; i < 300; i++) await client.set(`key:${i}`, "1");
    const met = new Set<string>();
    for await (const found of client.scanIterator({ MATCH: "key:*", COUNT: 20 })) {
      for (const key of typeof found === "string" ? [found] : found) met.add(key);
    }
    expect(met.size).toBe(300);
    await close(client);
  });
});
