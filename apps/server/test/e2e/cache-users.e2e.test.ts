// What caches are used for, through the libraries people use for it, unchanged.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import KeyvRedis, { Keyv } from "@keyv/redis";
import { createCache } from "cache-manager";
import { RedisStore } from "connect-redis";
import express from "express";
import session from "express-session";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";

declare module "express-session" {
  interface SessionData {
    visits: number;
  }
}

let server: ServerProcess;
let url = "";

beforeAll(async () => {
  server = await ServerProcess.start();
  url = `redis://127.0.0.1:${server.port}`;
});
afterAll(async () => {
  expect((await server.stop()).code).toBe(0);
});
beforeEach(async () => {
  const client = await RawClient.open(server.port);
  await client.request("FLUSHALL");
  client.destroy();
});

describe("cache-manager with @keyv/redis", () => {
  test("stores, reads, lists and deletes, with lifetimes", async () => {
    const store = new KeyvRedis(url);
    const cache = createCache({ stores: [new Keyv({ store, namespace: "app" })] });
    await cache.set("user:1", { name: "Ada" }, 60_000);
    expect(await cache.get("user:1")).toEqual({ name: "Ada" });
    expect(await cache.get("user:2")).toBeUndefined();
    expect(Number(await cache.ttl("user:1"))).toBeGreaterThan(Date.now());
    await cache.mset([
      { key: "a", value: 1, ttl: 60_000 },
      { key: "b", value: 2, ttl: 60_000 },
    ]);
    expect(await cache.mget(["a", "nothing", "b"])).toEqual([1, undefined, 2]);
    expect(await cache.wrap("computed", () => Promise.resolve("once"), 60_000)).toBe("once");
    expect(await cache.wrap("computed", () => Promise.reject(new Error("twice")), 60_000)).toBe("once");
    await cache.mdel(["a", "b"]);
    expect(await cache.mget(["a", "b"])).toEqual([undefined, undefined]);
    await cache.del("user:1");
    expect(await cache.get("user:1")).toBeUndefined();
    await cache.disconnect();
  });

  test("clears one namespace and iterates over it", async () => {
    const store = new KeyvRedis(url);
    const one = new Keyv({ store, namespace: "one" });
    const two = new Keyv({ store: new KeyvRedis(url), namespace: "two" });
    for (let i = 0; i < 250; i++) await one.set(`key-${i}`, i);
    await two.set("kept", true);
    const met = new Set<string>();
    for await (const [key] of one.iterator!(undefined)) met.add(String(key));
    expect(met.size).toBe(250);
    await one.clear();
    expect(await one.get("key-1")).toBeUndefined();
    expect(await two.get("kept")).toBe(true);
    await one.disconnect();
    await two.disconnect();
  });
});

test("express-session with connect-redis keeps sessions and prolongs them", async () => {
  const client = createClient({ url });
  await client.connect();
  const store = new RedisStore({ client, prefix: "sess:", ttl: 600 });
  const app = express();
  app.use(session({ store, secret: "test", resave: false, saveUninitialized: false }));
  app.get("/visit", (request, response) => {
    request.session.visits = (request.session.visits ?? 0) + 1;
    response.json({ visits: request.session.visits });
  });
  app.get("/look", (request, response) => {
    response.json({ visits: request.session.visits });
  });
  app.get("/leave", (request, response) => {
    request.session.destroy(() => response.json({}));
  });
  const listening = app.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const base = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const first = await fetch(`${base}/visit`);
  const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
  const get = async (path: string): Promise<unknown> => (await fetch(`${base}${path}`, { headers: { cookie } })).json();
  expect(await get("/visit")).toEqual({ visits: 2 });
  const [key = ""] = await client.keys("sess:*");
  await client.expire(key, 10);
  expect(await get("/look")).toEqual({ visits: 2 }); // reading touches the session
  expect(await client.ttl(key)).toBeGreaterThan(500);
  expect(
    await new Promise((resolve, reject) => store.length((error, count) => (error ? reject(error) : resolve(count)))),
  ).toBe(1);
  await get("/leave");
  expect(await client.exists(key)).toBe(0);
  expect(await get("/look")).toEqual({});
  await client.close();
  listening.close();
  listening.closeAllConnections();
});

describe("a rate limiter on MULTI, INCR and PEXPIRE", () => {
  /** Whether the caller may go on: at most `limit` calls in a window. */
  async function allows(redis: Redis, caller: string, limit: number, windowMs: number): Promise<boolean> {
    const results = await redis.multi().incr(caller).pexpire(caller, windowMs, "NX").exec();
    return Number(results?.[0]?.[1]) <= limit;
  }

  test("lets so many through, and again when the window is over", async () => {
    const redis = new Redis({ port: server.port });
    const answers = await Promise.all(Array.from({ length: 8 }, () => allows(redis, "caller", 5, 60_000)));
    expect(answers.filter(Boolean)).toHaveLength(5);
    expect(await redis.pttl("caller")).toBeGreaterThan(50_000);
    await redis.pexpire("caller", 1);
    while ((await redis.exists("caller")) === 1) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await allows(redis, "caller", 5, 60_000)).toBe(true);
    redis.disconnect();
  });

  test("counts right with many clients at once", async () => {
    const clients = Array.from({ length: 10 }, () => new Redis({ port: server.port }));
    const calls = clients.flatMap((redis) => Array.from({ length: 50 }, () => allows(redis, "shared", 100, 60_000)));
    expect((await Promise.all(calls)).filter(Boolean)).toHaveLength(100);
    for (const redis of clients) redis.disconnect();
  });
});
