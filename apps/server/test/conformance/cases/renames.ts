// Other keys for a value, parts of a value overwritten, and commands that are not there at all.

import type { Case } from "../case.ts";

const DEBUG_NOT_ALLOWED =
  '-ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can run it from a local ' +
  "connection, otherwise you need to set this option in the configuration file, and then restart the server.";

export const RENAME_CASES: readonly Case[] = [
  {
    why: "RENAME",
    steps: [
      ["SET a 1", "+OK"],
      ["RENAME a b", "+OK"],
      ["GET a", "nil"],
      ["GET b", '"1"'],
    ],
  },
  {
    why: "RENAME of a missing key",
    steps: [
      ["RENAME a b", "-ERR no such key"],
      ["RENAME a a", "-ERR no such key"],
      ["SET b 1", "+OK"],
      ["RENAME a b", "-ERR no such key"],
      ["GET b", '"1"'],
    ],
  },
  {
    why: "RENAME to itself",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["RENAME a a", "+OK"],
      ["GET a", '"1"'],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "RENAME onto another",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["RENAME a b", "+OK"],
      ["GET b", '"1"'],
      ["DBSIZE", ":1"],
    ],
  },
  {
    why: "RENAME takes the deadline along",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["SET b 2", "+OK"],
      ["RENAME a b", "+OK"],
      ["TTL b", ":100"],
    ],
  },
  {
    why: "RENAME takes no deadline along",
    steps: [
      ["SET a 1", "+OK"],
      ["SET b 2 EX 100", "+OK"],
      ["RENAME a b", "+OK"],
      ["TTL b", ":-1"],
    ],
  },
  {
    why: "RENAME arity",
    steps: [
      ["RENAME a", "-ERR wrong number of arguments for 'rename' command"],
      ["RENAME a b c", "-ERR wrong number of arguments for 'rename' command"],
    ],
  },
  {
    why: "RENAMENX",
    steps: [
      ["SET a 1", "+OK"],
      ["RENAMENX a b", ":1"],
      ["GET b", '"1"'],
    ],
  },
  {
    why: "RENAMENX onto another",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["RENAMENX a b", ":0"],
      ["MGET a b", '["1", "2"]'],
    ],
  },
  {
    why: "RENAMENX of a missing key",
    steps: [["RENAMENX a b", "-ERR no such key"]],
  },
  {
    why: "RENAMENX to itself",
    steps: [
      ["SET a 1", "+OK"],
      ["RENAMENX a a", ":0"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "RENAMENX takes the deadline along",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["RENAMENX a b", ":1"],
      ["TTL b", ":100"],
      ["RENAMENX a", "-ERR wrong number of arguments for 'renamenx' command"],
    ],
  },
  {
    why: "COPY",
    steps: [
      ["SET a 1", "+OK"],
      ["COPY a b", ":1"],
      ["MGET a b", '["1", "1"]'],
    ],
  },
  {
    why: "COPY of a missing key",
    steps: [
      ["COPY a b", ":0"],
      ["COPY a b REPLACE", ":0"],
      ["SET b 1", "+OK"],
      ["COPY a b REPLACE", ":0"],
      ["GET b", '"1"'],
    ],
  },
  {
    why: "COPY onto another",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["COPY a b", ":0"],
      ["GET b", '"2"'],
      ["COPY a b REPLACE", ":1"],
      ["GET b", '"1"'],
    ],
  },
  {
    why: "COPY takes the deadline along",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["COPY a b", ":1"],
      ["TTL b", ":100"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "COPY takes no deadline along",
    steps: [
      ["SET a 1", "+OK"],
      ["SET b 2 EX 100", "+OK"],
      ["COPY a b replace", ":1"],
      ["TTL b", ":-1"],
    ],
  },
  {
    why: "COPY to itself",
    steps: [
      ["SET a 1", "+OK"],
      ["COPY a a", "-ERR source and destination objects are the same"],
      ["COPY a a REPLACE", "-ERR source and destination objects are the same"],
      ["COPY a a DB 0", "-ERR source and destination objects are the same"],
    ],
  },
  {
    why: "COPY to another database",
    steps: [
      ["SET a 1", "+OK"],
      ["COPY a a DB 5", ":1"],
      ["COPY a b DB 5", ":1"],
      ["COPY a a DB 5", ":0"],
      ["COPY a a DB 5 REPLACE", ":1"],
      ["SELECT 5", "+OK"],
      ["MGET a b", '["1", "1"]'],
      ["DBSIZE", ":2"],
    ],
  },
  {
    why: "COPY with bad options",
    steps: [
      ["SET a 1", "+OK"],
      ["COPY a b DB", "-ERR syntax error"],
      ["COPY a b DB abc", "-ERR value is not an integer or out of range"],
      ["COPY a b DB 16", "-ERR DB index is out of range"],
      ["COPY a b DB -1", "-ERR DB index is out of range"],
      ["COPY a b FOO", "-ERR syntax error"],
      ["COPY a b REPLACE FOO", "-ERR syntax error"],
      ["COPY a", "-ERR wrong number of arguments for 'copy' command"],
      ["COPY a b REPLACE REPLACE", ":1"],
    ],
  },
  {
    why: "COPY of binary data",
    steps: [
      ['SET "\\u0000a" "\\u0000\\r\\n\\u00ff"', "+OK"],
      ['COPY "\\u0000a" "b\\u0000"', ":1"],
      ['GET "b\\u0000"', '"\\u0000\\r\\nÃ¿"'],
    ],
  },
  {
    why: "COPY leaves two values of their own",
    steps: [
      ["SET a 1", "+OK"],
      ["COPY a b", ":1"],
      ["INCR a", ":2"],
      ["APPEND b x", ":2"],
      ["MGET a b", '["2", "1x"]'],
    ],
  },
  {
    why: "SETRANGE",
    steps: [
      ['SET a "Hello World"', "+OK"],
      ["SETRANGE a 6 Redis", ":11"],
      ["GET a", '"Hello Redis"'],
    ],
  },
  {
    why: "SETRANGE of a missing key fills with zero bytes",
    steps: [
      ["SETRANGE a 6 Redis", ":11"],
      ["GET a", '"\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000Redis"'],
    ],
  },
  {
    why: "SETRANGE beyond the end",
    steps: [
      ["SET a abc", "+OK"],
      ["SETRANGE a 5 x", ":6"],
      ["GET a", '"abc\\u0000\\u0000x"'],
    ],
  },
  {
    why: "SETRANGE within",
    steps: [
      ["SET a abcdef", "+OK"],
      ["SETRANGE a 0 XY", ":6"],
      ["SETRANGE a 5 Z", ":6"],
      ["GET a", '"XYcdeZ"'],
    ],
  },
  {
    why: "SETRANGE of an empty value",
    steps: [
      ['SETRANGE a 5 ""', ":0"],
      ["EXISTS a", ":0"],
      ["SET a abc", "+OK"],
      ['SETRANGE a 1 ""', ":3"],
      ['SETRANGE a 100 ""', ":3"],
      ["GET a", '"abc"'],
    ],
  },
  {
    why: "SETRANGE with bad offsets",
    steps: [
      ["SETRANGE a -1 x", "-ERR offset is out of range"],
      ["SETRANGE a abc x", "-ERR value is not an integer or out of range"],
      ["SETRANGE a 1.5 x", "-ERR value is not an integer or out of range"],
      ["SETRANGE a 9223372036854775808 x", "-ERR value is not an integer or out of range"],
      ["SETRANGE a -9223372036854775808 x", "-ERR offset is out of range"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "SETRANGE beyond what a string may have",
    steps: [
      ["SETRANGE a 536870912 x", "-ERR string exceeds maximum allowed size (proto-max-bulk-len)"],
      ["SETRANGE a 536870911 xx", "-ERR string exceeds maximum allowed size (proto-max-bulk-len)"],
      ["SET b abc", "+OK"],
      ["SETRANGE b 536870910 xyz", "-ERR string exceeds maximum allowed size (proto-max-bulk-len)"],
      ["GET b", '"abc"'],
    ],
  },
  {
    why: "SETRANGE keeps the deadline",
    steps: [
      ["SET a abc EX 100", "+OK"],
      ["SETRANGE a 1 X", ":3"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "SETRANGE of a number",
    steps: [
      ["SET a 12345", "+OK"],
      ["SETRANGE a 2 99", ":5"],
      ["INCR a", ":12996"],
    ],
  },
  {
    why: "SETRANGE arity",
    steps: [
      ["SETRANGE a 1", "-ERR wrong number of arguments for 'setrange' command"],
      ["SETRANGE a 1 x y", "-ERR wrong number of arguments for 'setrange' command"],
    ],
  },
  {
    why: "MOVE is not there",
    steps: [
      [
        "MOVE a 1",
        "-ERR unknown command 'MOVE', with args beginning with: 'a' '1' ",
        { redis: ":0", reason: "missingCommands" },
      ],
    ],
  },
  {
    why: "SWAPDB is not there",
    steps: [
      [
        "SWAPDB 0 1",
        "-ERR unknown command 'SWAPDB', with args beginning with: '0' '1' ",
        { redis: "+OK", reason: "missingCommands" },
      ],
    ],
  },
  {
    why: "other types are not there",
    steps: [
      [
        "LPUSH a b",
        "-ERR unknown command 'LPUSH', with args beginning with: 'a' 'b' ",
        { redis: ":1", reason: "missingCommands" },
      ],
      [
        "HSET a b c",
        "-ERR unknown command 'HSET', with args beginning with: 'a' 'b' 'c' ",
        { redis: "-WRONGTYPE Operation against a key holding the wrong kind of value", reason: "missingCommands" },
      ],
      [
        "SADD a b",
        "-ERR unknown command 'SADD', with args beginning with: 'a' 'b' ",
        { redis: "-WRONGTYPE Operation against a key holding the wrong kind of value", reason: "missingCommands" },
      ],
      [
        "ZADD a 1 b",
        "-ERR unknown command 'ZADD', with args beginning with: 'a' '1' 'b' ",
        { redis: "-WRONGTYPE Operation against a key holding the wrong kind of value", reason: "missingCommands" },
      ],
    ],
  },
  {
    why: "publish and subscribe are not there",
    steps: [
      [
        "PUBLISH a b",
        "-ERR unknown command 'PUBLISH', with args beginning with: 'a' 'b' ",
        { redis: ":0", reason: "missingCommands" },
      ],
      [
        "SUBSCRIBE a",
        "-ERR unknown command 'SUBSCRIBE', with args beginning with: 'a' ",
        { redis: '["subscribe", "a", :1]', reason: "missingCommands" },
      ],
    ],
  },
  {
    why: "scripts are not there",
    steps: [
      [
        'EVAL "return 1" 0',
        "-ERR unknown command 'EVAL', with args beginning with: 'return 1' '0' ",
        { redis: ":1", reason: "missingCommands" },
      ],
      [
        "EVALSHA ffffffffffffffffffffffffffffffffffffffff 0",
        "-ERR unknown command 'EVALSHA', with args beginning with: 'ffffffffffffffffffffffffffffffffffffffff' '0' ",
        { redis: "-NOSCRIPT No matching script. Please use EVAL.", reason: "missingCommands" },
      ],
    ],
  },
  {
    why: "DEBUG is switched off unless it was asked for, in a transaction too",
    steps: [
      ["DEBUG SLEEP 0", DEBUG_NOT_ALLOWED],
      ["MULTI", "+OK"],
      ["DEBUG SLEEP 0", DEBUG_NOT_ALLOWED],
      ["EXEC", "-EXECABORT Transaction discarded because of previous errors."],
    ],
  },
  {
    why: "CLIENT TRACKING is not there",
    steps: [
      [
        "CLIENT TRACKING OFF",
        "-ERR unknown subcommand 'TRACKING'. Try CLIENT HELP.",
        { redis: "+OK", reason: "missingCommands" },
      ],
      ["CLIENT MAINT_NOTIFICATIONS ON", "-ERR unknown subcommand 'MAINT_NOTIFICATIONS'. Try CLIENT HELP."],
    ],
  },
];
