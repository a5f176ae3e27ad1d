import { describe, expect, it } from "vitest";
import { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/arena-layout.ts";
import { POLICY_NAMES, type PolicyOptions } from "./policy-names.ts";
import { policyNameIn, policyOptionsIn, writePolicy } from "./policy-settings.ts";

const arena = new Arena({ segmentBytes: 1024, pages: 12, chains: 1, namespaces: 1 }, 1, 2, 3);

describe("the policy told by an arena", () => {
  it.each<PolicyOptions>([
    {},
    { merge: { max: 6, merge: 3 }, s3fifo: { admissionRatio: 0.25 } },
    { merge: { merge: 5 } },
    { s3fifo: { admissionRatio: 0.01 } },
  ])("is the one that was set, with the parameters given and no others: %j", (options) => {
    for (const name of POLICY_NAMES) {
      const epoch = arena.words[HEADER.policyEpoch];
      writePolicy(arena, name, options);
      expect(policyNameIn(arena)).toBe(name);
      expect(policyOptionsIn(arena)).toEqual(options);
      expect(arena.words[HEADER.policyEpoch]).not.toBe(epoch);
    }
  });
});
