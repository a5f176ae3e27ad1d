// Numbers that 64 bits hold and a double does not, and requests whose mistakes come in an unusual place: what Redis says
// about each.

import type { Case } from "../case.ts";

const RANGE = "-ERR value is out of range, value must between -2147483648 and 2147483647";
const NO_INTEGER = "-ERR value is not an integer or out of range";
const BELOW = "-ERR count should be greater than or equal to -1";
const NO_CLIENT = "-ERR client-id should be greater than 0";

export const WIDE_NUMBER_CASES: readonly Case[] = [
  {
    why: "a database's number beyond 53 and beyond 64 bits",
    steps: [
      ["SELECT 9007199254740993", RANGE],
      ["SELECT -9007199254740993", RANGE],
      ["SELECT 99999999999999999999", NO_INTEGER],
      ["SET k 1", "+OK"],
      ["COPY k z DB 9007199254740993", RANGE],
      ["COPY k z DB 99999999999", RANGE],
      ["COPY k z DB -1", "-ERR DB index is out of range"],
      ["COPY k z DB 16", "-ERR DB index is out of range"],
      ["COPY k z DB 99999999999999999999", NO_INTEGER],
    ],
  },
  {
    why: "a protocol version beyond 53 and beyond 64 bits",
    steps: [
      ["HELLO 9007199254740993", "-NOPROTO unsupported protocol version"],
      ["HELLO -9223372036854775808", "-NOPROTO unsupported protocol version"],
      ["HELLO 9223372036854775808", "-ERR Protocol version is not an integer or out of range"],
    ],
  },
  {
    why: "counts and ids beyond 53 and beyond 64 bits",
    steps: [
      ["SLOWLOG RESET", "+OK"],
      ["SLOWLOG GET 9007199254740993", "[]"],
      ["SLOWLOG GET -9007199254740993", BELOW],
      ["SLOWLOG GET 99999999999999999999", BELOW],
      ["CLIENT LIST ID 9007199254740993", '""'],
      ["CLIENT LIST ID -9223372036854775808", '""'],
      ["CLIENT LIST ID 9223372036854775808", "-ERR Invalid client ID"],
      ["CLIENT KILL ID 9007199254740993", ":0"],
      ["CLIENT KILL ID 9223372036854775808", NO_CLIENT],
      ["CLIENT KILL ID -9007199254740993", NO_CLIENT],
      ["SET k 1", "+OK"],
      ["MEMORY USAGE k SAMPLES 9007199254740993", /^:\d+$/],
      ["MEMORY USAGE k SAMPLES -9007199254740993", "-ERR syntax error"],
      ["MEMORY USAGE k SAMPLES 99999999999999999999", NO_INTEGER],
    ],
  },
  {
    why: "a cursor ends at a zero byte",
    steps: [
      ['SCAN "\\u0000"', '["0", []]'],
      ['SCAN "0\\u0000x"', '["0", []]'],
      ['SCAN "x\\u0000"', "-ERR invalid cursor"],
      ['SCAN "\\u0000" NOSUCH', "-ERR syntax error"],
    ],
  },
  {
    why: "an error that ends with what was sent keeps its line, without the line ends",
    steps: [
      ["SET k 1", "+OK"],
      ['EXPIRE k 1 "x\\r\\n"', "-ERR Unsupported option x"],
      ['EXPIRE k 1 "\\r\\n"', "-ERR Unsupported option "],
      ['EXPIRE k 1 "a\\nb"', "-ERR Unsupported option a b"],
      ["GET k", '"1"'],
    ],
  },
  {
    why: "CONFIG SET looks at all names before any value",
    steps: [
      ["CONFIG SET timeout x nosuch 1", "-ERR Unknown option or number of arguments for CONFIG SET - 'nosuch'"],
      [
        "CONFIG SET timeout x databases 5",
        "-ERR CONFIG SET failed (possibly related to argument 'databases') - can't set immutable config",
      ],
      [
        "CONFIG SET timeout x timeout 5",
        "-ERR CONFIG SET failed (possibly related to argument 'timeout') - duplicate parameter",
      ],
      [
        "CONFIG SET databases 5 nosuch 1",
        "-ERR CONFIG SET failed (possibly related to argument 'databases') - can't set immutable config",
      ],
    ],
  },
];
