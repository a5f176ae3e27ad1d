// Replies that have forms of their own in RESP3, and those that have not.

import type { Case } from "../case.ts";

export const RESP3_CASES: readonly Case[] = [
  {
    why: "RESP3: nulls",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["GET nothing", "nil3"],
      ["MGET nothing a", "[nil3, nil3]"],
      ["GETDEL nothing", "nil3"],
      ["GETEX nothing", "nil3"],
      ["GETSET a 1", "nil3"],
      ["RANDOMKEY", '"a"'],
      ["OBJECT ENCODING nothing", "nil3"],
      ["MEMORY USAGE nothing", "nil3"],
      ["CLIENT GETNAME", "nil3"],
      ["COMMAND INFO nosuch", "[nil3]"],
    ],
  },
  {
    why: "RESP3: SET without a result",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["SET a 1 XX", "nil3"],
      ["SET a 1 GET", "nil3"],
      ["SET a 1 NX", "nil3"],
    ],
  },
  {
    why: "RESP3: integers stay integers",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["SETNX a 1", ":1"],
      ["SETNX a 2", ":0"],
      ["EXPIRE a 100", ":1"],
      ["PERSIST a", ":1"],
      ["EXISTS a b", ":1"],
      ["MSETNX a 1 c 2", ":0"],
      ["COPY a d", ":1"],
      ["RENAMENX a d", ":0"],
    ],
  },
  {
    why: "RESP3: numbers with a fraction stay strings",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["INCRBYFLOAT a 1.5", '"1.5"'],
      ["INCRBYFLOAT a 1e20", '"100000000000000000000"'],
    ],
  },
  {
    why: "RESP3: settings are a map",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["CONFIG GET databases", '{"databases", "16"}'],
      ["CONFIG GET nosuch", "{}"],
    ],
  },
  {
    why: "RESP3: a transaction without a result",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["WATCH a", "+OK"],
      ["SET a 1", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "nil3"],
    ],
  },
  {
    why: "RESP3: a transaction's results",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["MULTI", "+OK"],
      ["GET nothing", "+QUEUED"],
      ["SET a 1 XX", "+QUEUED"],
      ["MGET a b", "+QUEUED"],
      ["EXEC", "[nil3, nil3, [nil3, nil3]]"],
    ],
  },
  {
    why: "RESP3: errors are as in RESP2",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["GET", "-ERR wrong number of arguments for 'get' command"],
      ["FOO bar", "-ERR unknown command 'FOO', with args beginning with: 'bar' "],
      ["SET a text", "+OK"],
      ["INCR a", "-ERR value is not an integer or out of range"],
      ["CLIENT FOO", "-ERR unknown subcommand 'FOO'. Try CLIENT HELP."],
    ],
  },
  {
    why: "RESP3: scans",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["SCAN 0", '["0", []]'],
      ["SET a 1", "+OK"],
      ["SCAN 0", '["0", ["a"]]'],
      ["KEYS *", '["a"]'],
    ],
  },
  {
    why: "RESP3: what a command is",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["COMMAND INFO nosuch", "[nil3]"],
      ["COMMAND GETKEYS MSET a 1 b 2", '["a", "b"]'],
      ["COMMAND LIST FILTERBY PATTERN getr*", '["getrange"]'],
      ["COMMAND DOCS nosuch", "{}"],
    ],
  },
  {
    why: "RESP3: latency",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["LATENCY RESET", ":0"],
      ["LATENCY LATEST", "[]"],
      ["LATENCY HISTORY command", "[]"],
      ["LATENCY HISTOGRAM nosuch", "{}"],
    ],
  },
  {
    why: "RESP3: slow commands",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["SLOWLOG RESET", "+OK"],
      ["CONFIG SET slowlog-log-slower-than -1", "+OK"],
      ["SLOWLOG LEN", ":0"],
      ["SLOWLOG GET", "[]"],
    ],
  },
  {
    why: "RESP3: binary data",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ['SET a "\\u0000\\r\\n\\u00ff"', "+OK"],
      ["GET a", '"\\u0000\\r\\nÃ¿"'],
      ["GETRANGE a 0 1", '"\\u0000\\r"'],
      ['ECHO "\\r\\n"', '"\\r\\n"'],
    ],
  },
  {
    why: "RESP3: RESET goes back to RESP2",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["GET nothing", "nil3"],
      ["RESET", "+RESET"],
      ["GET nothing", "nil"],
    ],
  },
  {
    why: "RESP3: HELLO 2 goes back to RESP2",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["GET nothing", "nil3"],
      ["SELECT 1", "+OK"],
    ],
  },
  {
    why: "RESP3: empty values",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ['SET a ""', "+OK"],
      ["GET a", '""'],
      ["GETRANGE a 0 -1", '""'],
      ["GETRANGE nothing 0 -1", '""'],
      ["STRLEN a", ":0"],
    ],
  },
  {
    why: "RESP3: the time to live",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["TTL a", ":-2"],
      ["SET a 1 EX 100", "+OK"],
      ["TTL a", ":100"],
      ["PERSIST a", ":1"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "RESP3: PING with and without a text",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["PING", "+PONG"],
      ["PING a", '"a"'],
    ],
  },
  {
    why: "RESP3: CLIENT KILL and PAUSE",
    steps: [
      ["HELLO 3", /^\{"server", "redis", /],
      ["CLIENT KILL 1.2.3.4:5", "-ERR No such client"],
      ["CLIENT KILL ADDR 1.2.3.4:5", ":0"],
      ["CLIENT PAUSE 0", "+OK"],
      ["CLIENT UNPAUSE", "+OK"],
      ["CLIENT REPLY ON", "+OK"],
    ],
  },
];
