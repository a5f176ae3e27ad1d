// Transactions: queueing, aborts, what runs in them.

import type { Case } from "../case.ts";

export const TRANSACTION_CASES: readonly Case[] = [
  {
    why: "MULTI and EXEC",
    steps: [
      ["MULTI", "+OK"],
      ["SET a 1", "+QUEUED"],
      ["INCR a", "+QUEUED"],
      ["GET a", "+QUEUED"],
      ["EXEC", '[+OK, :2, "2"]'],
      ["GET a", '"2"'],
    ],
  },
  {
    why: "EXEC of nothing",
    steps: [
      ["MULTI", "+OK"],
      ["EXEC", "[]"],
    ],
  },
  {
    why: "EXEC without MULTI",
    steps: [
      ["EXEC", "-ERR EXEC without MULTI"],
      ["DISCARD", "-ERR DISCARD without MULTI"],
    ],
  },
  {
    why: "MULTI in MULTI",
    steps: [
      ["MULTI", "+OK"],
      ["MULTI", "-ERR MULTI calls can not be nested"],
      ["SET a 1", "+QUEUED"],
      ["EXEC", "[+OK]"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "DISCARD",
    steps: [
      ["SET a 1", "+OK"],
      ["MULTI", "+OK"],
      ["SET a 2", "+QUEUED"],
      ["DISCARD", "+OK"],
      ["GET a", '"1"'],
      ["EXEC", "-ERR EXEC without MULTI"],
    ],
  },
  {
    why: "an unknown command in a transaction ends it",
    steps: [
      ["MULTI", "+OK"],
      ["SET a 1", "+QUEUED"],
      ["FOO", "-ERR unknown command 'FOO', with args beginning with: "],
      ["EXEC", "-EXECABORT Transaction discarded because of previous errors."],
      ["GET a", "nil"],
      ["EXEC", "-ERR EXEC without MULTI"],
    ],
  },
  {
    why: "a wrong number of arguments in a transaction ends it",
    steps: [
      ["MULTI", "+OK"],
      ["SET a", "-ERR wrong number of arguments for 'set' command"],
      ["SET a 1", "+QUEUED"],
      ["EXEC", "-EXECABORT Transaction discarded because of previous errors."],
      ["GET a", "nil"],
    ],
  },
  {
    why: "an unknown subcommand in a transaction ends it",
    steps: [
      ["MULTI", "+OK"],
      ["CLIENT FOO", "-ERR unknown subcommand 'FOO'. Try CLIENT HELP."],
      ["EXEC", "-EXECABORT Transaction discarded because of previous errors."],
    ],
  },
  {
    why: "a transaction that failed can be discarded",
    steps: [
      ["MULTI", "+OK"],
      ["FOO", "-ERR unknown command 'FOO', with args beginning with: "],
      ["DISCARD", "+OK"],
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["EXEC", "[+PONG]"],
    ],
  },
  {
    why: "an error while running ends nothing",
    steps: [
      ["SET a text", "+OK"],
      ["MULTI", "+OK"],
      ["SET b 1", "+QUEUED"],
      ["INCR a", "+QUEUED"],
      ["SET c 2", "+QUEUED"],
      ["EXEC", "[+OK, -ERR value is not an integer or out of range, +OK]"],
      ["MGET b c", '["1", "2"]'],
    ],
  },
  {
    why: "EXEC with arguments",
    steps: [["EXEC a", "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command"]],
  },
  {
    why: "EXEC with arguments in a transaction",
    steps: [
      ["MULTI", "+OK"],
      ["SET a 1", "+QUEUED"],
      ["EXEC a", "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command"],
      ["EXEC", "-ERR EXEC without MULTI"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "MULTI with arguments in a transaction",
    steps: [
      ["MULTI", "+OK"],
      ["MULTI a", "-ERR wrong number of arguments for 'multi' command"],
      ["EXEC", "-EXECABORT Transaction discarded because of previous errors."],
    ],
  },
  {
    why: "DISCARD with arguments in a transaction",
    steps: [
      ["MULTI", "+OK"],
      ["DISCARD a", "-ERR wrong number of arguments for 'discard' command"],
      ["EXEC", "-EXECABORT Transaction discarded because of previous errors."],
    ],
  },
  {
    why: "SELECT in a transaction",
    steps: [
      ["MULTI", "+OK"],
      ["SELECT 3", "+QUEUED"],
      ["SET a 3", "+QUEUED"],
      ["EXEC", "[+OK, +OK]"],
      ["GET a", '"3"'],
      ["SELECT 0", "+OK"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "PING and ECHO are queued",
    steps: [
      ["MULTI", "+OK"],
      ["PING", "+QUEUED"],
      ["PING hello", "+QUEUED"],
      ["ECHO x", "+QUEUED"],
      ["TYPE a", "+QUEUED"],
      ["EXEC", '[+PONG, "hello", "x", +none]'],
    ],
  },
  {
    why: "nulls in a transaction",
    steps: [
      ["MULTI", "+OK"],
      ["GET a", "+QUEUED"],
      ["GETSET a 1", "+QUEUED"],
      ["SET a 2 NX", "+QUEUED"],
      ["SET a 3 XX GET", "+QUEUED"],
      ["EXEC", '[nil, nil, nil, "1"]'],
    ],
  },
  {
    why: "arrays in a transaction",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["MULTI", "+OK"],
      ["MGET a b c", "+QUEUED"],
      ["DEL a", "+QUEUED"],
      ["EXISTS a b", "+QUEUED"],
      ["EXEC", '[["1", "2", nil], :1, :1]'],
    ],
  },
  {
    why: "a failed transaction counts before a change",
    steps: [
      ["WATCH a", "+OK"],
      ["SET a 1", "+OK"],
      ["MULTI", "+OK"],
      ["FOO", "-ERR unknown command 'FOO', with args beginning with: "],
      ["EXEC", "-EXECABORT Transaction discarded because of previous errors."],
    ],
  },
  {
    why: "arity of the transaction's commands",
    steps: [
      ["MULTI a", "-ERR wrong number of arguments for 'multi' command"],
      ["DISCARD a", "-ERR wrong number of arguments for 'discard' command"],
      ["UNWATCH a", "-ERR wrong number of arguments for 'unwatch' command"],
    ],
  },
  {
    why: "a transaction across binary keys and values",
    steps: [
      ["MULTI", "+OK"],
      ['SET "a\\u0000\\r\\n" "\\u00ff\\u0000"', "+QUEUED"],
      ['GET "a\\u0000\\r\\n"', "+QUEUED"],
      ['STRLEN "a\\u0000\\r\\n"', "+QUEUED"],
      ["EXEC", '[+OK, "Ã¿\\u0000", :3]'],
    ],
  },
  {
    why: "RESET in a transaction discards it",
    steps: [
      ["MULTI", "+OK"],
      ["SET a 1", "+QUEUED"],
      ["RESET", "+RESET"],
      ["EXEC", "-ERR EXEC without MULTI"],
      ["GET a", "nil"],
    ],
  },
  {
    why: "HELLO in a transaction",
    steps: [
      ["MULTI", "+OK"],
      ["HELLO 3", "+QUEUED"],
      ["GET nothing", "+QUEUED"],
      [
        "EXEC",
        /^\[\{"server", "redis", "version", "7[.\d]+", "proto", :\d+, "id", :\d+, "mode", "standalone", "role", "master", "modules", \[\]\}, nil3\]$/,
      ],
      ["GET nothing", "nil3"],
    ],
  },
  {
    why: "CLIENT commands in a transaction",
    steps: [
      ["MULTI", "+OK"],
      ["CLIENT SETNAME joe", "+QUEUED"],
      ["CLIENT GETNAME", "+QUEUED"],
      ["EXEC", '[+OK, "joe"]'],
    ],
  },
  {
    why: "a rate limiter",
    steps: [
      ["MULTI", "+OK"],
      ["INCR hits", "+QUEUED"],
      ["PEXPIRE hits 60000 NX", "+QUEUED"],
      ["EXEC", "[:1, :1]"],
      ["MULTI", "+OK"],
      ["INCR hits", "+QUEUED"],
      ["PEXPIRE hits 60000 NX", "+QUEUED"],
      ["EXEC", "[:2, :0]"],
    ],
  },
];
