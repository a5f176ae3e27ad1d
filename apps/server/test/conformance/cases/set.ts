// SET with every option, order and conflict.

import type { Case } from "../case.ts";

const SYNTAX = "-ERR syntax error";

export const SET_CASES: readonly Case[] = [
  {
    why: "SET stores, GET returns",
    steps: [
      ["SET a 1", "+OK"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "SET replaces",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 22", "+OK"],
      ["GET a", '"22"'],
    ],
  },
  {
    why: "an empty value is a value",
    steps: [
      ['SET a ""', "+OK"],
      ["GET a", '""'],
      ["EXISTS a", ":1"],
    ],
  },
  {
    why: "an empty key is a key",
    steps: [
      ['SET "" x', "+OK"],
      ['GET ""', '"x"'],
      ["DBSIZE", ":1"],
    ],
  },
  {
    why: "values keep line ends and zero bytes",
    steps: [
      ['SET "k\\r\\n\\u0000" "v\\r\\n\\u0000"', "+OK"],
      ['GET "k\\r\\n\\u0000"', '"v\\r\\n\\u0000"'],
    ],
  },
  {
    why: "command and option names ignore case",
    steps: [
      ["sEt a 1 eX 100 nX", "+OK"],
      ["tTl a", ":100"],
    ],
  },
  {
    why: "SET EX sets seconds",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "SET PX sets milliseconds",
    steps: [
      ["SET a 1 PX 100000", "+OK"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "SET EXAT sets a Unix second",
    steps: [
      ["SET a 1 EXAT 33177117420", "+OK"],
      ["EXPIRETIME a", ":33177117420"],
    ],
  },
  {
    why: "SET PXAT sets a Unix millisecond",
    steps: [
      ["SET a 1 PXAT 33177117420123", "+OK"],
      ["PEXPIRETIME a", ":33177117420123"],
    ],
  },
  {
    why: "SET PXAT in the past removes the key",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 PXAT 5", "+OK"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "SET EXAT in the past removes the key",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 EXAT 5", "+OK"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "plain SET drops the deadline",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["SET a 2", "+OK"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "SET KEEPTTL keeps the deadline",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["SET a 2 KEEPTTL", "+OK"],
      ["TTL a", ":100"],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "SET KEEPTTL without a deadline keeps none",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 KEEPTTL", "+OK"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "SET KEEPTTL on a new key",
    steps: [
      ["SET a 1 KEEPTTL", "+OK"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "SET NX stores a new key",
    steps: [
      ["SET a 1 NX", "+OK"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "SET NX leaves an old key",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 NX", "nil"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "SET XX leaves a missing key",
    steps: [
      ["SET a 1 XX", "nil"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "SET XX replaces an old key",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 XX", "+OK"],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "SET NX that fails keeps the deadline",
    steps: [
      ["SET a 1 EX 50", "+OK"],
      ["SET a 2 NX EX 9", "nil"],
      ["TTL a", ":50"],
    ],
  },
  {
    why: "SET GET on a missing key",
    steps: [
      ["SET a 1 GET", "nil"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "SET GET returns the old value",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 GET", '"1"'],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "SET NX GET that stores",
    steps: [
      ["SET a 1 NX GET", "nil"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "SET NX GET that fails",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 NX GET", '"1"'],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "SET XX GET that fails",
    steps: [
      ["SET a 2 XX GET", "nil"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "SET XX GET that stores",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 XX GET", '"1"'],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "SET GET with a deadline in the past",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 EXAT 5 GET", '"1"'],
      ["GET a", "nil"],
    ],
  },
  {
    why: "options in another order",
    steps: [
      ["SET a 1", "+OK"],
      ["SET a 2 GET EX 10 XX", '"1"'],
      ["TTL a", ":10"],
    ],
  },
  {
    why: "an option may be repeated",
    steps: [
      ["SET a 1 NX NX", "+OK"],
      ["SET a 2 KEEPTTL KEEPTTL", "+OK"],
    ],
  },
  {
    why: "of a repeated time the last counts",
    steps: [
      ["SET a 1 EX 10 GET EX 20", "nil"],
      ["TTL a", ":20"],
    ],
  },
  {
    why: "NX and XX exclude each other",
    steps: [
      ["SET a 1 NX XX", SYNTAX],
      ["SET a 1 XX NX", SYNTAX],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "EX and PX exclude each other",
    steps: [
      ["SET a 1 EX 1 PX 1", SYNTAX],
      ["SET a 1 PX 1 EX 1", SYNTAX],
    ],
  },
  { why: "PX and EXAT exclude each other", steps: [["SET a 1 PX 100 EXAT 100", SYNTAX]] },
  { why: "EXAT and PXAT exclude each other", steps: [["SET a 1 EXAT 100 PXAT 100", SYNTAX]] },
  {
    why: "KEEPTTL and a time exclude each other",
    steps: [
      ["SET a 1 KEEPTTL EX 3", SYNTAX],
      ["SET a 1 EX 3 KEEPTTL", SYNTAX],
    ],
  },
  {
    why: "a time wants a number",
    steps: [
      ["SET a 1 EX", SYNTAX],
      ["SET a 1 NX PX", SYNTAX],
      ["SET a 1 PXAT", SYNTAX],
    ],
  },
  {
    why: "an unknown option",
    steps: [
      ["SET a 1 FOO", SYNTAX],
      ["SET a 1 EX 10 FOO", SYNTAX],
      ['SET a 1 ""', SYNTAX],
    ],
  },
];
