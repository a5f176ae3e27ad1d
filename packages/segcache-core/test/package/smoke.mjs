// What a program does with the installed package, in the main thread and in a worker; its last line says that all went well.
import assert from "node:assert/strict";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { json, Segcache, SegcacheError } from "segcache-core";
import { KeyvSegcache } from "segcache-core/keyv";

const removed = [];
const cache = new Segcache({ maxMemory: "1mb", codec: json(), onRemove: (key, reason) => removed.push([key, reason]) });
for (let n = 0; n < 60_000; n++) cache.set(`key${n}`, { n });
assert.deepEqual(cache.get("key59999"), { n: 59_999 });
assert.equal(removed.length, cache.stats().itemsEvicted);
assert.ok(removed.length > 0);
assert.equal([...cache.keys()].length, cache.size);
assert.equal(await cache.getOrSet("loaded", async () => "v"), "v");
assert.equal(cache.increment("count", 5), 5);
assert.throws(() => cache.append("count", "x".repeat(2 ** 20)), SegcacheError);
cache.checkInvariants();
cache[Symbol.dispose]();
assert.equal(cache.size, 0);
const store = new KeyvSegcache({ maxMemory: "1mb" });
await store.set("k", "v", 1000);
assert.equal(await store.get("k"), "v");

if (isMainThread) {
  const shared = new Segcache({ maxMemory: "1mb", shared: true, codec: "utf8" });
  shared.set("greeting", "hello");
  const code = await new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: shared.share() });
    worker.on("exit", resolve).on("error", reject);
  });
  assert.equal(code, 0);
  assert.equal(shared.get("greeting"), "hello to you");
  process.stdout.write(`fine under ${process.version}\n`);
} else {
  const shared = Segcache.open(workerData);
  assert.equal(shared.append("greeting", " to you"), 12);
}
