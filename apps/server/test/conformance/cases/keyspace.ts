// Walking the key space: SCAN, KEYS, RANDOMKEY.

import type { Case } from "../case.ts";

export const KEYSPACE_CASES: readonly Case[] = [
  {
    why: "SCAN of nothing",
    steps: [["SCAN 0", '["0", []]']],
  },
  {
    why: "SCAN of one key",
    steps: [
      ["SET a 1", "+OK"],
      ["SCAN 0", '["0", ["a"]]'],
      ["SCAN 0 COUNT 100", '["0", ["a"]]'],
      ["scan 0 match a count 10 type string", '["0", ["a"]]'],
    ],
  },
  {
    why: "SCAN with a pattern that matches nothing",
    steps: [
      ["SET a 1", "+OK"],
      ["SCAN 0 MATCH b*", '["0", []]'],
      ['SCAN 0 MATCH ""', '["0", []]'],
    ],
  },
  {
    why: "SCAN by type",
    steps: [
      ["SET a 1", "+OK"],
      ["SCAN 0 TYPE string", '["0", ["a"]]'],
      ["SCAN 0 TYPE STRING", '["0", ["a"]]'],
      ["SCAN 0 TYPE list", '["0", []]'],
      ["SCAN 0 TYPE hash", '["0", []]'],
    ],
  },
  {
    why: "SCAN with a bad cursor",
    steps: [
      ["SCAN abc", "-ERR invalid cursor"],
      ["SCAN 1a", "-ERR invalid cursor"],
      ['SCAN " 1"', "-ERR invalid cursor"],
      ['SCAN "1 "', "-ERR invalid cursor"],
      ["SCAN 1.5", "-ERR invalid cursor"],
      ["SCAN 18446744073709551616", "-ERR invalid cursor"],
      ["SCAN 99999999999999999999999", "-ERR invalid cursor"],
      ["SCAN", "-ERR wrong number of arguments for 'scan' command"],
    ],
  },
  {
    why: "SCAN with a cursor it never gave",
    steps: [
      ["SET a 1", "+OK"],
      ["DEL a", ":1"],
      ["SCAN 18446744073709551615", '["0", []]'],
      ["SCAN -1", '["0", []]'],
      ['SCAN ""', '["0", []]'],
    ],
  },
  {
    why: "SCAN with bad options",
    steps: [
      ["SCAN 0 COUNT 0", "-ERR syntax error"],
      ["SCAN 0 COUNT -1", "-ERR syntax error"],
      ["SCAN 0 COUNT abc", "-ERR value is not an integer or out of range"],
      ["SCAN 0 COUNT 1.5", "-ERR value is not an integer or out of range"],
      ["SCAN 0 COUNT", "-ERR syntax error"],
      ["SCAN 0 MATCH", "-ERR syntax error"],
      ["SCAN 0 TYPE", "-ERR syntax error"],
      ["SCAN 0 FOO", "-ERR syntax error"],
      ["SCAN 0 FOO bar", "-ERR syntax error"],
      ["SCAN 0 COUNT 10 FOO", "-ERR syntax error"],
      ["SCAN 0 10", "-ERR syntax error"],
    ],
  },
  {
    why: "SCAN options count from the last",
    steps: [
      ["SET a 1", "+OK"],
      ["SCAN 0 MATCH b MATCH a COUNT 1 COUNT 50", '["0", ["a"]]'],
    ],
  },
  {
    why: "SCAN speaks of one database",
    steps: [
      ["SET a 1", "+OK"],
      ["SELECT 1", "+OK"],
      ["SCAN 0", '["0", []]'],
      ["SET b 2", "+OK"],
      ["SCAN 0", '["0", ["b"]]'],
    ],
  },
  {
    why: "SCAN meets binary keys",
    steps: [
      ['SET "\\u0000\\r\\n\\u00ff" 1', "+OK"],
      ["SCAN 0", '["0", ["\\u0000\\r\\nÃ¿"]]'],
    ],
  },
  {
    why: "KEYS of nothing",
    steps: [["KEYS *", "[]"]],
  },
  {
    why: "KEYS",
    steps: [
      ["SET a 1", "+OK"],
      ["KEYS *", '["a"]'],
      ["KEYS a", '["a"]'],
      ["KEYS b", "[]"],
      ["KEYS ?", '["a"]'],
      ["KEYS ??", "[]"],
    ],
  },
  {
    why: "KEYS by class",
    steps: [
      ["SET hello 1", "+OK"],
      ["KEYS h[ae]llo", '["hello"]'],
      ["KEYS h[^e]llo", "[]"],
      ["KEYS h[^x]llo", '["hello"]'],
      ["KEYS h[a-f]llo", '["hello"]'],
      ["KEYS h[f-a]llo", '["hello"]'],
      ["KEYS h[f-z]llo", "[]"],
      ["KEYS h?llo", '["hello"]'],
      ["KEYS h*o", '["hello"]'],
      ["KEYS h**o", '["hello"]'],
      ["KEYS *ell*", '["hello"]'],
      ["KEYS HELLO", "[]"],
      ['KEYS ""', "[]"],
    ],
  },
  {
    why: "KEYS with escapes",
    steps: [
      ["SET a*b 1", "+OK"],
      ["SET a[b 2", "+OK"],
      ["KEYS a\\*b", '["a*b"]'],
      ["KEYS a\\[b", '["a[b"]'],
      ["KEYS a[[]b", '["a[b"]'],
      ["KEYS a\\", "[]"],
    ],
  },
  {
    why: "KEYS speaks of one database",
    steps: [
      ["SET a 1", "+OK"],
      ["SELECT 2", "+OK"],
      ["KEYS *", "[]"],
    ],
  },
  {
    why: "KEYS does not meet what has gone",
    steps: [
      ["SET a 1", "+OK"],
      ["DEL a", ":1"],
      ["KEYS *", "[]"],
      ["SET b 1", "+OK"],
      ["FLUSHDB", "+OK"],
      ["KEYS *", "[]"],
    ],
  },
  {
    why: "KEYS arity",
    steps: [
      ["KEYS", "-ERR wrong number of arguments for 'keys' command"],
      ["KEYS a b", "-ERR wrong number of arguments for 'keys' command"],
    ],
  },
  {
    why: "KEYS of an empty key",
    steps: [
      ['SET "" 1', "+OK"],
      ["KEYS *", '[""]'],
      ["SCAN 0", '["0", [""]]'],
      ["RANDOMKEY", '""'],
    ],
  },
  {
    why: "RANDOMKEY",
    steps: [
      ["RANDOMKEY", "nil"],
      ["SET a 1", "+OK"],
      ["RANDOMKEY", '"a"'],
      ["SELECT 1", "+OK"],
      ["RANDOMKEY", "nil"],
      ["RANDOMKEY a", "-ERR wrong number of arguments for 'randomkey' command"],
    ],
  },
  {
    why: "SCAN walks everything",
    steps: [
      ["MSET a 1 b 2 c 3 d 4 e 5", "+OK"],
      ["SCAN 0 COUNT 1000 MATCH e", '["0", ["e"]]'],
    ],
  },
];
