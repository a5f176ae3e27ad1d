// Transactions on watched keys.

import type { Case } from "../case.ts";

export const WATCH_CASES: readonly Case[] = [
  {
    why: "UNWATCH is queued",
    steps: [
      ["MULTI", "+OK"],
      ["UNWATCH", "+QUEUED"],
      ["EXEC", "[+OK]"],
    ],
  },
  {
    why: "WATCH in a transaction",
    steps: [
      ["MULTI", "+OK"],
      ["WATCH a", "-ERR WATCH inside MULTI is not allowed"],
      ["EXEC", "[]"],
    ],
  },
  {
    why: "WATCH without a key",
    steps: [["WATCH", "-ERR wrong number of arguments for 'watch' command"]],
  },
  {
    why: "WATCH without a change",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["MULTI", "+OK"],
      ["SET a 2", "+QUEUED"],
      ["EXEC", "[+OK]"],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "WATCH and a change",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["SET a 2", "+OK"],
      ["MULTI", "+OK"],
      ["SET a 3", "+QUEUED"],
      ["EXEC", "nil[]"],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "WATCH and the same value again",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["SET a 1", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH of a missing key that comes",
    steps: [
      ["WATCH a", "+OK"],
      ["SET a 1", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH of a missing key that stays away",
    steps: [
      ["WATCH a", "+OK"],
      ["GET a", "nil"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "[+PONG]"],
    ],
  },
  {
    why: "WATCH and DEL",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["DEL a", ":1"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and EXPIRE",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["EXPIRE a 100", ":1"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and PERSIST",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["WATCH a", "+OK"],
      ["PERSIST a", ":1"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and APPEND",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["APPEND a x", ":2"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and INCR",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["INCR a", ":2"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and SETRANGE",
    steps: [
      ["SET a hello", "+OK"],
      ["WATCH a", "+OK"],
      ["SETRANGE a 1 x", ":5"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and FLUSHALL",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["FLUSHALL", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and FLUSHDB",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["FLUSHDB", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and RENAME",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH b", "+OK"],
      ["RENAME a b", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and COPY",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH b", "+OK"],
      ["COPY a b", ":1"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH and a change that fails",
    steps: [
      ["SET a text", "+OK"],
      ["WATCH a", "+OK"],
      ["INCR a", "-ERR value is not an integer or out of range"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "[+PONG]"],
    ],
  },
  {
    why: "WATCH and SET NX of a key that exists",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["SET a 2 NX", "nil"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "[+PONG]"],
    ],
  },
  {
    why: "UNWATCH forgets",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["SET a 2", "+OK"],
      ["UNWATCH", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "[+PONG]"],
    ],
  },
  {
    why: "EXEC forgets what was watched",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["SET a 2", "+OK"],
      ["MULTI", "+OK"],
      ["EXEC", "nil[]"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "[+PONG]"],
    ],
  },
  {
    why: "DISCARD forgets what was watched",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["SET a 2", "+OK"],
      ["MULTI", "+OK"],
      ["DISCARD", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "[+PONG]"],
    ],
  },
  {
    why: "WATCH of several",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["WATCH a b c", "+OK"],
      ["SET b 3", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil[]"],
    ],
  },
  {
    why: "WATCH is for one database",
    steps: [
      ["SET a 1", "+OK"],
      ["WATCH a", "+OK"],
      ["SELECT 1", "+OK"],
      ["SET a 2", "+OK"],
      ["SELECT 0", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "[+PONG]"],
    ],
  },
];
