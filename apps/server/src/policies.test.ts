import { POLICY_NAMES } from "segcache-core";
import { expect, test } from "vitest";
import { meaningOf, POLICY_ALIASES, POLICY_EXPLANATIONS } from "./policies.ts";

/** Every value redis-server takes. */
const OF_REDIS = [
  "volatile-lru",
  "volatile-lfu",
  "volatile-random",
  "volatile-ttl",
  "allkeys-lru",
  "allkeys-lfu",
  "allkeys-random",
  "noeviction",
];

test("each of Redis's names is either accepted or explained", () => {
  for (const name of OF_REDIS) {
    expect(POLICY_ALIASES.has(name) !== POLICY_EXPLANATIONS.has(name), name).toBe(true);
  }
  expect(POLICY_ALIASES.size + POLICY_EXPLANATIONS.size).toBe(OF_REDIS.length);
  expect(POLICY_ALIASES.get("noeviction")).toBe("none");
});

test("explanations are one line that names what can be had", () => {
  for (const text of POLICY_EXPLANATIONS.values()) {
    expect(text).not.toContain("\n");
    expect(text).toContain(POLICY_NAMES.join(", "));
  }
});

test.each(POLICY_NAMES)("%s is described", (name) => {
  expect(meaningOf(name)).toMatch(/\w/);
});
