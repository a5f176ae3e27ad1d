import { describe, expect, it } from "vitest";
import { Arena } from "../arena/arena.ts";
import { NONE } from "../segments/segment-layout.ts";
import { Segments } from "../segments/segments.ts";
import { createPolicy } from "./policies.ts";
import { isPolicyName, POLICY_NAMES } from "./policy-names.ts";

describe("policies", () => {
  it.each(POLICY_NAMES)("%s chooses a segment exactly if it evicts at all", (name) => {
    const arena = new Arena({ segmentBytes: 1024, pages: 20, chains: 4, namespaces: 1 }, 1, 2, 3);
    const segments = new Segments(arena);
    const policy = createPolicy(name, arena, segments);
    const full = segments.open(1);
    segments.seal(full);
    segments.open(1);
    expect(policy.chooseVictim()).toBe(name === "none" ? NONE : full);
  });

  it("are known by their exact names only", () => {
    expect(POLICY_NAMES.every(isPolicyName)).toBe(true);
    for (const other of ["", "FIFO", "lru", "toString", undefined, 0]) expect(isPolicyName(other)).toBe(false);
  });
});
