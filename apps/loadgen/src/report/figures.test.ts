import { describe, expect, test } from "vitest";
import { parseRunOptions } from "../options/run-options.ts";
import { popularityOf } from "./figures.ts";

describe("the popularity of keys", () => {
  test.each([
    ["", "uniform"],
    ["--distribution sequential", "sequential"],
    ["--distribution zipf --theta 0.7", "zipf theta 0.7"],
    ["--distribution latest", "latest theta 0.99"],
    ["--distribution hotspot --hotspot 0.1:0.9", "hotspot 0.1:0.9"],
    ["--working-set 100 --drift 7", "uniform, working-set 100, drift 7"],
    ["--distribution zipf --scan 0.1:50", "zipf theta 0.99, scan 0.1:50"],
  ])("of %j is told as %j", (typed, told) => {
    const { workload } = parseRunOptions(typed === "" ? [] : typed.split(" "));
    expect(popularityOf(workload.settings)).toBe(told);
  });
});
