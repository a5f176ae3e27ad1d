// What tools and operators ask: COMMAND GETKEYS, SLOWLOG, LATENCY, MEMORY, OBJECT, CLIENT KILL and PAUSE.

import type { Case } from "../case.ts";

export const TOOL_CASES: readonly Case[] = [
  {
    why: "COMMAND GETKEYS",
    steps: [
      ["COMMAND GETKEYS GET a", '["a"]'],
      ["COMMAND GETKEYS set a 1 EX 10", '["a"]'],
      ["COMMAND GETKEYS MGET a b c", '["a", "b", "c"]'],
      ["COMMAND GETKEYS MSET a 1 b 2", '["a", "b"]'],
      ["COMMAND GETKEYS MSETNX a 1 b 2", '["a", "b"]'],
      ["COMMAND GETKEYS DEL a b", '["a", "b"]'],
      ["COMMAND GETKEYS RENAME a b", '["a", "b"]'],
      ["COMMAND GETKEYS COPY a b DB 3", '["a", "b"]'],
      ["COMMAND GETKEYS WATCH a b", '["a", "b"]'],
      ["COMMAND GETKEYS MEMORY USAGE a", '["a"]'],
      ["COMMAND GETKEYS OBJECT FREQ a", '["a"]'],
    ],
  },
  {
    why: "COMMAND GETKEYS of a command without keys",
    steps: [
      ["COMMAND GETKEYS ECHO a", "-ERR The command has no key arguments"],
      ["COMMAND GETKEYS CLIENT ID", "-ERR The command has no key arguments"],
      ["COMMAND GETKEYS SCAN 0", "-ERR The command has no key arguments"],
      ["COMMAND GETKEYS KEYS *", "-ERR The command has no key arguments"],
    ],
  },
  {
    why: "COMMAND GETKEYS of nothing known",
    steps: [
      ["COMMAND GETKEYS NOSUCH a", "-ERR Invalid command specified"],
      ["COMMAND GETKEYS CLIENT FOO", "-ERR Invalid command specified"],
      ["COMMAND GETKEYS FOO BAR", "-ERR Invalid command specified"],
    ],
  },
  {
    why: "COMMAND GETKEYS with the wrong number of arguments",
    steps: [
      ["COMMAND GETKEYS GET", "-ERR wrong number of arguments for 'command|getkeys' command"],
      ["COMMAND GETKEYS", "-ERR wrong number of arguments for 'command|getkeys' command"],
      ["COMMAND GETKEYS GET a b", "-ERR Invalid number of arguments specified for command"],
      ["COMMAND GETKEYS SET a", "-ERR Invalid number of arguments specified for command"],
      ["COMMAND GETKEYS RENAME a", "-ERR Invalid number of arguments specified for command"],
    ],
  },
  {
    why: "SLOWLOG keeps nothing of a quick life",
    steps: [
      ["CONFIG SET slowlog-log-slower-than 60000000", "+OK"],
      ["SLOWLOG RESET", "+OK"],
      ["PING", "+PONG"],
      ["SLOWLOG LEN", ":0"],
      ["SLOWLOG GET", "[]"],
      ["SLOWLOG GET -1", "[]"],
      ["SLOWLOG GET 0", "[]"],
      ["SLOWLOG GET 5", "[]"],
    ],
  },
  {
    why: "SLOWLOG keeps everything if told so",
    steps: [
      ["SLOWLOG RESET", "+OK"],
      ["CONFIG SET slowlog-log-slower-than 0", "+OK"],
      ["PING hello", '"hello"'],
      ["SLOWLOG GET 1", /^\[\[:\d+, :\d+, :\d+, \["PING", "hello"\], "127[.\d]+\.1:\d+", ""\]\]$/],
      ["CONFIG SET slowlog-log-slower-than -1", "+OK"],
      ["SLOWLOG LEN", ":3"],
      ["CONFIG SET slowlog-max-len 2", "+OK"],
      ["CONFIG SET slowlog-log-slower-than 0", "+OK"],
      ["PING a", '"a"'],
      ["PING b", '"b"'],
      ["PING c", '"c"'],
      ["SLOWLOG LEN", ":2"],
      ["CONFIG SET slowlog-log-slower-than -1 slowlog-max-len 128", "+OK"],
    ],
  },
  {
    why: "SLOWLOG cuts what is long",
    steps: [
      ["CONFIG SET slowlog-log-slower-than 0", "+OK"],
      [
        "PING xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      ],
      [
        "SLOWLOG GET 1",
        /^\[\[:\d+, :\d+, :\d+, \["PING", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\.\.\. \(72 more bytes\)"\], "127[.\d]+\.1:\d+", ""\]\]$/,
      ],
      [
        "MGET k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 k10 k11 k12 k13 k14 k15 k16 k17 k18 k19 k20 k21 k22 k23 k24 k25 k26 k27 k28 k29 k30 k31 k32 k33 k34 k35 k36 k37 k38 k39",
        "[nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil]",
      ],
      [
        "SLOWLOG GET 1",
        /^\[\[:\d+, :\d+, :\d+, \["MGET", "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9", "k10", "k11", "k12", "k13", "k14", "k15", "k16", "k17", "k18", "k19", "k20", "k21", "k22", "k23", "k24", "k25", "k26", "k27", "k28", "k29", "\.\.\. \(10 more arguments\)"\], "127[.\d]+\.1:\d+", ""\]\]$/,
      ],
      ["CONFIG SET slowlog-log-slower-than -1", "+OK"],
    ],
  },
  {
    why: "SLOWLOG hides passwords",
    steps: [
      ["CONFIG SET slowlog-log-slower-than 0", "+OK"],
      ["AUTH nobody secret", "-WRONGPASS invalid username-password pair or user is disabled."],
      [
        "SLOWLOG GET 1",
        /^\[\[:\d+, :\d+, :\d+, \["AUTH", "\(redacted\)", "\(redacted\)"\], "127[.\d]+\.1:\d+", ""\]\]$/,
      ],
      ["HELLO 2 AUTH nobody secret", "-WRONGPASS invalid username-password pair or user is disabled."],
      [
        "SLOWLOG GET 1",
        /^\[\[:\d+, :\d+, :\d+, \["HELLO", "2", "AUTH", "\(redacted\)", "\(redacted\)"\], "127[.\d]+\.1:\d+", ""\]\]$/,
      ],
      ["CONFIG SET slowlog-log-slower-than -1", "+OK"],
    ],
  },
  {
    why: "SLOWLOG and transactions",
    steps: [
      ["SLOWLOG RESET", "+OK"],
      ["CONFIG SET slowlog-log-slower-than 0", "+OK"],
      ["MULTI", "+OK"],
      ["PING q", "+QUEUED"],
      ["EXEC", '["q"]'],
      ["SLOWLOG GET 1", /^\[\[:\d+, :\d+, :\d+, \["PING", "q"\], "127[.\d]+\.1:\d+", ""\]\]$/],
      ["CONFIG SET slowlog-log-slower-than -1", "+OK"],
    ],
  },
  {
    why: "SLOWLOG with bad arguments",
    steps: [
      ["SLOWLOG GET -2", "-ERR count should be greater than or equal to -1"],
      ["SLOWLOG GET abc", "-ERR count should be greater than or equal to -1"],
      ["SLOWLOG GET 1 2", "-ERR unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP."],
      ["SLOWLOG LEN x", "-ERR wrong number of arguments for 'slowlog|len' command"],
      ["SLOWLOG RESET x", "-ERR wrong number of arguments for 'slowlog|reset' command"],
      ["SLOWLOG", "-ERR wrong number of arguments for 'slowlog' command"],
      ["SLOWLOG foo", "-ERR unknown subcommand 'foo'. Try SLOWLOG HELP."],
    ],
  },
  {
    why: "LATENCY of a calm server",
    steps: [
      ["LATENCY RESET", ":0"],
      ["LATENCY LATEST", "[]"],
      ["LATENCY HISTORY command", "[]"],
      ["LATENCY RESET command", ":0"],
      ["LATENCY RESET a b c", ":0"],
    ],
  },
  {
    why: "LATENCY with bad arguments",
    steps: [
      ["LATENCY", "-ERR wrong number of arguments for 'latency' command"],
      ["LATENCY HISTORY", "-ERR wrong number of arguments for 'latency|history' command"],
      ["LATENCY HISTORY a b", "-ERR wrong number of arguments for 'latency|history' command"],
      ["LATENCY LATEST x", "-ERR wrong number of arguments for 'latency|latest' command"],
      ["LATENCY DOCTOR x", "-ERR wrong number of arguments for 'latency|doctor' command"],
      ["LATENCY foo", "-ERR unknown subcommand 'foo'. Try LATENCY HELP."],
    ],
  },
  {
    why: "LATENCY HISTOGRAM of nothing known",
    steps: [
      ["LATENCY HISTOGRAM nosuch", "[]"],
      ["LATENCY HISTOGRAM nosuch foo|bar", "[]"],
    ],
  },
  {
    why: "MEMORY USAGE of a missing key",
    steps: [
      ["MEMORY USAGE a", "nil"],
      ["MEMORY USAGE a SAMPLES 0", "nil"],
    ],
  },
  {
    why: "MEMORY USAGE with bad arguments",
    steps: [
      ["SET a 1", "+OK"],
      ["MEMORY USAGE a SAMPLES -1", "-ERR syntax error"],
      ["MEMORY USAGE a SAMPLES abc", "-ERR value is not an integer or out of range"],
      ["MEMORY USAGE a SAMPLES", "-ERR syntax error"],
      ["MEMORY USAGE a FOO", "-ERR syntax error"],
      ["MEMORY USAGE a FOO 1", "-ERR syntax error"],
      ["MEMORY USAGE", "-ERR wrong number of arguments for 'memory|usage' command"],
      ["MEMORY", "-ERR wrong number of arguments for 'memory' command"],
      ["MEMORY foo", "-ERR unknown subcommand 'foo'. Try MEMORY HELP."],
    ],
  },
  {
    why: "MEMORY PURGE",
    steps: [
      ["MEMORY PURGE", "+OK"],
      ["MEMORY PURGE x", "-ERR wrong number of arguments for 'memory|purge' command"],
      ["MEMORY STATS x", "-ERR wrong number of arguments for 'memory|stats' command"],
      ["MEMORY DOCTOR x", "-ERR wrong number of arguments for 'memory|doctor' command"],
    ],
  },
  {
    why: "OBJECT of a missing key",
    steps: [
      ["OBJECT ENCODING a", "nil"],
      ["OBJECT FREQ a", "nil"],
      ["OBJECT IDLETIME a", "nil"],
      ["OBJECT REFCOUNT a", "nil"],
    ],
  },
  {
    why: "OBJECT ENCODING",
    steps: [
      ["SET a 1", "+OK"],
      ["OBJECT ENCODING a", '"int"'],
      ["SET a -9223372036854775808", "+OK"],
      ["OBJECT ENCODING a", '"int"'],
      ["SET a 9223372036854775808", "+OK"],
      ["OBJECT ENCODING a", '"embstr"'],
      ["SET a 01", "+OK"],
      ["OBJECT ENCODING a", '"embstr"'],
      ["SET a 1.5", "+OK"],
      ["OBJECT ENCODING a", '"embstr"'],
      ['SET a ""', "+OK"],
      ["OBJECT ENCODING a", '"embstr"'],
      ["SET a xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "+OK"],
      ["OBJECT ENCODING a", '"embstr"'],
      ["SET a xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "+OK"],
      ["OBJECT ENCODING a", '"raw"'],
    ],
  },
  {
    why: "OBJECT ENCODING of a value that was appended to",
    steps: [
      ["SET a 1", "+OK"],
      ["APPEND a 2", ":2"],
      ["OBJECT ENCODING a", '"int"', { redis: '"raw"', reason: "encodings" }],
    ],
  },
  {
    why: "OBJECT REFCOUNT",
    steps: [
      ["SET a text", "+OK"],
      ["OBJECT REFCOUNT a", ":1"],
    ],
  },
  {
    why: "OBJECT REFCOUNT of a small number",
    steps: [
      ["SET a 5", "+OK"],
      ["OBJECT REFCOUNT a", ":1", { redis: ":2147483647", reason: "references" }],
    ],
  },
  {
    why: "OBJECT IDLETIME of a new key",
    steps: [
      ["SET a 1", "+OK"],
      ["OBJECT IDLETIME a", /^:[01]$/],
    ],
  },
  {
    why: "OBJECT FREQ",
    steps: [
      ["SET a 1", "+OK"],
      [
        "OBJECT FREQ a",
        ":0",
        {
          redis:
            "-ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.",
          reason: "frequencies",
        },
      ],
    ],
  },
  {
    why: "OBJECT with bad arguments",
    steps: [
      ["OBJECT", "-ERR wrong number of arguments for 'object' command"],
      ["OBJECT ENCODING", "-ERR wrong number of arguments for 'object|encoding' command"],
      ["OBJECT ENCODING a b", "-ERR wrong number of arguments for 'object|encoding' command"],
      ["OBJECT FREQ a b", "-ERR wrong number of arguments for 'object|freq' command"],
      ["OBJECT foo a", "-ERR unknown subcommand 'foo'. Try OBJECT HELP."],
    ],
  },
  {
    why: "CLIENT KILL of nobody",
    steps: [
      ["CLIENT KILL 1.2.3.4:5", "-ERR No such client"],
      ["CLIENT KILL ADDR 1.2.3.4:5", ":0"],
      ["CLIENT KILL LADDR 1.2.3.4:5", ":0"],
      ["CLIENT KILL ID 999999999", ":0"],
      ["CLIENT KILL TYPE pubsub", ":0"],
      ["CLIENT KILL TYPE replica", ":0"],
      ["CLIENT KILL TYPE slave", ":0"],
      ["CLIENT KILL TYPE master", ":0"],
      ["CLIENT KILL TYPE normal", ":0"],
      ["CLIENT KILL USER default", ":0"],
      ["CLIENT KILL TYPE normal SKIPME yes", ":0"],
    ],
  },
  {
    why: "CLIENT KILL with bad arguments",
    steps: [
      ["CLIENT KILL", "-ERR wrong number of arguments for 'client|kill' command"],
      ["CLIENT KILL ID abc", "-ERR client-id should be greater than 0"],
      ["CLIENT KILL ID 0", "-ERR client-id should be greater than 0"],
      ["CLIENT KILL ID -1", "-ERR client-id should be greater than 0"],
      ["CLIENT KILL ID 99999999999999999999", "-ERR client-id should be greater than 0"],
      ["CLIENT KILL TYPE foo", "-ERR Unknown client type 'foo'"],
      ["CLIENT KILL USER nobody", "-ERR No such user 'nobody'"],
      ["CLIENT KILL SKIPME maybe", "-ERR syntax error"],
      ["CLIENT KILL FOO bar", "-ERR syntax error"],
      ["CLIENT KILL ID 1 TYPE", "-ERR syntax error"],
      ["CLIENT KILL ID 999999999 FOO bar", "-ERR syntax error"],
      ["CLIENT KILL foo", "-ERR No such client"],
    ],
  },
  {
    why: "CLIENT KILL MAXAGE",
    steps: [
      ["CLIENT KILL MAXAGE 1000000", ":0", { redis: "-ERR syntax error", reason: "newerThanOracle" }],
      [
        "CLIENT KILL MAXAGE abc",
        "-ERR maxage should be greater than 0",
        { redis: "-ERR syntax error", reason: "newerThanOracle" },
      ],
    ],
  },
  {
    why: "CLIENT PAUSE with bad arguments",
    steps: [
      ["CLIENT PAUSE", "-ERR wrong number of arguments for 'client|pause' command"],
      ["CLIENT PAUSE abc", "-ERR timeout is not an integer or out of range"],
      ["CLIENT PAUSE -1", "-ERR timeout is negative"],
      ["CLIENT PAUSE 1.5", "-ERR timeout is not an integer or out of range"],
      ["CLIENT PAUSE 10 foo", "-ERR CLIENT PAUSE mode must be WRITE or ALL"],
      [
        "CLIENT PAUSE 10 WRITE foo",
        "-ERR unknown subcommand or wrong number of arguments for 'PAUSE'. Try CLIENT HELP.",
      ],
      ["CLIENT PAUSE 99999999999999999999", "-ERR timeout is not an integer or out of range"],
    ],
  },
  {
    why: "CLIENT PAUSE of no time",
    steps: [
      ["CLIENT PAUSE 0", "+OK"],
      ["PING", "+PONG"],
      ["SET a 1", "+OK"],
    ],
  },
  {
    why: "CLIENT UNPAUSE",
    steps: [
      ["CLIENT UNPAUSE", "+OK"],
      ["CLIENT PAUSE 100000 WRITE", "+OK"],
      ["PING", "+PONG"],
      ["GET a", "nil"],
      ["CLIENT UNPAUSE", "+OK"],
      ["SET a 1", "+OK"],
      ["CLIENT UNPAUSE x", "-ERR wrong number of arguments for 'client|unpause' command"],
    ],
  },
  {
    why: "CLIENT REPLY",
    steps: [
      ["CLIENT REPLY ON", "+OK"],
      ["CLIENT REPLY foo", "-ERR syntax error"],
      ["CLIENT REPLY", "-ERR wrong number of arguments for 'client|reply' command"],
      ["CLIENT REPLY ON x", "-ERR wrong number of arguments for 'client|reply' command"],
    ],
  },
  {
    why: "CLIENT LIST by id and type",
    steps: [
      ["CLIENT LIST TYPE pubsub", '""'],
      ["CLIENT LIST TYPE foo", "-ERR Unknown client type 'foo'"],
      ["CLIENT LIST ID 999999999", '""'],
      ["CLIENT LIST ID abc", "-ERR Invalid client ID"],
      ["CLIENT LIST ID", "-ERR syntax error"],
      ["CLIENT LIST TYPE", "-ERR syntax error"],
      ["CLIENT LIST TYPE normal ID 1", "-ERR syntax error"],
      ["CLIENT LIST foo", "-ERR syntax error"],
    ],
  },
  {
    why: "MONITOR arity",
    steps: [["MONITOR x", "-ERR wrong number of arguments for 'monitor' command"]],
  },
  {
    why: "MONITOR in a transaction",
    steps: [
      ["MULTI", "+OK"],
      ["MONITOR", "+QUEUED"],
      ["EXEC", "[-ERR MONITOR isn't allowed for DENY BLOCKING client]"],
    ],
  },
];
