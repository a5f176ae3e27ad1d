// Strings in part, or together with their life: GETSET, GETDEL, GETEX, MSETNX, GETRANGE, SUBSTR, TOUCH.

import type { Case } from "../case.ts";

export const MORE_STRING_CASES: readonly Case[] = [
  {
    why: "GETSET returns the old value",
    steps: [
      ["GETSET a 1", "nil"],
      ["GETSET a 2", '"1"'],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "GETSET takes the deadline away",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["GETSET a 2", '"1"'],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "GETSET with bad arity",
    steps: [
      ["GETSET a", "-ERR wrong number of arguments for 'getset' command"],
      ["GETSET a b c", "-ERR wrong number of arguments for 'getset' command"],
    ],
  },
  {
    why: "GETSET of an empty string",
    steps: [
      ['GETSET a ""', "nil"],
      ["GETSET a x", '""'],
    ],
  },
  {
    why: "GETDEL",
    steps: [
      ["SET a 1", "+OK"],
      ["GETDEL a", '"1"'],
      ["GETDEL a", "nil"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "GETDEL with bad arity",
    steps: [
      ["GETDEL", "-ERR wrong number of arguments for 'getdel' command"],
      ["GETDEL a b", "-ERR wrong number of arguments for 'getdel' command"],
    ],
  },
  {
    why: "GETEX without an option reads",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["GETEX a", '"1"'],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "GETEX EX",
    steps: [
      ["SET a 1", "+OK"],
      ["GETEX a EX 100", '"1"'],
      ["TTL a", ":100"],
      ["getex a ex 200", '"1"'],
      ["TTL a", ":200"],
    ],
  },
  {
    why: "GETEX PX",
    steps: [
      ["SET a 1", "+OK"],
      ["GETEX a PX 100400", '"1"'],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "GETEX EXAT",
    steps: [
      ["SET a 1", "+OK"],
      ["GETEX a EXAT 33177117420", '"1"'],
      ["EXPIRETIME a", ":33177117420"],
    ],
  },
  {
    why: "GETEX PXAT",
    steps: [
      ["SET a 1", "+OK"],
      ["GETEX a PXAT 33177117420123", '"1"'],
      ["PEXPIRETIME a", ":33177117420123"],
    ],
  },
  {
    why: "GETEX PERSIST",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["GETEX a PERSIST", '"1"'],
      ["TTL a", ":-1"],
      ["GETEX a persist", '"1"'],
    ],
  },
  {
    why: "GETEX of a missing key",
    steps: [
      ["GETEX a", "nil"],
      ["GETEX a EX 100", "nil"],
      ["GETEX a PERSIST", "nil"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "GETEX of a missing key does not look at the number",
    steps: [
      ["GETEX a EX 0", "nil"],
      ["GETEX a EX abc", "nil"],
    ],
  },
  {
    why: "GETEX with a deadline in the past deletes",
    steps: [
      ["SET a 1", "+OK"],
      ["GETEX a EXAT 1", '"1"'],
      ["EXISTS a", ":0"],
      ["SET a 1", "+OK"],
      ["GETEX a PXAT 1", '"1"'],
      ["GET a", "nil"],
    ],
  },
  {
    why: "GETEX with bad times",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["GETEX a EX 0", "-ERR invalid expire time in 'getex' command"],
      ["GETEX a PX -1", "-ERR invalid expire time in 'getex' command"],
      ["GETEX a EXAT 0", "-ERR invalid expire time in 'getex' command"],
      ["GETEX a PXAT -5", "-ERR invalid expire time in 'getex' command"],
      ["GETEX a EX abc", "-ERR value is not an integer or out of range"],
      ["GETEX a EX 1.5", "-ERR value is not an integer or out of range"],
      ["GETEX a EX 9223372036854775807", "-ERR invalid expire time in 'getex' command"],
      ["GETEX a PX 9223372036854775807", "-ERR invalid expire time in 'getex' command"],
      ["GETEX a EX 9223372036854775808", "-ERR value is not an integer or out of range"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "GETEX with options that do not go together",
    steps: [
      ["SET a 1", "+OK"],
      ["GETEX a EX", "-ERR syntax error"],
      ["GETEX a EX 10 PX 10", "-ERR syntax error"],
      ["GETEX a EX 10 PERSIST", "-ERR syntax error"],
      ["GETEX a PERSIST EX 10", "-ERR syntax error"],
      ["GETEX a PERSIST PERSIST", '"1"'],
      ["GETEX a KEEPTTL", "-ERR syntax error"],
      ["GETEX a NX", "-ERR syntax error"],
      ["GETEX a GET", "-ERR syntax error"],
      ["GETEX a EX 10 EX 20", '"1"'],
      ["GETEX a 10", "-ERR syntax error"],
      ["GETEX a foo bar baz", "-ERR syntax error"],
    ],
  },
  {
    why: "GETEX with bad arity",
    steps: [["GETEX", "-ERR wrong number of arguments for 'getex' command"]],
  },
  {
    why: "MSETNX stores all or nothing",
    steps: [
      ["MSETNX a 1 b 2", ":1"],
      ["MSETNX b 3 c 4", ":0"],
      ["MGET a b c", '["1", "2", nil]'],
    ],
  },
  {
    why: "MSETNX with a key twice",
    steps: [
      ["MSETNX a 1 a 2", ":1"],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "MSETNX arity",
    steps: [
      ["MSETNX", "-ERR wrong number of arguments for 'msetnx' command"],
      ["MSETNX a", "-ERR wrong number of arguments for 'msetnx' command"],
      ["MSETNX a 1 b", "-ERR wrong number of arguments for 'msetnx' command"],
    ],
  },
  {
    why: "MSETNX has no deadline",
    steps: [
      ["MSETNX a 1", ":1"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "GETRANGE",
    steps: [
      ['SET a "This is a string"', "+OK"],
      ["GETRANGE a 0 3", '"This"'],
      ["GETRANGE a -3 -1", '"ing"'],
      ["GETRANGE a 0 -1", '"This is a string"'],
      ["GETRANGE a 10 100", '"string"'],
    ],
  },
  {
    why: "GETRANGE of nothing",
    steps: [["GETRANGE a 0 -1", '""']],
  },
  {
    why: "GETRANGE at the edges",
    steps: [
      ["SET a hello", "+OK"],
      ["GETRANGE a 0 0", '"h"'],
      ["GETRANGE a 4 4", '"o"'],
      ["GETRANGE a 5 5", '""'],
      ["GETRANGE a -5 0", '"h"'],
      ["GETRANGE a -6 0", '"h"'],
      ["GETRANGE a -100 -100", '"h"'],
      ["GETRANGE a -1 -100", '""'],
      ["GETRANGE a -100 -99", '"h"'],
      ["GETRANGE a -99 -100", '""'],
      ["GETRANGE a 3 1", '""'],
      ["GETRANGE a -1 0", '""'],
      ["GETRANGE a 0 -6", '"h"'],
    ],
  },
  {
    why: "GETRANGE with 64-bit offsets",
    steps: [
      ["SET a hello", "+OK"],
      ["GETRANGE a -9223372036854775808 9223372036854775807", '"hello"'],
      ["GETRANGE a 9223372036854775807 -9223372036854775808", '""'],
      ["GETRANGE a 1 9007199254740993", '"ello"'],
    ],
  },
  {
    why: "GETRANGE with bad offsets",
    steps: [
      ["SET a hello", "+OK"],
      ["GETRANGE a x 1", "-ERR value is not an integer or out of range"],
      ["GETRANGE a 0 1.0", "-ERR value is not an integer or out of range"],
      ["GETRANGE a 9223372036854775808 1", "-ERR value is not an integer or out of range"],
      ['GETRANGE a "" 1', "-ERR value is not an integer or out of range"],
      ["GETRANGE a 0", "-ERR wrong number of arguments for 'getrange' command"],
      ["GETRANGE a 0 1 2", "-ERR wrong number of arguments for 'getrange' command"],
    ],
  },
  {
    why: "GETRANGE of an empty value",
    steps: [
      ['SET a ""', "+OK"],
      ["GETRANGE a 0 -1", '""'],
      ["GETRANGE a 0 0", '""'],
    ],
  },
  {
    why: "GETRANGE of binary data",
    steps: [
      ['SET a "a\\u0000b\\r\\nc"', "+OK"],
      ["GETRANGE a 1 4", '"\\u0000b\\r\\n"'],
    ],
  },
  {
    why: "GETRANGE of a number",
    steps: [
      ["SET a 12345", "+OK"],
      ["GETRANGE a 1 3", '"234"'],
    ],
  },
  {
    why: "SUBSTR is GETRANGE",
    steps: [
      ["SET a hello", "+OK"],
      ["SUBSTR a 1 3", '"ell"'],
      ["SUBSTR a -2 -1", '"lo"'],
      ["SUBSTR a 0", "-ERR wrong number of arguments for 'substr' command"],
      ["SUBSTR nothing 0 1", '""'],
    ],
  },
  {
    why: "TOUCH",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["TOUCH a b c", ":2"],
      ["TOUCH a a", ":2"],
      ["TOUCH nothing", ":0"],
      ["TOUCH", "-ERR wrong number of arguments for 'touch' command"],
    ],
  },
  {
    why: "TOUCH keeps the deadline",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["TOUCH a", ":1"],
      ["TTL a", ":100"],
    ],
  },
];
