// Handshakes and what a connection knows of itself, in both protocols.

import type { Case } from "../case.ts";

const BAD_NAME = "-ERR Client names cannot contain spaces, newlines or special characters.";
const NO_AUTH =
  "-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?";
const WRONG_PASSWORD = "-WRONGPASS invalid username-password pair or user is disabled.";
const VERSION = "(7\\.0\\.15|7\\.2\\.0)";
const HELLO_2 = new RegExp(
  `^\\["server", "redis", "version", "${VERSION}", "proto", :2, "id", :\\d+, "mode", "standalone", "role", "master", "modules", \\[\\]\\]$`,
);
const HELLO_3 = new RegExp(
  `^\\{"server", "redis", "version", "${VERSION}", "proto", :3, "id", :\\d+, "mode", "standalone", "role", "master", "modules", \\[\\]\\}$`,
);
const OUT_OF_INT = "-ERR value is out of range, value must between -2147483648 and 2147483647";

export const CONNECTION_CASES: readonly Case[] = [
  {
    why: "PING",
    steps: [
      ["PING", "+PONG"],
      ["ping hello", '"hello"'],
      ['PING ""', '""'],
    ],
  },
  { why: "PING with too much", steps: [["PING a b", "-ERR wrong number of arguments for 'ping' command"]] },
  {
    why: "ECHO",
    steps: [
      ["ECHO hello", '"hello"'],
      ['ECHO "a\\r\\nb"', '"a\\r\\nb"'],
    ],
  },
  {
    why: "SELECT",
    steps: [
      ["SELECT 15", "+OK"],
      ["SELECT 0", "+OK"],
    ],
  },
  {
    why: "SELECT out of range",
    steps: [
      ["SELECT 16", "-ERR DB index is out of range"],
      ["SELECT -1", "-ERR DB index is out of range"],
    ],
  },
  {
    why: "SELECT of no number",
    steps: [
      ["SELECT abc", "-ERR value is not an integer or out of range"],
      ["SELECT 0x1", "-ERR value is not an integer or out of range"],
    ],
  },
  {
    why: "SELECT beyond 32 bits",
    steps: [
      ["SELECT 3000000000", OUT_OF_INT],
      ["SELECT -3000000000", OUT_OF_INT],
    ],
  },
  {
    why: "SELECT beyond 64 bits",
    steps: [["SELECT 99999999999999999999", "-ERR value is not an integer or out of range"]],
  },
  {
    why: "a failed SELECT keeps the database",
    steps: [
      ["SELECT 2", "+OK"],
      ["SET a 2", "+OK"],
      ["SELECT 99", "-ERR DB index is out of range"],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "AUTH without a password set",
    steps: [
      ["AUTH x", NO_AUTH],
      ["AUTH default x", "+OK"],
      ["AUTH foo x", WRONG_PASSWORD],
    ],
  },
  { why: "AUTH with too much", steps: [["AUTH a b c", "-ERR syntax error"]] },
  { why: "HELLO", steps: [["HELLO", HELLO_2]] },
  { why: "HELLO 2", steps: [["HELLO 2", HELLO_2]] },
  {
    why: "HELLO 3",
    steps: [
      ["HELLO 3", HELLO_3],
      ["HELLO", HELLO_3],
      ["HELLO 2", HELLO_2],
    ],
  },
  {
    why: "HELLO with another protocol",
    steps: [
      ["HELLO 4", "-NOPROTO unsupported protocol version"],
      ["HELLO 1", "-NOPROTO unsupported protocol version"],
      ["HELLO 0", "-NOPROTO unsupported protocol version"],
    ],
  },
  {
    why: "HELLO with no number",
    steps: [
      ["HELLO abc", "-ERR Protocol version is not an integer or out of range"],
      ["HELLO 99999999999999999999", "-ERR Protocol version is not an integer or out of range"],
    ],
  },
  {
    why: "HELLO AUTH",
    steps: [
      ["HELLO 3 AUTH default x", HELLO_3],
      ["HELLO 2 AUTH foo x", WRONG_PASSWORD],
      ["HELLO", HELLO_3],
    ],
  },
  {
    why: "HELLO AUTH cut short",
    steps: [
      ["HELLO 3 AUTH", "-ERR Syntax error in HELLO option 'AUTH'"],
      ["HELLO 3 auth x", "-ERR Syntax error in HELLO option 'auth'"],
    ],
  },
  {
    why: "HELLO SETNAME",
    steps: [
      ["HELLO 2 SETNAME bob", HELLO_2],
      ["CLIENT GETNAME", '"bob"'],
    ],
  },
  {
    why: "HELLO AUTH and SETNAME",
    steps: [
      ["HELLO 2 AUTH default x SETNAME bob", HELLO_2],
      ["CLIENT GETNAME", '"bob"'],
    ],
  },
  {
    why: "HELLO SETNAME twice",
    steps: [
      ["HELLO 2 SETNAME x SETNAME y", HELLO_2],
      ["CLIENT GETNAME", '"y"'],
    ],
  },
  {
    why: "HELLO SETNAME with a bad name",
    steps: [
      ['HELLO 3 SETNAME "a b"', BAD_NAME],
      ["PING", "+PONG"],
      ["CLIENT GETNAME", "nil"],
    ],
  },
  {
    why: "HELLO with an unknown option",
    steps: [
      ["HELLO 3 foo", "-ERR Syntax error in HELLO option 'foo'"],
      ["GET x", "nil"],
    ],
  },
  {
    why: "HELLO reads its options in order",
    steps: [
      ["HELLO 3 AUTH x y foo", WRONG_PASSWORD],
      ['HELLO 3 SETNAME "a b" AUTH x y', BAD_NAME],
    ],
  },
  {
    why: "RESP3 nulls",
    steps: [
      ["HELLO 3", HELLO_3],
      ["GET nothing", "nil3"],
      ["MGET x y", "[nil3, nil3]"],
      ["SET a 1 XX", "nil3"],
      ["CLIENT GETNAME", "nil3"],
    ],
  },
  {
    why: "RESP3 keeps strings and integers",
    steps: [
      ["HELLO 3", HELLO_3],
      ["SET a 1", "+OK"],
      ["GET a", '"1"'],
      ["INCR a", ":2"],
    ],
  },
  {
    why: "RESP3 maps",
    steps: [
      ["HELLO 3", HELLO_3],
      ["CONFIG GET databases", '{"databases", "16"}'],
      ["CONFIG GET nosuch", "{}"],
      ["COMMAND DOCS nosuch", "{}"],
    ],
  },
  {
    why: "RESP3 texts",
    steps: [
      ["HELLO 3", HELLO_3],
      ["INFO replication", /^txt"# Replication\\r\\nrole:master\\r\\n/],
      ["CLIENT INFO", /^txt"id=\d+ addr=127\.0\.0\.1:\d+ /],
    ],
  },
  {
    why: "RESP3 errors",
    steps: [
      ["HELLO 3", HELLO_3],
      ["GET", "-ERR wrong number of arguments for 'get' command"],
    ],
  },
  {
    why: "RESET goes back to RESP2",
    steps: [
      ["HELLO 3", HELLO_3],
      ["RESET", "+RESET"],
      ["GET nothing", "nil"],
    ],
  },
  {
    why: "RESET forgets database and name",
    steps: [
      ["SELECT 3", "+OK"],
      ["CLIENT SETNAME bob", "+OK"],
      ["SET a 3", "+OK"],
      ["RESET", "+RESET"],
      ["GET a", "nil"],
      ["CLIENT GETNAME", "nil"],
    ],
  },
  { why: "CLIENT ID", steps: [["CLIENT ID", /^:\d+$/]] },
  {
    why: "CLIENT SETNAME",
    steps: [
      ["CLIENT GETNAME", "nil"],
      ["CLIENT SETNAME bob", "+OK"],
      ["CLIENT GETNAME", '"bob"'],
      ['CLIENT SETNAME ""', "+OK"],
      ["CLIENT GETNAME", "nil"],
    ],
  },
  {
    why: "CLIENT SETNAME with a bad name",
    steps: [
      ['CLIENT SETNAME "a b"', BAD_NAME],
      ['CLIENT SETNAME "a\\n"', BAD_NAME],
      ["CLIENT SETNAME ä", BAD_NAME],
    ],
  },
  {
    why: "CLIENT INFO",
    steps: [
      ["CLIENT SETNAME bob", "+OK"],
      [
        "CLIENT INFO",
        /^"id=\d+ addr=127\.0\.0\.1:\d+ laddr=127\.0\.0\.1:\d+ .*name=bob age=\d+ idle=0 flags=N db=0 .*cmd=client\|info user=default redir=-1 resp=2.*\\n"$/,
      ],
    ],
  },
  {
    why: "CLIENT LIST",
    steps: [
      ["CLIENT LIST", /^"id=\d+ .*cmd=client\|list .*\\n"$/],
      ["CLIENT LIST TYPE normal", /^"id=\d+ /],
      ["CLIENT LIST TYPE pubsub", '""'],
    ],
  },
  {
    why: "CLIENT LIST ID",
    steps: [
      ["CLIENT LIST ID 999999999", '""'],
      ["CLIENT LIST ID abc", "-ERR Invalid client ID"],
    ],
  },
  {
    why: "CLIENT LIST with bad options",
    steps: [
      ["CLIENT LIST foo", "-ERR syntax error"],
      ["CLIENT LIST TYPE", "-ERR syntax error"],
      ["CLIENT LIST ID", "-ERR syntax error"],
      ["CLIENT LIST TYPE normal x", "-ERR syntax error"],
    ],
  },
  { why: "CLIENT LIST of an unknown type", steps: [["CLIENT LIST TYPE foo", "-ERR Unknown client type 'foo'"]] },
  {
    why: "CLIENT NO-EVICT",
    steps: [
      ["CLIENT NO-EVICT on", "+OK"],
      ["CLIENT NO-EVICT OFF", "+OK"],
      ["CLIENT NO-EVICT maybe", "-ERR syntax error"],
    ],
  },
  {
    why: "CLIENT NO-TOUCH",
    steps: [
      [
        "CLIENT NO-TOUCH on",
        "+OK",
        { redis: "-ERR unknown subcommand 'NO-TOUCH'. Try CLIENT HELP.", reason: "newerThanOracle" },
      ],
    ],
  },
  {
    why: "CLIENT SETINFO",
    steps: [
      [
        "CLIENT SETINFO LIB-NAME ioredis",
        "+OK",
        { redis: "-ERR unknown subcommand 'SETINFO'. Try CLIENT HELP.", reason: "newerThanOracle" },
      ],
      [
        "CLIENT SETINFO lib-ver 5.11.1",
        "+OK",
        { redis: "-ERR unknown subcommand 'SETINFO'. Try CLIENT HELP.", reason: "newerThanOracle" },
      ],
      [
        "CLIENT SETINFO foo x",
        "-ERR Unrecognized option 'foo'",
        { redis: "-ERR unknown subcommand 'SETINFO'. Try CLIENT HELP.", reason: "newerThanOracle" },
      ],
      [
        'CLIENT SETINFO LIB-NAME "a b"',
        "-ERR LIB-NAME cannot contain spaces, newlines or special characters.",
        { redis: "-ERR unknown subcommand 'SETINFO'. Try CLIENT HELP.", reason: "newerThanOracle" },
      ],
    ],
  },
];
