// Keys, whatever their value: deleting, counting, flushing, databases.

import type { Case } from "../case.ts";

export const KEY_CASES: readonly Case[] = [
  {
    why: "DEL",
    steps: [
      ["SET a 1", "+OK"],
      ["DEL a", ":1"],
      ["DEL a", ":0"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "DEL of several",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["DEL a b c", ":2"],
      ["DBSIZE", ":0"],
    ],
  },
  {
    why: "DEL of a key twice",
    steps: [
      ["SET a 1", "+OK"],
      ["DEL a a", ":1"],
    ],
  },
  {
    why: "UNLINK",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["UNLINK a b c", ":2"],
      ["GET b", "nil"],
    ],
  },
  {
    why: "EXISTS counts every mention",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["EXISTS a a b c", ":3"],
      ["EXISTS c", ":0"],
    ],
  },
  {
    why: "TYPE",
    steps: [
      ["TYPE a", "+none"],
      ["SET a 1", "+OK"],
      ["TYPE a", "+string"],
    ],
  },
  {
    why: "DBSIZE",
    steps: [
      ["DBSIZE", ":0"],
      ["MSET a 1 b 2", "+OK"],
      ["DBSIZE", ":2"],
      ["DEL a", ":1"],
      ["DBSIZE", ":1"],
    ],
  },
  {
    why: "a key may be set again after DEL",
    steps: [
      ["SET a 1", "+OK"],
      ["DEL a", ":1"],
      ["SET a 2 NX", "+OK"],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "DEL forgets the deadline",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["DEL a", ":1"],
      ["SET a 2 KEEPTTL", "+OK"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "FLUSHDB",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["FLUSHDB", "+OK"],
      ["DBSIZE", ":0"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "FLUSHDB ASYNC and SYNC",
    steps: [
      ["SET a 1", "+OK"],
      ["FLUSHDB ASYNC", "+OK"],
      ["FLUSHDB sync", "+OK"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "FLUSHDB with anything else",
    steps: [
      ["FLUSHDB foo", "-ERR syntax error"],
      ["FLUSHDB ASYNC SYNC", "-ERR syntax error"],
    ],
  },
  {
    why: "FLUSHDB empties one database",
    steps: [
      ["SET a 1", "+OK"],
      ["SELECT 3", "+OK"],
      ["SET a 3", "+OK"],
      ["FLUSHDB", "+OK"],
      ["SELECT 0", "+OK"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "FLUSHALL empties all",
    steps: [
      ["SET a 1", "+OK"],
      ["SELECT 3", "+OK"],
      ["SET a 3", "+OK"],
      ["FLUSHALL", "+OK"],
      ["DBSIZE", ":0"],
      ["SELECT 0", "+OK"],
      ["DBSIZE", ":0"],
    ],
  },
  {
    why: "FLUSHALL options",
    steps: [
      ["FLUSHALL ASYNC", "+OK"],
      ["FLUSHALL x", "-ERR syntax error"],
      ["FLUSHALL SYNC x", "-ERR syntax error"],
    ],
  },
  {
    why: "keys can be set after FLUSHDB",
    steps: [
      ["SET a 1", "+OK"],
      ["FLUSHDB", "+OK"],
      ["SET a 2", "+OK"],
      ["GET a", '"2"'],
      ["DBSIZE", ":1"],
    ],
  },
  {
    why: "databases are apart",
    steps: [
      ["SET a 0", "+OK"],
      ["SELECT 15", "+OK"],
      ["GET a", "nil"],
      ["SET a 15", "+OK"],
      ["SELECT 0", "+OK"],
      ["GET a", '"0"'],
      ["DBSIZE", ":1"],
    ],
  },
];
