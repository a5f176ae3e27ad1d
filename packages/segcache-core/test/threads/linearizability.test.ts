import { describe, expect, it } from "vitest";
import { type Call, contradictions } from "./linearizability.ts";

type Line = readonly [began: number, ended: number, act: Call["act"], result: Call["result"], value?: string];

function history(...lines: readonly Line[]): Call[] {
  return lines.map(([began, ended, act, result, value]) => {
    return { thread: 0, key: "k", act, result, began, ended, ...(value === undefined ? {} : { value }) };
  });
}

describe("the checker of histories", () => {
  it.each<[string, readonly Line[]]>([
    [
      "of one thread",
      [
        [0, 1, "set", true, "1"],
        [2, 3, "increment", 2],
        [4, 5, "delete", true],
        [6, 7, "get", undefined],
      ],
    ],
    [
      "where a read overlaps a write and sees the old value",
      [
        [0, 1, "set", true, "1"],
        [2, 9, "set", true, "2"],
        [3, 4, "get", "1"],
      ],
    ],
    [
      "where reads overlap two writes in an order of their own",
      [
        [0, 20, "set", true, "1"],
        [1, 21, "set", true, "2"],
        [2, 3, "get", "2"],
        [4, 5, "get", "1"],
      ],
    ],
    [
      "where one of two adds comes first",
      [
        [0, 5, "add", false, "1"],
        [1, 6, "add", true, "2"],
        [7, 8, "get", "2"],
      ],
    ],
  ])("accepts one %s", (_, lines) => {
    expect(contradictions(history(...lines))).toEqual([]);
  });

  it.each<[string, readonly Line[]]>([
    ["where a value comes from nowhere", [[0, 1, "get", "1"]]],
    [
      "where a finished write is not seen",
      [
        [0, 1, "set", true, "1"],
        [2, 3, "set", true, "2"],
        [4, 5, "get", "1"],
      ],
    ],
    [
      "where an increment is lost",
      [
        [0, 3, "increment", 1],
        [1, 4, "increment", 1],
      ],
    ],
    [
      "where a value that was replaced comes back",
      [
        [0, 20, "set", true, "1"],
        [1, 21, "set", true, "2"],
        [2, 3, "get", "2"],
        [4, 5, "get", "1"],
        [6, 7, "get", "2"],
      ],
    ],
    [
      "where both adds come first",
      [
        [0, 5, "add", true, "1"],
        [1, 6, "add", true, "2"],
      ],
    ],
    [
      "where a key is deleted twice",
      [
        [0, 1, "set", true, "1"],
        [2, 5, "delete", true],
        [3, 6, "delete", true],
      ],
    ],
  ])("rejects one %s", (_, lines) => {
    expect(contradictions(history(...lines))).toEqual(["k"]);
  });
});
