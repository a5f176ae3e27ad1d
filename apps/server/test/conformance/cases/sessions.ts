// What sessions know of themselves, and the requests of some users of a cache in a row.

import type { Case } from "../case.ts";

export const SESSION_CASES: readonly Case[] = [
  {
    why: "a session store",
    steps: [
      ['SET sess:1 {"user":1} EX 86400', "+OK"],
      ["GET sess:1", '"{\\"user\\":1}"'],
      ["EXPIRE sess:1 86400", ":1"],
      ["TTL sess:1", ":86400"],
      ["DEL sess:1", ":1"],
      ["GET sess:1", "nil"],
    ],
  },
  {
    why: "a lock",
    steps: [
      ["SET lock token NX PX 30000", "+OK"],
      ["SET lock other NX PX 30000", "nil"],
      ["GET lock", '"token"'],
      ["DEL lock", ":1"],
      ["SET lock other NX PX 30000", "+OK"],
    ],
  },
  {
    why: "a counter with a window",
    steps: [
      ["INCR hits", ":1"],
      ["EXPIRE hits 60 NX", ":1"],
      ["INCR hits", ":2"],
      ["EXPIRE hits 60 NX", ":0"],
      ["TTL hits", ":60"],
    ],
  },
  {
    why: "Django's cache commands",
    steps: [
      ["SET :1:k v NX EX 300", "+OK"],
      ["SET :1:k w NX EX 300", "nil"],
      ["GET :1:k", '"v"'],
      ["EXPIRE :1:k 600", ":1"],
      ["EXISTS :1:k", ":1"],
      ["MGET :1:k :1:none", '["v", nil]'],
      ["DEL :1:k :1:none", ":1"],
    ],
  },
  {
    why: "Laravel's cache commands",
    steps: [
      ['SETEX laravel:k 300 s:1:"v";', "+OK"],
      ["GET laravel:k", '"s:1:\\"v\\";"'],
      ["INCRBY laravel:n 1", ":1"],
      ["DECRBY laravel:n 2", ":-1"],
      ["DEL laravel:k", ":1"],
      ["FLUSHDB", "+OK"],
    ],
  },
  {
    why: "an unknown command in RESP3",
    steps: [
      ["HELLO 3 AUTH x y", "-WRONGPASS invalid username-password pair or user is disabled."],
      ["FOO", "-ERR unknown command 'FOO', with args beginning with: "],
    ],
  },
  {
    why: "HELLO 2 takes RESP3 back",
    steps: [
      ["GET nothing", "nil"],
      ["PING", "+PONG"],
    ],
  },
  {
    why: "CLIENT commands know their state",
    steps: [
      ["CLIENT SETNAME joe", "+OK"],
      ["CLIENT GETNAME", '"joe"'],
      ['CLIENT SETNAME ""', "+OK"],
      ["CLIENT GETNAME", "nil"],
      ["CLIENT NO-EVICT ON", "+OK"],
      ["CLIENT NO-EVICT OFF", "+OK"],
      ["CLIENT NO-EVICT maybe", "-ERR syntax error"],
    ],
  },
  {
    why: "CLIENT with bad arity",
    steps: [
      ["CLIENT ID 1", "-ERR wrong number of arguments for 'client|id' command"],
      ["CLIENT INFO 1", "-ERR wrong number of arguments for 'client|info' command"],
      ["CLIENT LIST TYPE", "-ERR syntax error"],
      ["CLIENT REPLY", "-ERR wrong number of arguments for 'client|reply' command"],
      ["CLIENT NO-EVICT", "-ERR wrong number of arguments for 'client|no-evict' command"],
      ["CLIENT UNPAUSE 1", "-ERR wrong number of arguments for 'client|unpause' command"],
    ],
  },
  {
    why: "COMMAND DOCS with nothing",
    steps: [
      ["COMMAND DOCS nosuch nosuch", "[]"],
      ["COMMAND INFO nosuch nosuch", "[nil, nil]"],
    ],
  },
  {
    why: "COMMAND LIST of a pattern",
    steps: [
      ["COMMAND LIST FILTERBY PATTERN xyz*", "[]"],
      ["COMMAND LIST FILTERBY PATTERN getr*", '["getrange"]'],
      ["COMMAND LIST FILTERBY ACLCAT transaction foo", "-ERR syntax error"],
    ],
  },
  {
    why: "HELP of the containers ends alike",
    steps: [
      ["SLOWLOG HELP x", "-ERR wrong number of arguments for 'slowlog|help' command"],
      ["LATENCY HELP x", "-ERR wrong number of arguments for 'latency|help' command"],
      ["MEMORY HELP x", "-ERR wrong number of arguments for 'memory|help' command"],
      ["OBJECT HELP x", "-ERR wrong number of arguments for 'object|help' command"],
    ],
  },
  {
    why: "subcommands in any case",
    steps: [
      ["client GetName", "nil"],
      ["Object encoding nothing", "nil"],
      ["MEMORY usage nothing", "nil"],
      ["sLoWlOg rEsEt", "+OK"],
      ["latency RESET", ":0"],
    ],
  },
  {
    why: "PING and ECHO of binary data",
    steps: [
      ['PING "\\u0000\\r\\n"', '"\\u0000\\r\\n"'],
      ['ECHO "\\u0000\\r\\n"', '"\\u0000\\r\\n"'],
      ['ECHO ""', '""'],
    ],
  },
  {
    why: "SELECT with odd numbers",
    steps: [
      ["SELECT 1.5", "-ERR value is not an integer or out of range"],
      ['SELECT ""', "-ERR value is not an integer or out of range"],
      ["SELECT 00", "-ERR value is not an integer or out of range"],
      ["SELECT +1", "-ERR value is not an integer or out of range"],
      ["SELECT -0", "-ERR value is not an integer or out of range"],
      ["SELECT 15", "+OK"],
      ["SELECT", "-ERR wrong number of arguments for 'select' command"],
      ["SELECT 1 2", "-ERR wrong number of arguments for 'select' command"],
    ],
  },
  {
    why: "a pipeline of errors leaves the session well",
    steps: [
      ["GET", "-ERR wrong number of arguments for 'get' command"],
      ["FOO", "-ERR unknown command 'FOO', with args beginning with: "],
      ["INCR a b", "-ERR wrong number of arguments for 'incr' command"],
      ["SET a 1 EX", "-ERR syntax error"],
      ["GET a", "nil"],
      ["PING", "+PONG"],
    ],
  },
];
