// The whole engine against a Map, over every policy and the corners of the configuration.
import fc from "fast-check";
import { describe, it } from "vitest";
import { POLICY_NAMES } from "../../src/index.ts";
import { commands, createSystem, settle } from "./commands.ts";
import { modelRuns } from "./model-runs.ts";

const shapes = [
  { maxMemory: 32 * 1024, segmentSize: 1024, why: "few tiny segments: chains share, tails are evicted" },
  { maxMemory: 256 * 1024, segmentSize: 1024, why: "many tiny segments: the table takes page after page" },
  { maxMemory: 192 * 1024, segmentSize: 16 * 1024, why: "few segments kept free by slices" },
  { maxMemory: 128 * 1024, segmentSize: 1024, shared: { shared: true, shards: 2 }, why: "shards of shared memory" },
];

describe.each(POLICY_NAMES)("policy %s", (policy) => {
  it.each(shapes)("behaves like a map that may forget: $why", ({ maxMemory, segmentSize, shared }) => {
    fc.assert(
      fc.property(
        fc.array(commands(Math.floor(maxMemory / (shared?.shards ?? 1) / 8)), {
          minLength: 1,
          maxLength: 100,
          size: "max",
        }),
        fc.integer(),
        (list, seed) => {
          const system = createSystem({ maxMemory, segmentSize, policy, seed, ...shared });
          for (const command of list) {
            command.run(system);
            system.cache.checkInvariants();
          }
          settle(system);
        },
      ),
      { numRuns: modelRuns(shared === undefined ? 8 : 3) },
    );
  });
});
