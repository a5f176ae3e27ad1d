// Real client libraries against the built server.

import { Redis as Redis6 } from "ioredis";
import { Redis as Redis5 } from "ioredis-5";
import { createClient } from "redis";
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
  { name: "ioredis 6", Redis: Redis6 as unknown as typeof Redis5, protocol: 3 },
  { name: "ioredis 5", Redis: Redis5, protocol: 2 },
])("$name", ({ Redis, protocol }) => {
  test("connects, passes its ready check, reads and writes", async () => {
    const redis = new Redis({ port: server.port, lazyConnect: true, maxRetriesPerRequest: 0 });
    await redis.connect();
    expect(redis.status).toBe("ready");
    expect(await redis.set("a", "1", "EX", 100)).toBe("OK");
    expect(await redis.get("a")).toBe("1");
    expect(await redis.ttl("a")).toBe(100);
    expect(await redis.get("nothing")).toBeNull();
    expect(await redis.incrby("n", 41)).toBe(41);
    expect(await redis.mset({ x: "1", y: "2" })).toBe("OK");
    expect(await redis.mget("x", "nothing", "y")).toEqual(["1", null, "2"]);
    expect(await redis.set("a", "2", "EX", 10, "NX")).toBeNull();
    expect(await redis.getBuffer("a")).toEqual(Buffer.from("1"));
    expect(await redis.del("x", "y", "z")).toBe(2);
    expect(String(await redis.client("INFO"))).toContain(`resp=${protocol} lib-name=ioredis`);
    expect(await redis.info("server")).toContain("segcache_version:");
    redis.disconnect();
  });

  test("carries bytes of every value", async () => {
    const redis = new Redis({ port: server.port });
    const value = Buffer.from(Array.from({ length: 1024 }, (_, i) => i % 256));
    await redis.set(Buffer.from([0, 13, 10, 255]), value);
    expect(await redis.getBuffer(Buffer.from([0, 13, 10, 255]))).toEqual(value);
    redis.disconnect();
  });

  test("uses the database it was told and names itself", async () => {
    const redis = new Redis({ port: server.port, db: 5, connectionName: "worker" });
    await redis.set("a", "5");
    expect(await redis.client("GETNAME")).toBe("worker");
    const other = new Redis({ port: server.port });
    expect(await other.get("a")).toBeNull();
    expect(await redis.dbsize()).toBe(1);
    redis.disconnect();
    other.disconnect();
  });

  test("pipelines, with an error amid the replies", async () => {
    const redis = new Redis({ port: server.port });
    const results = await redis.pipeline().set("s", "text").incr("s").get("s").exec();
    expect(results?.map(([error, reply]) => error?.message ?? reply)).toEqual([
      "OK",
      "ERR value is not an integer or out of range",
      "text",
    ]);
    redis.disconnect();
  });

  test("sees errors in Redis's words", async () => {
    const redis = new Redis({ port: server.port });
    await expect(redis.call("NOSUCH", "a", "b")).rejects.toThrow(
      "ERR unknown command 'NOSUCH', with args beginning with: 'a' 'b' ",
    );
    await expect(redis.call("GET")).rejects.toThrow("ERR wrong number of arguments for 'get' command");
    redis.disconnect();
  });

  test("many requests at once", async () => {
    const redis = new Redis({ port: server.port });
    const names = Array.from({ length: 5000 }, (_, i) => `key-${i}`);
    await Promise.all(names.map((name, i) => redis.set(name, `value ${i}`)));
    expect(await Promise.all(names.map((name) => redis.get(name)))).toEqual(names.map((_, i) => `value ${i}`));
    redis.disconnect();
  });
});

describe("node-redis 6", () => {
  test("connects, reads and writes", async () => {
    const client = createClient({ url: `redis://127.0.0.1:${server.port}/2`, name: "worker" });
    await client.connect();
    expect(await client.set("a", "1", { expiration: { type: "EX", value: 100 } })).toBe("OK");
    expect(await client.get("a")).toBe("1");
    expect(await client.ttl("a")).toBe(100);
    expect(await client.get("nothing")).toBeNull();
    expect(await client.mSet({ x: "1", y: "2" })).toBe("OK");
    expect(await client.mGet(["x", "nothing", "y"])).toEqual(["1", null, "2"]);
    expect(await client.incr("n")).toBe(1);
    expect(await client.exists(["x", "y", "z"])).toBe(2);
    expect(await client.expire("x", 50)).toBe(1);
    expect(await client.pTTL("x")).toBeGreaterThan(40_000);
    expect(await client.configGet("save")).toEqual({ save: "" });
    expect(await client.clientInfo()).toMatchObject({ name: "worker", db: 2, resp: 3, libName: "node-redis" });
    await expect(client.sendCommand(["NOSUCH"])).rejects.toThrow("ERR unknown command 'NOSUCH'");
    await client.close();
  });
});
