// Reading, counting and appending.

import type { Case } from "../case.ts";

const NOT_INTEGER = "-ERR value is not an integer or out of range";
const OVERFLOWS = "-ERR increment or decrement would overflow";

export const STRING_CASES: readonly Case[] = [
  { why: "GET of a missing key", steps: [["GET nothing", "nil"]] },
  {
    why: "MGET with missing keys",
    steps: [
      ["SET a 1", "+OK"],
      ["MGET a b a", '["1", nil, "1"]'],
    ],
  },
  {
    why: "STRLEN",
    steps: [
      ["STRLEN a", ":0"],
      ["SET a hello", "+OK"],
      ["STRLEN a", ":5"],
    ],
  },
  {
    why: "STRLEN counts bytes",
    steps: [
      ["SET a äö", "+OK"],
      ["STRLEN a", ":4"],
    ],
  },
  {
    why: "INCR of a missing key",
    steps: [
      ["INCR a", ":1"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "INCR of a number",
    steps: [
      ["SET a 41", "+OK"],
      ["INCR a", ":42"],
      ["GET a", '"42"'],
    ],
  },
  {
    why: "INCR of a negative number",
    steps: [
      ["SET a -1", "+OK"],
      ["INCR a", ":0"],
      ["GET a", '"0"'],
    ],
  },
  {
    why: "INCR that grows the text",
    steps: [
      ["SET a 9", "+OK"],
      ["INCR a", ":10"],
      ["GET a", '"10"'],
    ],
  },
  {
    why: "INCR keeps the deadline",
    steps: [
      ["SET a 9 EX 100", "+OK"],
      ["INCR a", ":10"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "INCR of a new key sets no deadline",
    steps: [
      ["INCR a", ":1"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "DECR",
    steps: [
      ["DECR a", ":-1"],
      ["DECR a", ":-2"],
      ["GET a", '"-2"'],
    ],
  },
  {
    why: "DECR that shortens the text",
    steps: [
      ["SET a 10", "+OK"],
      ["DECR a", ":9"],
      ["GET a", '"9"'],
      ["STRLEN a", ":1"],
    ],
  },
  {
    why: "INCRBY",
    steps: [
      ["INCRBY a 5", ":5"],
      ["INCRBY a -7", ":-2"],
      ["INCRBY a 0", ":-2"],
    ],
  },
  {
    why: "DECRBY",
    steps: [
      ["DECRBY a 5", ":-5"],
      ["DECRBY a -7", ":2"],
      ["DECRBY a 0", ":2"],
    ],
  },
  {
    why: "INCR of a text",
    steps: [
      ["SET a abc", "+OK"],
      ["INCR a", NOT_INTEGER],
      ["GET a", '"abc"'],
    ],
  },
  {
    why: "INCR of an empty value",
    steps: [
      ['SET a ""', "+OK"],
      ["INCR a", NOT_INTEGER],
    ],
  },
  {
    why: "INCR of a number with a leading zero",
    steps: [
      ["SET a 01", "+OK"],
      ["INCR a", NOT_INTEGER],
    ],
  },
  {
    why: "INCR of a number with a blank",
    steps: [
      ['SET a " 1"', "+OK"],
      ["INCR a", NOT_INTEGER],
    ],
  },
  {
    why: "INCR of a number with a plus",
    steps: [
      ["SET a +1", "+OK"],
      ["INCR a", NOT_INTEGER],
    ],
  },
  {
    why: "INCR of minus zero",
    steps: [
      ["SET a -0", "+OK"],
      ["INCR a", NOT_INTEGER],
    ],
  },
  {
    why: "INCR of a fraction",
    steps: [
      ["SET a 1.5", "+OK"],
      ["INCR a", NOT_INTEGER],
    ],
  },
  {
    why: "INCR of a number beyond 64 bits",
    steps: [
      ["SET a 9223372036854775808", "+OK"],
      ["INCR a", NOT_INTEGER],
    ],
  },
  {
    why: "INCR at the top",
    steps: [
      ["SET a 9223372036854775807", "+OK"],
      ["INCR a", OVERFLOWS],
      ["GET a", '"9223372036854775807"'],
    ],
  },
  {
    why: "INCR near the top is exact",
    steps: [
      ["SET a 9223372036854775805", "+OK"],
      ["INCR a", ":9223372036854775806"],
    ],
  },
  {
    why: "DECR at the bottom",
    steps: [
      ["SET a -9223372036854775808", "+OK"],
      ["DECR a", OVERFLOWS],
    ],
  },
  {
    why: "DECR near the bottom is exact",
    steps: [
      ["SET a -9223372036854775807", "+OK"],
      ["DECR a", ":-9223372036854775808"],
    ],
  },
  {
    why: "INCR above 53 bits is exact",
    steps: [
      ["SET a 9007199254740993", "+OK"],
      ["INCR a", ":9007199254740994"],
    ],
  },
  {
    why: "INCRBY above 53 bits is exact",
    steps: [
      ["SET a 1", "+OK"],
      ["INCRBY a 9007199254740993", ":9007199254740994"],
    ],
  },
  {
    why: "INCRBY of the largest delta",
    steps: [
      ["INCRBY a 9223372036854775807", ":9223372036854775807"],
      ["INCRBY a 1", OVERFLOWS],
    ],
  },
  { why: "INCRBY of the smallest delta", steps: [["INCRBY a -9223372036854775808", ":-9223372036854775808"]] },
  {
    why: "INCRBY crossing zero",
    steps: [
      ["SET a -9223372036854775808", "+OK"],
      ["INCRBY a 9223372036854775807", ":-1"],
    ],
  },
  {
    why: "INCRBY x",
    steps: [
      ["INCRBY a x", NOT_INTEGER],
      ["INCRBY a 9223372036854775808", NOT_INTEGER],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "INCRBY's number is read before the key",
    steps: [
      ["SET a abc", "+OK"],
      ["INCRBY a x", NOT_INTEGER],
    ],
  },
  { why: "DECRBY of the smallest number", steps: [["DECRBY a -9223372036854775808", "-ERR decrement would overflow"]] },
  {
    why: "DECRBY that overflows",
    steps: [
      ["SET a 1", "+OK"],
      ["DECRBY a -9223372036854775807", OVERFLOWS],
    ],
  },
  { why: "DECRBY x", steps: [["DECRBY a x", NOT_INTEGER]] },
  {
    why: "APPEND to a missing key",
    steps: [
      ["APPEND a abc", ":3"],
      ["GET a", '"abc"'],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "APPEND",
    steps: [
      ["SET a abc", "+OK"],
      ["APPEND a def", ":6"],
      ["GET a", '"abcdef"'],
    ],
  },
  {
    why: "APPEND of nothing",
    steps: [
      ["SET a abc", "+OK"],
      ['APPEND a ""', ":3"],
      ["GET a", '"abc"'],
    ],
  },
  {
    why: "APPEND of nothing to a missing key",
    steps: [
      ['APPEND a ""', ":0"],
      ["GET a", '""'],
    ],
  },
  {
    why: "APPEND keeps the deadline",
    steps: [
      ["SET a abc EX 100", "+OK"],
      ["APPEND a d", ":4"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "APPEND to a number",
    steps: [
      ["INCR a", ":1"],
      ["APPEND a 0", ":2"],
      ["INCR a", ":11"],
    ],
  },
];
