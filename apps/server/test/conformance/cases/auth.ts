// What a client may do before and after it gave the password.

import type { Case, StreamCase } from "../case.ts";

export const PASSWORD = "conformance-secret";
const SET_PASSWORD = `CONFIG SET requirepass ${PASSWORD}`;
const NO_AUTH = "-NOAUTH Authentication required.";
const WRONG_PASSWORD = "-WRONGPASS invalid username-password pair or user is disabled.";
const HELLO_FIRST =
  "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time";

/** A session that has to give the password. */
const LOCKED = [
  [SET_PASSWORD, "+OK"],
  ["RESET", "+RESET"],
] as const;

export const AUTH_CASES: readonly Case[] = [
  {
    why: "a password set does not shut out who is in",
    steps: [
      [SET_PASSWORD, "+OK"],
      ["PING", "+PONG"],
      ["CONFIG GET requirepass", `["requirepass", "${PASSWORD}"]`],
    ],
  },
  {
    why: "without the password commands are refused",
    steps: [...LOCKED, ["GET a", NO_AUTH], ["PING", NO_AUTH], ["SET a 1", NO_AUTH], ["CONFIG GET port", NO_AUTH]],
  },
  {
    why: "subcommands are refused as well",
    steps: [...LOCKED, ["CLIENT ID", NO_AUTH], ["COMMAND COUNT", NO_AUTH], ["COMMAND", NO_AUTH]],
  },
  {
    why: "unknown commands and wrong numbers of arguments are told first",
    steps: [
      ...LOCKED,
      ["nosuch", "-ERR unknown command 'nosuch', with args beginning with: "],
      ["CLIENT nosuch", "-ERR unknown subcommand 'nosuch'. Try CLIENT HELP."],
      ["GET", "-ERR wrong number of arguments for 'get' command"],
    ],
  },
  {
    why: "AUTH with the password",
    steps: [...LOCKED, [`AUTH ${PASSWORD}`, "+OK"], ["GET a", "nil"]],
  },
  {
    why: "AUTH with user and password",
    steps: [...LOCKED, [`AUTH default ${PASSWORD}`, "+OK"], ["GET a", "nil"]],
  },
  {
    why: "AUTH with a wrong password",
    steps: [
      ...LOCKED,
      ["AUTH wrong", WRONG_PASSWORD],
      [`AUTH ${PASSWORD}x`, WRONG_PASSWORD],
      ['AUTH ""', WRONG_PASSWORD],
      ["AUTH default wrong", WRONG_PASSWORD],
      ["GET a", NO_AUTH],
    ],
  },
  {
    why: "AUTH of another user",
    steps: [...LOCKED, [`AUTH nobody ${PASSWORD}`, WRONG_PASSWORD], [`AUTH DEFAULT ${PASSWORD}`, WRONG_PASSWORD]],
  },
  { why: "user names are told apart by case", steps: [["AUTH DEFAULT x", WRONG_PASSWORD]] },
  {
    why: "AUTH with too much while locked",
    steps: [
      ...LOCKED,
      ["AUTH a b c", "-ERR syntax error"],
      ["AUTH", "-ERR wrong number of arguments for 'auth' command"],
    ],
  },
  {
    why: "a wrong password does not lock who is in",
    steps: [...LOCKED, [`AUTH ${PASSWORD}`, "+OK"], ["AUTH wrong", WRONG_PASSWORD], ["GET a", "nil"]],
  },
  {
    why: "HELLO while locked",
    steps: [...LOCKED, ["HELLO", HELLO_FIRST], ["HELLO 3", HELLO_FIRST], ["HELLO 2 SETNAME bob", HELLO_FIRST]],
  },
  {
    why: "HELLO's mistakes are told first",
    steps: [
      ...LOCKED,
      ["HELLO 4", "-NOPROTO unsupported protocol version"],
      ["HELLO x", "-ERR Protocol version is not an integer or out of range"],
      ["HELLO 3 foo", "-ERR Syntax error in HELLO option 'foo'"],
      ["HELLO 3 AUTH default wrong", WRONG_PASSWORD],
      ["GET a", NO_AUTH],
    ],
  },
  {
    why: "HELLO with the password",
    steps: [
      ...LOCKED,
      [`HELLO 3 AUTH default ${PASSWORD} SETNAME bob`, /^\{"server", "redis", .*"proto", :3/],
      ["CLIENT GETNAME", '"bob"'],
      ["GET a", "nil3"],
    ],
  },
  {
    why: "RESET locks again",
    steps: [...LOCKED, [`AUTH ${PASSWORD}`, "+OK"], ["GET a", "nil"], ["RESET", "+RESET"], ["GET a", NO_AUTH]],
  },
  { why: "QUIT and RESET need no password", steps: [...LOCKED, ["RESET", "+RESET"], ["RESET", "+RESET"]] },
  {
    why: "no password any more",
    steps: [
      ...LOCKED,
      [`AUTH ${PASSWORD}`, "+OK"],
      ['CONFIG SET requirepass ""', "+OK"],
      ["RESET", "+RESET"],
      ["GET a", "nil"],
      ["CONFIG GET requirepass", '["requirepass", ""]'],
    ],
  },
];

const LOCK = `${SET_PASSWORD}\r\nRESET\r\n`;
const ELEVEN = `*11\r\n${"$1\r\na\r\n".repeat(11)}`;
const LONG = 16_385;

export const AUTH_STREAM_CASES: readonly StreamCase[] = [
  { why: "QUIT while locked", bytes: `${LOCK}QUIT\r\n`, expect: ["+OK", "+RESET", "+OK"], closes: true },
  {
    why: "a stranger may send ten arguments",
    bytes: `${LOCK}*10\r\n$4\r\nPING\r\n${"$1\r\na\r\n".repeat(9)}`,
    expect: ["+OK", "+RESET", NO_AUTH],
    closes: false,
    asStranger: true,
  },
  {
    why: "a stranger may not send eleven arguments",
    bytes: LOCK + ELEVEN,
    expect: ["+OK", "+RESET", "-ERR Protocol error: unauthenticated multibulk length"],
    closes: true,
  },
  {
    why: "a stranger may not send a long argument",
    bytes: `${LOCK}*2\r\n$4\r\nAUTH\r\n$${LONG}\r\n`,
    expect: ["+OK", "+RESET", "-ERR Protocol error: unauthenticated bulk length"],
    closes: true,
  },
  {
    why: "who gave the password may send more",
    bytes: `${LOCK}AUTH ${PASSWORD}\r\n*3\r\n$4\r\nMGET\r\n$${LONG}\r\n${"k".repeat(LONG)}\r\n$1\r\nb\r\n`,
    expect: ["+OK", "+RESET", "+OK", "[nil, nil]"],
    closes: false,
  },
];
