// Deadlines: TTL, EXPIRE and their relatives.

import type { Case } from "../case.ts";

const NOT_INTEGER = "-ERR value is not an integer or out of range";
const NX_CONFLICT = "-ERR NX and XX, GT or LT options at the same time are not compatible";
const FAR_S = 33_177_117_420;

export const EXPIRY_CASES: readonly Case[] = [
  {
    why: "TTL of nothing",
    steps: [
      ["TTL a", ":-2"],
      ["PTTL a", ":-2"],
      ["EXPIRETIME a", ":-2"],
      ["PEXPIRETIME a", ":-2"],
    ],
  },
  {
    why: "TTL without deadline",
    steps: [
      ["SET a 1", "+OK"],
      ["TTL a", ":-1"],
      ["PTTL a", ":-1"],
      ["EXPIRETIME a", ":-1"],
      ["PEXPIRETIME a", ":-1"],
    ],
  },
  {
    why: "PTTL",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["PTTL a", /^:(100000|99\d{3})$/],
    ],
  },
  {
    why: "TTL rounds to the nearest second",
    steps: [
      ["SET a 1 PX 100400", "+OK"],
      ["TTL a", ":100"],
      ["SET a 1 PX 100900", "+OK"],
      ["TTL a", ":101"],
    ],
  },
  {
    why: "EXPIRE",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 100", ":1"],
      ["TTL a", ":100"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "EXPIRE of a missing key",
    steps: [
      ["EXPIRE a 100", ":0"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "EXPIRE again",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["EXPIRE a 500", ":1"],
      ["TTL a", ":500"],
      ["EXPIRE a 5", ":1"],
      ["TTL a", ":5"],
    ],
  },
  {
    why: "EXPIRE 0 deletes",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 0", ":1"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "EXPIRE -1 deletes",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a -1", ":1"],
      ["GET a", "nil"],
      ["DBSIZE", ":0"],
    ],
  },
  {
    why: "PEXPIRE",
    steps: [
      ["SET a 1", "+OK"],
      ["PEXPIRE a 100000", ":1"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "PEXPIRE -1 deletes",
    steps: [
      ["SET a 1", "+OK"],
      ["PEXPIRE a -1", ":1"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "EXPIREAT",
    steps: [
      ["SET a 1", "+OK"],
      [`EXPIREAT a ${FAR_S}`, ":1"],
      ["EXPIRETIME a", `:${FAR_S}`],
      ["PEXPIRETIME a", `:${FAR_S}000`],
    ],
  },
  {
    why: "EXPIREAT in the past deletes",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIREAT a 1", ":1"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "EXPIREAT 0 deletes",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIREAT a 0", ":1"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "PEXPIREAT",
    steps: [
      ["SET a 1", "+OK"],
      [`PEXPIREAT a ${FAR_S}499`, ":1"],
      ["PEXPIRETIME a", `:${FAR_S}499`],
      ["EXPIRETIME a", `:${FAR_S}`],
    ],
  },
  {
    why: "EXPIRETIME rounds to the nearest second",
    steps: [
      ["SET a 1", "+OK"],
      [`PEXPIREAT a ${FAR_S}500`, ":1"],
      ["EXPIRETIME a", `:${FAR_S + 1}`],
    ],
  },
  {
    why: "PEXPIREAT in the past deletes",
    steps: [
      ["SET a 1", "+OK"],
      ["PEXPIREAT a 1", ":1"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "PERSIST",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["PERSIST a", ":1"],
      ["TTL a", ":-1"],
      ["PERSIST a", ":0"],
      ["GET a", '"1"'],
    ],
  },
  { why: "PERSIST of a missing key", steps: [["PERSIST a", ":0"]] },
  {
    why: "EXPIRE NX",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 100 NX", ":1"],
      ["EXPIRE a 50 NX", ":0"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "EXPIRE XX",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 100 XX", ":0"],
      ["TTL a", ":-1"],
      ["EXPIRE a 100", ":1"],
      ["EXPIRE a 50 xx", ":1"],
      ["TTL a", ":50"],
    ],
  },
  {
    why: "EXPIRE GT",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["EXPIRE a 50 GT", ":0"],
      ["EXPIRE a 200 GT", ":1"],
      ["TTL a", ":200"],
    ],
  },
  {
    why: "EXPIRE GT without deadline",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 200 GT", ":0"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "EXPIRE LT",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["EXPIRE a 200 LT", ":0"],
      ["EXPIRE a 50 LT", ":1"],
      ["TTL a", ":50"],
    ],
  },
  {
    why: "EXPIRE LT without deadline",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 200 LT", ":1"],
      ["TTL a", ":200"],
    ],
  },
  {
    why: "EXPIRE XX GT",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 100 XX GT", ":0"],
      ["EXPIRE a 10", ":1"],
      ["EXPIRE a 100 XX GT", ":1"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "EXPIRE XX LT without deadline",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 100 XX LT", ":0"],
    ],
  },
  {
    why: "EXPIRE with conditions on a missing key",
    steps: [
      ["EXPIRE a 100 NX", ":0"],
      ["EXPIRE a 100 LT", ":0"],
    ],
  },
  {
    why: "EXPIRE LT with a time in the past deletes",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a -1 LT", ":1"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "EXPIRE GT with a time in the past changes nothing",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["EXPIRE a -1 GT", ":0"],
      ["TTL a", ":100"],
    ],
  },
  { why: "EXPIRE NX XX", steps: [["EXPIRE a 100 NX XX", NX_CONFLICT]] },
  {
    why: "EXPIRE NX GT",
    steps: [
      ["EXPIRE a 100 NX GT", NX_CONFLICT],
      ["EXPIRE a 100 LT NX", NX_CONFLICT],
    ],
  },
  {
    why: "EXPIRE GT LT",
    steps: [["EXPIRE a 100 GT LT", "-ERR GT and LT options at the same time are not compatible"]],
  },
  {
    why: "EXPIRE with an unknown option",
    steps: [
      ["EXPIRE a 100 foo", "-ERR Unsupported option foo"],
      ["PEXPIREAT a 1 NX Foo", "-ERR Unsupported option Foo"],
    ],
  },
  { why: "options are read before the number", steps: [["EXPIRE a x foo", "-ERR Unsupported option foo"]] },
  {
    why: "EXPIRE x",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a x", NOT_INTEGER],
      ["EXPIRE a 1.5", NOT_INTEGER],
      ["EXPIREAT a x", NOT_INTEGER],
    ],
  },
  {
    why: "the number is read before the key",
    steps: [
      ["EXPIRE a x", NOT_INTEGER],
      ["PEXPIRE a 99999999999999999999", NOT_INTEGER],
    ],
  },
  {
    why: "EXPIRE beyond 64 bits of milliseconds",
    steps: [
      ["EXPIRE a 9223372036854775807", "-ERR invalid expire time in 'expire' command"],
      ["EXPIRE a 9223372036854776", "-ERR invalid expire time in 'expire' command"],
    ],
  },
  {
    why: "EXPIRE far below zero",
    steps: [["EXPIRE a -9223372036854775808", "-ERR invalid expire time in 'expire' command"]],
  },
  {
    why: "EXPIRE whose deadline overflows",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 9223372036854775", "-ERR invalid expire time in 'expire' command"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "PEXPIRE that overflows",
    steps: [["PEXPIRE a 9223372036854775807", "-ERR invalid expire time in 'pexpire' command"]],
  },
  {
    why: "PEXPIRE far below zero deletes",
    steps: [
      ["SET a 1", "+OK"],
      ["PEXPIRE a -9223372036854775808", ":1"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "EXPIREAT that overflows",
    steps: [["EXPIREAT a 9223372036854775807", "-ERR invalid expire time in 'expireat' command"]],
  },
  {
    why: "PEXPIREAT at the end of time",
    steps: [
      ["SET a 1", "+OK"],
      ["PEXPIREAT a 9223372036854775807", ":1"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "a deadline outlives replacing with KEEPTTL, INCR and APPEND",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["SET a 2 KEEPTTL", "+OK"],
      ["INCR a", ":3"],
      ["APPEND a 0", ":2"],
      ["TTL a", ":100"],
      ["GET a", '"30"'],
    ],
  },
];
