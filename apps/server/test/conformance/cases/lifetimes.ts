// Lifetimes that SET, SETEX and PSETEX accept and refuse; SETNX and MSET.

import type { Case } from "../case.ts";

const INVALID_SET = "-ERR invalid expire time in 'set' command";
const NOT_INTEGER = "-ERR value is not an integer or out of range";
const SYNTAX = "-ERR syntax error";

export const LIFETIME_CASES: readonly Case[] = [
  {
    why: "SET EX 0",
    steps: [
      ["SET a 1 EX 0", INVALID_SET],
      ["SET a 1 PX 0", INVALID_SET],
      ["SET a 1 EXAT 0", INVALID_SET],
    ],
  },
  {
    why: "SET with a negative time",
    steps: [
      ["SET a 1 EX -5", INVALID_SET],
      ["SET a 1 PXAT -5", INVALID_SET],
    ],
  },
  {
    why: "SET EX that is no number",
    steps: [
      ["SET a 1 EX abc", NOT_INTEGER],
      ["SET a 1 PX 1.5", NOT_INTEGER],
    ],
  },
  {
    why: "SET EX with signs and zeros",
    steps: [
      ["SET a 1 EX +1", NOT_INTEGER],
      ["SET a 1 EX 01", NOT_INTEGER],
    ],
  },
  { why: "SET EX beyond 64 bits", steps: [["SET a 1 EX 9223372036854775808", NOT_INTEGER]] },
  { why: "SET EX whose milliseconds overflow", steps: [["SET a 1 EX 9223372036854775807", INVALID_SET]] },
  { why: "SET EX just over the milliseconds' range", steps: [["SET a 1 EX 9223372036854776", INVALID_SET]] },
  { why: "SET EX whose deadline overflows", steps: [["SET a 1 EX 9223372036854775", INVALID_SET]] },
  { why: "SET PX whose deadline overflows", steps: [["SET a 1 PX 9223372036854775807", INVALID_SET]] },
  { why: "SET EXAT that overflows", steps: [["SET a 1 EXAT 9223372036854775807", INVALID_SET]] },
  {
    why: "SET with an error changes nothing",
    steps: [
      ["SET a 1 EX 50", "+OK"],
      ["SET a 2 EX 0", INVALID_SET],
      ["GET a", '"1"'],
    ],
  },
  { why: "a bad option counts before a bad number", steps: [["SET a 1 EX abc FOO", SYNTAX]] },
  {
    why: "the farthest deadline",
    steps: [
      ["SET a 1 PXAT 9223372036854775807", "+OK"],
      [
        "PEXPIRETIME a",
        ":-1",
        {
          redis: ":9223372036854775807",
          reason: "farDeadline",
        },
      ],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "SETEX",
    steps: [
      ["SETEX a 100 v", "+OK"],
      ["GET a", '"v"'],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "SETEX replaces value and deadline",
    steps: [
      ["SETEX a 100 v", "+OK"],
      ["SETEX a 50 w", "+OK"],
      ["TTL a", ":50"],
    ],
  },
  { why: "SETEX 0", steps: [["SETEX a 0 1", "-ERR invalid expire time in 'setex' command"]] },
  { why: "SETEX -1", steps: [["SETEX a -1 1", "-ERR invalid expire time in 'setex' command"]] },
  { why: "SETEX x", steps: [["SETEX a x 1", NOT_INTEGER]] },
  {
    why: "SETEX that overflows",
    steps: [["SETEX a 9223372036854775807 1", "-ERR invalid expire time in 'setex' command"]],
  },
  {
    why: "PSETEX",
    steps: [
      ["PSETEX a 100000 v", "+OK"],
      ["TTL a", ":100"],
    ],
  },
  { why: "PSETEX 0", steps: [["PSETEX a 0 1", "-ERR invalid expire time in 'psetex' command"]] },
  {
    why: "PSETEX that overflows",
    steps: [["PSETEX a 9223372036854775807 1", "-ERR invalid expire time in 'psetex' command"]],
  },
  {
    why: "SETNX",
    steps: [
      ["SETNX a 1", ":1"],
      ["SETNX a 2", ":0"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "SETNX leaves the deadline",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["SETNX a 2", ":0"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "MSET",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["MGET a b", '["1", "2"]'],
    ],
  },
  {
    why: "MSET with a key twice: the last counts",
    steps: [
      ["MSET a 1 a 2", "+OK"],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "MSET drops deadlines",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["MSET a 2", "+OK"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "MSET with an odd number of arguments",
    steps: [
      ["MSET a 1 b", "-ERR wrong number of arguments for 'mset' command"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "a long value",
    steps: [
      [`SET a ${"x".repeat(2000)}`, "+OK"],
      ["STRLEN a", ":2000"],
      ["GET a", `"${"x".repeat(2000)}"`],
    ],
  },
];
