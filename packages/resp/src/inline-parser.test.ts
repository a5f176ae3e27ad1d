import { describe, expect, test } from "vitest";
import { bytesOf } from "../test/requests.ts";
import { splitInline, UNBALANCED } from "./inline-parser.ts";

function split(line: string): string[] | number {
  const buffer = bytesOf(line);
  const starts = new Int32Array((buffer.length + 1) >> 1);
  const ends = new Int32Array(starts.length);
  const count = splitInline(buffer, 0, buffer.length, starts, ends);
  if (count === UNBALANCED) return count;
  return Array.from({ length: count }, (_, i) => Buffer.from(buffer.subarray(starts[i], ends[i])).toString("latin1"));
}

describe("words", () => {
  test.each<[string, string[]]>([
    ["", []],
    [" \t\v\f\r", []],
    ["GET key", ["GET", "key"]],
    ["  a\t\tb \rc ", ["a", "b", "c"]],
    ["a\vb \vc", ["a\vb", "c"]],
    ["a b c d e", ["a", "b", "c", "d", "e"]],
    ['"a b" c', ["a b", "c"]],
    ["\"\" ''", ["", ""]],
    ['k"a b" c', ["ka b", "c"]],
    ["k'a b'", ["ka b"]],
    ['"it\'s"', ["it's"]],
    ["'say \"hi\"'", ['say "hi"']],
    ['"\\x41\\xfF\\x00"', ["A\xff\0"]],
    ['"\\x4g\\x"', ["x4gx"]],
    ['"\\n\\r\\t\\b\\a\\q\\\\\\""', ['\n\r\t\b\x07q\\"']],
    ["'\\'\\n\\x'", ["'\\n\\x"]],
    ["a\\nb", ["a\\nb"]],
    ['"a"\vb', ["a", "b"]],
    ["a\0b", ["a\0b"]],
  ])("%j", (line, words) => {
    expect(split(line)).toEqual(words);
  });

  test.each(['"', "'", '"a', "'a", '"a"b', "'a'b", "\"a\"'b'", '"\\"', "'\\'", '"\\', 'ok "a'])(
    "%j is unbalanced",
    (line) => {
      expect(split(line)).toBe(UNBALANCED);
    },
  );
});

test("a line without quotes is not written to", () => {
  const frozen = new Proxy(bytesOf("SET a\\n b"), {
    get: (bytes, key) => Reflect.get(bytes, key, bytes),
    set: () => expect.unreachable("written"),
  });
  expect(splitInline(frozen, 0, frozen.length, new Int32Array(8), new Int32Array(8))).toBe(3);
});
