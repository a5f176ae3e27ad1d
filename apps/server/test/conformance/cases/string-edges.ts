// Strings at their edges: odd keys and values, lifetimes, conditions.

import type { Case } from "../case.ts";

export const STRING_EDGE_CASES: readonly Case[] = [
  {
    why: "MGET of many, some twice",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["MGET a a b nothing b", '["1", "1", "2", nil, "2"]'],
    ],
  },
  {
    why: "MGET of empty names and values",
    steps: [
      ['MSET "" "" a ""', "+OK"],
      ['MGET "" a nothing', '["", "", nil]'],
    ],
  },
  {
    why: "MSET with a key twice keeps the last",
    steps: [
      ["MSET a 1 a 2", "+OK"],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "MSET takes deadlines away",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["MSET a 2 b 3", "+OK"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "MSET with a missing value",
    steps: [
      ["MSET a 1 b", "-ERR wrong number of arguments for 'mset' command"],
      ["MSET", "-ERR wrong number of arguments for 'mset' command"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "MSET of binary keys",
    steps: [
      ['MSET "\\u0000" "\\u0001" "\\r\\n" "\\n"', "+OK"],
      ['MGET "\\u0000" "\\r\\n"', '["\\u0001", "\\n"]'],
    ],
  },
  {
    why: "values of every control character",
    steps: [
      ['SET a "\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"', "+OK"],
      ["GET a", '"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"'],
      ["STRLEN a", ":16"],
    ],
  },
  {
    why: "values in UTF-8",
    steps: [
      ['SET ä "日本語 😀"', "+OK"],
      ["GET ä", '"æ¥æ¬èª ð"'],
      ["STRLEN ä", ":14"],
      ["GETRANGE ä 0 2", '"æ¥"'],
    ],
  },
  {
    why: "keys that look like numbers",
    steps: [
      ["SET 1 one", "+OK"],
      ["SET 01 other", "+OK"],
      ["SET -1 minus", "+OK"],
      ["MGET 1 01 -1", '["one", "other", "minus"]'],
    ],
  },
  {
    why: "keys that look like options",
    steps: [
      ["SET NX 1", "+OK"],
      ["SET EX 2 EX 100", "+OK"],
      ["GET NX", '"1"'],
      ["GET EX", '"2"'],
    ],
  },
  {
    why: "keys that differ in case",
    steps: [
      ["SET a 1", "+OK"],
      ["SET A 2", "+OK"],
      ["MGET a A", '["1", "2"]'],
    ],
  },
  {
    why: "a long key",
    steps: [
      [
        "SET kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk 1",
        "+OK",
      ],
      [
        "GET kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
        "nil",
      ],
      [
        "KEYS k*",
        '["kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"]',
      ],
    ],
  },
  {
    why: "a value of numbers keeps its text",
    steps: [
      ["SET a 007", "+OK"],
      ["GET a", '"007"'],
      ["SET a +1", "+OK"],
      ["GET a", '"+1"'],
      ["SET a 1e3", "+OK"],
      ["GET a", '"1e3"'],
      ['SET a " 1"', "+OK"],
      ["GET a", '" 1"'],
    ],
  },
  {
    why: "SET with huge lifetimes",
    steps: [
      ["SET a 1 EX 9223372036", "+OK"],
      ["TTL a", ":9223372036"],
      ["SET a 1 PX 9223372036854", "+OK"],
      ["PTTL nothing", ":-2"],
    ],
  },
  {
    why: "SET EX with a number beyond doubles",
    steps: [
      ["SET a 1 EX 9007199254740993", "+OK"],
      ["EXISTS a", ":1"],
    ],
  },
  {
    why: "SET PX of one millisecond is taken",
    steps: [["SET a 1 PX 1", "+OK"]],
  },
  {
    why: "SET with options cut short",
    steps: [
      ["SET a 1 EX", "-ERR syntax error"],
      ["SET a 1 PX", "-ERR syntax error"],
      ["SET a 1 NX EX", "-ERR syntax error"],
      ["SET a 1 EXAT", "-ERR syntax error"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "SET with an option for a value",
    steps: [
      ["SET a EX 100", "-ERR syntax error"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "SETEX and TTL",
    steps: [
      ["SETEX a 100 x", "+OK"],
      ["TTL a", ":100"],
      ["GET a", '"x"'],
    ],
  },
  {
    why: "SETEX with bad times",
    steps: [
      ["SETEX a 0 x", "-ERR invalid expire time in 'setex' command"],
      ["SETEX a -1 x", "-ERR invalid expire time in 'setex' command"],
      ["SETEX a abc x", "-ERR value is not an integer or out of range"],
      ["SETEX a 1.5 x", "-ERR value is not an integer or out of range"],
      ["SETEX a 9223372036854775807 x", "-ERR invalid expire time in 'setex' command"],
      ["SETEX a 9223372036854775808 x", "-ERR value is not an integer or out of range"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "PSETEX with good and bad times",
    steps: [
      ["PSETEX a 100000 x", "+OK"],
      ["GET a", '"x"'],
      ["PSETEX a 0 x", "-ERR invalid expire time in 'psetex' command"],
      ["PSETEX a -5 x", "-ERR invalid expire time in 'psetex' command"],
      ["PSETEX a abc x", "-ERR value is not an integer or out of range"],
      ["PSETEX a 9223372036854775807 x", "-ERR invalid expire time in 'psetex' command"],
    ],
  },
  {
    why: "SETEX replaces a deadline",
    steps: [
      ["SETEX a 1000 x", "+OK"],
      ["SETEX a 100 y", "+OK"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "SETNX twice",
    steps: [
      ["SETNX a 1", ":1"],
      ["SETNX a 2", ":0"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "SETNX that fails leaves the deadline",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["SETNX a 2", ":0"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "SETNX after a deletion",
    steps: [
      ["SETNX a 1", ":1"],
      ["DEL a", ":1"],
      ["SETNX a 2", ":1"],
      ["GET a", '"2"'],
    ],
  },
];
