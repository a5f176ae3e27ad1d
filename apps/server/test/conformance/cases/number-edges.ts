// Numbers in strings at their limits, and values put together from parts.

import type { Case } from "../case.ts";

export const NUMBER_EDGE_CASES: readonly Case[] = [
  {
    why: "INCR by several commands",
    steps: [
      ["INCR a", ":1"],
      ["INCRBY a 10", ":11"],
      ["DECRBY a 3", ":8"],
      ["DECR a", ":7"],
      ["INCRBYFLOAT a 0.5", '"7.5"'],
      ["GET a", '"7.5"'],
    ],
  },
  {
    why: "INCRBY of zero",
    steps: [
      ["SET a 5", "+OK"],
      ["INCRBY a 0", ":5"],
      ["INCRBY a -0", "-ERR value is not an integer or out of range"],
      ["DECRBY a 0", ":5"],
    ],
  },
  {
    why: "INCRBY with blanks and signs",
    steps: [
      ['INCRBY a " 1"', "-ERR value is not an integer or out of range"],
      ['INCRBY a "1 "', "-ERR value is not an integer or out of range"],
      ["INCRBY a +1", "-ERR value is not an integer or out of range"],
      ["INCRBY a 0x1", "-ERR value is not an integer or out of range"],
      ['INCRBY a ""', "-ERR value is not an integer or out of range"],
      ["INCRBY a 01", "-ERR value is not an integer or out of range"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "INCRBY to the ends and back",
    steps: [
      ["SET a 9223372036854775806", "+OK"],
      ["INCRBY a 1", ":9223372036854775807"],
      ["INCRBY a 1", "-ERR increment or decrement would overflow"],
      ["DECRBY a 9223372036854775807", ":0"],
      ["DECRBY a 9223372036854775807", ":-9223372036854775807"],
      ["DECRBY a 1", ":-9223372036854775808"],
      ["DECRBY a 1", "-ERR increment or decrement would overflow"],
      ["GET a", '"-9223372036854775808"'],
    ],
  },
  {
    why: "INCR of the number with 20 characters",
    steps: [
      ["SET a -9223372036854775808", "+OK"],
      ["INCR a", ":-9223372036854775807"],
      ["DECR a", ":-9223372036854775808"],
      ["DECR a", "-ERR increment or decrement would overflow"],
    ],
  },
  {
    why: "INCR of an exponent",
    steps: [
      ["SET a 1e3", "+OK"],
      ["INCR a", "-ERR value is not an integer or out of range"],
    ],
  },
  {
    why: "INCR of a number with a zero byte",
    steps: [
      ['SET a "1\\u0000"', "+OK"],
      ["INCR a", "-ERR value is not an integer or out of range"],
    ],
  },
  {
    why: "INCR of numbers with signs",
    steps: [
      ["SET a -0", "+OK"],
      ["INCR a", "-ERR value is not an integer or out of range"],
      ["SET a --1", "+OK"],
      ["INCR a", "-ERR value is not an integer or out of range"],
      ["SET a -", "+OK"],
      ["INCR a", "-ERR value is not an integer or out of range"],
    ],
  },
  {
    why: "APPEND of binary data",
    steps: [
      ['APPEND a "\\u0000\\r\\n"', ":3"],
      ['APPEND a "\\u00ff"', ":5"],
      ["GET a", '"\\u0000\\r\\nÃ¿"'],
      ["STRLEN a", ":5"],
    ],
  },
  {
    why: "APPEND makes a number longer",
    steps: [
      ["SET a 1", "+OK"],
      ["APPEND a 0", ":2"],
      ["INCR a", ":11"],
    ],
  },
  {
    why: "APPEND of a value to itself",
    steps: [
      ["SET a ab", "+OK"],
      ["APPEND a ab", ":4"],
      ["APPEND a abab", ":8"],
      ["GET a", '"abababab"'],
    ],
  },
  {
    why: "STRLEN of numbers and of nothing",
    steps: [
      ["SET a -100", "+OK"],
      ["STRLEN a", ":4"],
      ['SET a ""', "+OK"],
      ["STRLEN a", ":0"],
      ["STRLEN nothing", ":0"],
    ],
  },
  {
    why: "DEL of many",
    steps: [
      ["MSET a 1 b 2 c 3 d 4", "+OK"],
      ["DEL a a b nothing c", ":3"],
      ["EXISTS a b c d", ":1"],
    ],
  },
  {
    why: "UNLINK of a key twice",
    steps: [
      ["SET a 1", "+OK"],
      ["UNLINK a a", ":1"],
    ],
  },
  {
    why: "EXISTS after everything that removes",
    steps: [
      ["MSET a 1 b 2 c 3 d 4", "+OK"],
      ["DEL a", ":1"],
      ["UNLINK b", ":1"],
      ["EXPIRE c 0", ":1"],
      ["GETDEL d", '"4"'],
      ["EXISTS a b c d", ":0"],
    ],
  },
  {
    why: "TYPE of what has gone",
    steps: [
      ["SET a 1", "+OK"],
      ["DEL a", ":1"],
      ["TYPE a", "+none"],
    ],
  },
  {
    why: "GETRANGE around SETRANGE",
    steps: [
      ["SETRANGE a 3 x", ":4"],
      ["GETRANGE a 0 2", '"\\u0000\\u0000\\u0000"'],
      ["GETRANGE a -1 -1", '"x"'],
      ["STRLEN a", ":4"],
    ],
  },
  {
    why: "GETSET of binary data",
    steps: [
      ['GETSET a "\\u0000"', "nil"],
      ['GETSET a "\\u00ff"', '"\\u0000"'],
    ],
  },
  {
    why: "GETDEL leaves no deadline behind",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["GETDEL a", '"1"'],
      ["SET a 2 KEEPTTL", "+OK"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "GETEX keeps the value",
    steps: [
      ['SET a "\\u0000\\r\\n"', "+OK"],
      ["GETEX a EX 100", '"\\u0000\\r\\n"'],
      ["GETEX a PERSIST", '"\\u0000\\r\\n"'],
      ["GET a", '"\\u0000\\r\\n"'],
    ],
  },
];
