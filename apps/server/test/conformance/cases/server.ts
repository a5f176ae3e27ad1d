// COMMAND, CONFIG, INFO, TIME, and what is answered to nonsense.

import type { Case } from "../case.ts";

const LONG = "x".repeat(200);

function arity(name: string): string {
  return `-ERR wrong number of arguments for '${name}' command`;
}

function limitProblem(problem: string): string {
  const before = "-ERR CONFIG SET failed (possibly related to argument 'client-output-buffer-limit') - ";
  return `${before}${problem} buffer limit configuration.`;
}

export const SERVER_CASES: readonly Case[] = [
  { why: "TIME", steps: [["TIME", /^\["\d{10}", "\d{1,6}"\]$/]] },
  {
    why: "INFO has the fields clients look for",
    steps: [["INFO", /redis_version:7.*redis_mode:standalone.*loading:0.*role:master/]],
  },
  {
    why: "INFO of a section",
    steps: [
      ["INFO replication", /^"# Replication\\r\\nrole:master\\r\\nconnected_slaves:0\\r\\n/],
      ["info REPLICATION", /^"# Replication/],
    ],
  },
  { why: "INFO of an unknown section", steps: [["INFO nosuch", '""']] },
  { why: "INFO keyspace of nothing", steps: [["INFO keyspace", '"# Keyspace\\r\\n"']] },
  {
    why: "INFO keyspace",
    steps: [
      ["SET a 1", "+OK"],
      ["SET b 1 EX 100", "+OK"],
      ["INFO keyspace", /^"# Keyspace\\r\\ndb0:keys=2,expires=1,avg_ttl=\d+\\r\\n"$/],
    ],
  },
  {
    why: "INFO of two sections",
    steps: [
      ["INFO cluster replication", /^"# Replication\\r\\n.*\\r\\n\\r\\n# Cluster\\r\\ncluster_enabled:0\\r\\n"$/],
    ],
  },
  {
    why: "CONFIG SET of a word that is not yes or no",
    steps: [
      [
        "CONFIG SET protected-mode maybe",
        "-ERR CONFIG SET failed (possibly related to argument 'protected-mode') - argument must be 'yes' or 'no'",
      ],
    ],
  },
  {
    why: "CONFIG SET of output limits",
    steps: [
      ['CONFIG SET client-output-buffer-limit "pubsub 1mb 1kb 5"', "+OK"],
      ["CONFIG GET client-output-buffer-limit", /slave 268435456 67108864 60 pubsub 1048576 1024 5"\]$/],
      ['CONFIG SET client-output-buffer-limit "pubsub 32mb 8mb 60"', "+OK"],
    ],
  },
  {
    why: "CONFIG SET of wrong output limits",
    steps: [
      ['CONFIG SET client-output-buffer-limit "foo 1 2 3"', limitProblem("Invalid client class specified in")],
      ['CONFIG SET client-output-buffer-limit "normal 1 2"', limitProblem("Wrong number of arguments in")],
      [
        'CONFIG SET client-output-buffer-limit "normal 1 2 x"',
        limitProblem("Error in hard, soft or soft_seconds setting in"),
      ],
    ],
  },
  {
    why: "CONFIG REWRITE without a file",
    steps: [["CONFIG REWRITE", "-ERR The server is running without a config file"]],
  },
  {
    why: "CONFIG GET what redis-benchmark asks",
    steps: [
      ["CONFIG GET save", '["save", ""]'],
      ["CONFIG GET appendonly", '["appendonly", "no"]'],
    ],
  },
  { why: "CONFIG GET tells a plain name as asked", steps: [["CONFIG GET DATABASES", '["DATABASES", "16"]']] },
  {
    why: "CONFIG GET with a pattern",
    steps: [
      ["CONFIG GET databas*", '["databases", "16"]'],
      ["CONFIG GET data[a-b]ases", '["databases", "16"]'],
      ["CONFIG GET DATABASE?", '["databases", "16"]'],
    ],
  },
  {
    why: "CONFIG GET of several",
    steps: [
      ["CONFIG GET databases databas* databases", '["databases", "16"]'],
      ["CONFIG GET timeout", '["timeout", "0"]'],
      ["CONFIG GET maxclients", '["maxclients", "10000"]'],
      ["CONFIG GET tcp-keepalive", '["tcp-keepalive", "300"]'],
      ["CONFIG GET proto-max-bulk-len", '["proto-max-bulk-len", "536870912"]'],
    ],
  },
  {
    why: "CONFIG GET of nothing known",
    steps: [
      ["CONFIG GET nosuch", "[]"],
      ["CONFIG GET nosuch*", "[]"],
    ],
  },
  { why: "CONFIG GET of memory", steps: [["CONFIG GET maxmemory", /^\["maxmemory", "\d+"\]$/]] },
  {
    why: "CONFIG GET of the policy",
    steps: [
      [
        "CONFIG GET maxmemory-policy",
        '["maxmemory-policy", "s3fifo"]',
        { redis: '["maxmemory-policy", "noeviction"]', reason: "ownSettings" },
      ],
    ],
  },
  {
    why: "CONFIG SET",
    steps: [
      ["CONFIG SET loglevel debug", "+OK"],
      ["CONFIG GET loglevel", '["loglevel", "debug"]'],
      ["CONFIG SET loglevel notice timeout 0", "+OK"],
    ],
  },
  {
    why: "CONFIG SET of an unknown option",
    steps: [["CONFIG SET nosuch 1", "-ERR Unknown option or number of arguments for CONFIG SET - 'nosuch'"]],
  },
  {
    why: "CONFIG SET of a fixed option",
    steps: [
      [
        "CONFIG SET databases 3",
        "-ERR CONFIG SET failed (possibly related to argument 'databases') - can't set immutable config",
      ],
    ],
  },
  {
    why: "CONFIG SET of a bad choice",
    steps: [
      [
        "CONFIG SET loglevel foo",
        "-ERR CONFIG SET failed (possibly related to argument 'loglevel') - argument(s) must be one of the following: debug, verbose, notice, warning",
      ],
    ],
  },
  {
    why: "CONFIG SET of no number",
    steps: [
      [
        "CONFIG SET timeout x",
        "-ERR CONFIG SET failed (possibly related to argument 'timeout') - argument couldn't be parsed into an integer",
      ],
    ],
  },
  {
    why: "CONFIG SET out of range",
    steps: [
      [
        "CONFIG SET timeout -1",
        "-ERR CONFIG SET failed (possibly related to argument 'timeout') - argument must be between 0 and 2147483647 inclusive",
      ],
    ],
  },
  {
    why: "CONFIG SET twice the same",
    steps: [
      [
        "CONFIG SET loglevel notice loglevel debug",
        "-ERR CONFIG SET failed (possibly related to argument 'loglevel') - duplicate parameter",
      ],
    ],
  },
  {
    why: "CONFIG SET without a value",
    steps: [
      ["CONFIG SET loglevel", arity("config|set")],
      ["CONFIG SET loglevel notice x", "-ERR syntax error"],
    ],
  },
  {
    why: "CONFIG SET sets all or nothing",
    steps: [
      ["CONFIG SET timeout 77 loglevel foo", /^-ERR CONFIG SET failed/],
      ["CONFIG GET timeout", '["timeout", "0"]'],
    ],
  },
  {
    why: "CONFIG RESETSTAT",
    steps: [
      ["GET nothing", "nil"],
      ["CONFIG RESETSTAT", "+OK"],
      ["INFO stats", /keyspace_hits:0\\r\\nkeyspace_misses:0\\r\\n/],
    ],
  },
  {
    why: "CONFIG without more",
    steps: [
      ["CONFIG", arity("config")],
      ["CONFIG GET", arity("config|get")],
      ["CONFIG RESETSTAT x", arity("config|resetstat")],
    ],
  },
  {
    why: "CONFIG HELP",
    steps: [
      [
        "CONFIG HELP",
        /^\[\+CONFIG <subcommand> \[<arg> \[value\] \[opt\] \.\.\.\]\. Subcommands are:, .*\+HELP, \+ {4}Prints this help\.\]$/,
      ],
    ],
  },
  {
    why: "COMMAND COUNT",
    steps: [
      ["COMMAND COUNT", /^:[4-9]\d$/, { redis: /^:24\d$/, reason: "fewerCommands" }],
      ["COMMAND COUNT x", arity("command|count")],
    ],
  },
  {
    why: "COMMAND INFO of nothing known",
    steps: [
      ["COMMAND INFO nosuch", "[nil]"],
      ["COMMAND INFO nosuch|x get|x", "[nil, nil]"],
    ],
  },
  {
    why: "COMMAND INFO",
    steps: [
      [
        "COMMAND INFO GET",
        /^\[\["get", :2, \[\+readonly, \+fast\], :1, :1, :1, \[\+@read, \+@string, \+@fast\], \[\], \[.*\], \[\]\]\]$/,
      ],
    ],
  },
  {
    why: "COMMAND INFO of a subcommand",
    steps: [
      [
        "COMMAND INFO client|id",
        '[["client|id", :2, [+noscript, +loading, +stale], :0, :0, :0, [+@slow, +@connection], [], [], []]]',
      ],
    ],
  },
  {
    why: "COMMAND GETKEYSANDFLAGS",
    steps: [
      ["COMMAND GETKEYSANDFLAGS GET a", '[["a", [+RO, +access]]]'],
      ["COMMAND GETKEYSANDFLAGS MSET a 1 b 2", '[["a", [+OW, +update]], ["b", [+OW, +update]]]'],
      ["COMMAND GETKEYSANDFLAGS RENAME a b", '[["a", [+RW, +access, +delete]], ["b", [+OW, +update]]]'],
      ["COMMAND GETKEYSANDFLAGS ECHO a", "-ERR The command has no key arguments"],
    ],
  },
  { why: "COMMAND DOCS of nothing known", steps: [["COMMAND DOCS nosuch", "[]"]] },
  {
    why: "COMMAND DOCS",
    steps: [["COMMAND DOCS nosuch PING", /^\["ping", \["summary", ".*", "since", "1\.0\.0", "group", "connection"/]],
  },
  {
    why: "COMMAND LIST by pattern",
    steps: [
      ["COMMAND LIST FILTERBY PATTERN get", '["get"]'],
      ["command list filterby pattern pt*", '["pttl"]'],
      ["COMMAND LIST FILTERBY PATTERN client|i[d]", '["client|id"]'],
    ],
  },
  { why: "COMMAND LIST by module", steps: [["COMMAND LIST FILTERBY MODULE json", "[]"]] },
  { why: "COMMAND LIST by an unknown category", steps: [["COMMAND LIST FILTERBY ACLCAT nosuch", "[]"]] },
  {
    why: "COMMAND LIST with bad options",
    steps: [
      ["COMMAND LIST foo", "-ERR syntax error"],
      ["COMMAND LIST FILTERBY foo bar", "-ERR syntax error"],
      ["COMMAND LIST FILTERBY PATTERN", "-ERR syntax error"],
    ],
  },
  {
    why: "an unknown command",
    steps: [
      ["foo", "-ERR unknown command 'foo', with args beginning with: "],
      ["foo bar baz", "-ERR unknown command 'foo', with args beginning with: 'bar' 'baz' "],
    ],
  },
  {
    why: "an unknown command's name keeps its case",
    steps: [["FoO a", "-ERR unknown command 'FoO', with args beginning with: 'a' "]],
  },
  {
    why: "an unknown command without a name",
    steps: [
      ['""', "-ERR unknown command '', with args beginning with: "],
      ['"" ""', "-ERR unknown command '', with args beginning with: '' "],
    ],
  },
  {
    why: "an unknown command with a long argument",
    steps: [[`foo ${LONG} b`, `-ERR unknown command 'foo', with args beginning with: '${LONG.slice(0, 128)}' `]],
  },
  {
    why: "an unknown command with long arguments",
    steps: [
      [
        `foo ${LONG.slice(0, 70)} ${LONG} c`,
        `-ERR unknown command 'foo', with args beginning with: '${LONG.slice(0, 70)}' '${LONG.slice(0, 55)}' `,
      ],
    ],
  },
  {
    why: "an unknown command with a long name",
    steps: [[`${LONG} a`, `-ERR unknown command '${LONG.slice(0, 128)}', with args beginning with: 'a' `]],
  },
  {
    why: "an unknown command with line ends",
    steps: [['"a\\r\\nb" "c\\nd"', "-ERR unknown command 'a  b', with args beginning with: 'c d' "]],
  },
  {
    why: "an unknown command with a zero byte",
    steps: [['foo "a\\u0000b" c', "-ERR unknown command 'foo', with args beginning with: 'a' 'c' "]],
  },
  {
    why: "an unknown command in UTF-8",
    steps: [["föö ä", "-ERR unknown command 'fÃ¶Ã¶', with args beginning with: 'Ã¤' "]],
  },
  {
    why: "unknown subcommands",
    steps: [
      ["CLIENT foo bar", "-ERR unknown subcommand 'foo'. Try CLIENT HELP."],
      ["config Foo", "-ERR unknown subcommand 'Foo'. Try CONFIG HELP."],
      ["COMMAND foo", "-ERR unknown subcommand 'foo'. Try COMMAND HELP."],
    ],
  },
  {
    why: "a long unknown subcommand",
    steps: [[`CLIENT ${LONG}`, `-ERR unknown subcommand '${LONG.slice(0, 128)}'. Try CLIENT HELP.`]],
  },
  {
    why: "an unknown subcommand with line ends",
    steps: [['CONFIG "fo\\r\\no"', "-ERR unknown subcommand 'fo  o'. Try CONFIG HELP."]],
  },
  {
    why: "too few arguments",
    steps: [
      ["GET", arity("get")],
      ["SET a", arity("set")],
      ["MGET", arity("mget")],
      ["DEL", arity("del")],
      ["EXPIRE a", arity("expire")],
    ],
  },
  {
    why: "too many arguments",
    steps: [
      ["GeT a b", arity("get")],
      ["STRLEN a b", arity("strlen")],
      ["TTL a b", arity("ttl")],
      ["TIME x", arity("time")],
      ["DBSIZE x", arity("dbsize")],
    ],
  },
  {
    why: "arity of subcommands",
    steps: [
      ["CLIENT", arity("client")],
      ["CLIENT ID x", arity("client|id")],
      ["CLIENT SETNAME", arity("client|setname")],
      ["client getname x", arity("client|getname")],
    ],
  },
  {
    why: "arity of the rest",
    steps: [
      ["SETEX a 1", arity("setex")],
      ["PSETEX a 1", arity("psetex")],
      ["SETNX a", arity("setnx")],
      ["MSET", arity("mset")],
      ["INCR", arity("incr")],
      ["INCRBY a", arity("incrby")],
      ["APPEND a", arity("append")],
      ["EXISTS", arity("exists")],
      ["PERSIST", arity("persist")],
      ["ECHO", arity("echo")],
      ["SELECT", arity("select")],
      ["AUTH", arity("auth")],
      ["RESET x", arity("reset")],
    ],
  },
];
