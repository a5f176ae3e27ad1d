// What a page does with the bundled package, and in a worker; the title says how it went.
import { json, POLICY_NAMES, Segcache, SegcacheError } from "./segcache-core.js";

function must(holds, what) {
  if (!holds) throw new Error(`should hold: ${what}`);
}

async function use() {
  let now = 1_700_000_000_000;
  const removed = [];
  const onRemove = (key, reason) => removed.push([key, reason]);
  const cache = new Segcache({ maxMemory: "1mb", onRemove, now: () => now });
  must(cache.set("k", "väl", { ttl: 1000 }) && cache.getString("k") === "väl", "set and get");
  must(cache.get("k").length === 4 && cache.get("k").slice(0, 1)[0] === 0x76, "get gives bytes");
  now += 1000;
  must(cache.get("k") === undefined && String(removed) === "k,expire", "time to live is exact");
  for (const length of [0, 1, 32, 33, 64, 65, 1000, 100_000]) {
    const value = crypto.getRandomValues(new Uint8Array(Math.min(length, 65_536)));
    cache.set("bytes", value);
    must(String(cache.get("bytes")) === String(value), `a value of ${length} bytes comes back`);
    const into = new Uint8Array(value.length + 5);
    must(
      cache.getInto("bytes", into, 5) === value.length && into.subarray(5).every((b, at) => b === value[at]),
      "getInto",
    );
  }
  for (const policy of POLICY_NAMES.filter((name) => name !== "none")) {
    cache.setPolicy(policy);
    for (let n = 0; n < 20_000; n++) cache.set(`key${n}`, `value${n}`.padEnd(n % 300, "."));
    must(cache.getString("key19999").startsWith("value19999"), `${policy} keeps what was just stored`);
  }
  must(
    removed.some(([, reason]) => reason === "evict"),
    "items are evicted",
  );
  must([...cache.keys()].length === cache.size && cache.size > 0, "every key is walked");
  must(cache.getMany(["key19999", "nobody"])[1] === undefined, "getMany");
  must(cache.increment("count", 2) === 2 && cache.increment("count") === 3, "increment");
  let code;
  try {
    cache.append("count", "x".repeat(2 ** 20));
  } catch (error) {
    code = error instanceof SegcacheError && error.code;
  }
  must(code === "VALUE_TOO_LARGE", "an append that is too large is refused");
  must(cache.stats().memoryTouched <= 2 ** 20, "memory is bounded");
  cache.checkInvariants();
  const users = new Segcache({ maxMemory: "1mb", codec: json() });
  must(
    (await users.getOrSet("u", async () => ({ name: "Ada" }))).name === "Ada" && users.get("u").name === "Ada",
    "getOrSet",
  );
}

async function run() {
  await use();
  if (typeof document === "undefined") return;
  await new Promise((resolve, reject) => {
    const worker = new Worker(import.meta.url, { type: "module" });
    worker.onmessage = ({ data }) => (data === "" ? resolve() : reject(new Error(`in the worker: ${data}`)));
    worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`));
  });
}

const report = (problem) => {
  if (typeof document === "undefined") postMessage(problem);
  else document.title = problem === "" ? "fine" : problem;
};
run().then(
  () => report(""),
  (error) => report(String(error)),
);
