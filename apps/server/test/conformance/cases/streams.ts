// Bytes as they stand on the wire: pipelines, inline requests, and streams that are not the protocol.

import type { StreamCase } from "../case.ts";

const INVALID_COUNT = "-ERR Protocol error: invalid multibulk length";
const INVALID_LENGTH = "-ERR Protocol error: invalid bulk length";

export const STREAM_CASES: readonly StreamCase[] = [
  { why: "an inline request", bytes: "PING\r\n", expect: ["+PONG"], closes: false },
  {
    why: "inline requests may end in a bare line feed",
    bytes: "PING\nPING\n",
    expect: ["+PONG", "+PONG"],
    closes: false,
  },
  { why: "inline quotes", bytes: 'ECHO "a b\\x41\\n"\r\n', expect: ['"a bA\\n"'], closes: false },
  { why: "inline single quotes", bytes: "ECHO 'a\\'b'\r\n", expect: ['"a\'b"'], closes: false },
  { why: "inline with many blanks", bytes: "  ECHO    a  \r\n", expect: ['"a"'], closes: false },
  { why: "blank lines are skipped", bytes: "\r\n\r\nPING\r\n", expect: ["+PONG"], closes: false },
  { why: "empty arrays are skipped", bytes: "*0\r\n*-1\r\nPING\r\n", expect: ["+PONG"], closes: false },
  {
    why: "a pipeline",
    bytes: "*1\r\n$4\r\nPING\r\nSET a 1\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n",
    expect: ["+PONG", "+OK", '"1"'],
    closes: false,
  },
  {
    why: "a pipeline goes on after an error",
    bytes: "SET a\r\nFOO\r\nSET a 1\r\nGET a\r\n",
    expect: [
      "-ERR wrong number of arguments for 'set' command",
      "-ERR unknown command 'FOO', with args beginning with: ",
      "+OK",
      '"1"',
    ],
    closes: false,
  },
  {
    why: "the bytes after a bulk string are not looked at",
    bytes: "*1\r\n$4\r\nPINGxxPING\r\n",
    expect: ["+PONG", "+PONG"],
    closes: false,
  },
  { why: "QUIT answers and closes", bytes: "PING\r\nQUIT\r\n", expect: ["+PONG", "+OK"], closes: true },
  { why: "nothing is run after QUIT", bytes: "QUIT\r\nSET a 1\r\nPING\r\n", expect: ["+OK"], closes: true },
  { why: "QUIT takes any arguments", bytes: "QUIT now please\r\n", expect: ["+OK"], closes: true },
  { why: "HTTP is hung up on", bytes: "POST / HTTP/1.1\r\nPING\r\n", expect: [], closes: true },
  {
    why: "HTTP is hung up on at its second line",
    bytes: "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nPING\r\n",
    expect: ["-ERR wrong number of arguments for 'get' command"],
    closes: true,
    difference: { redis: [], closes: true, reason: "httpRequest" },
  },
  { why: "an array count that is no number", bytes: "*abc\r\n", expect: [INVALID_COUNT], closes: true },
  { why: "an array count that is too large", bytes: "*99999999999\r\n", expect: [INVALID_COUNT], closes: true },
  {
    why: "an array of inline words",
    bytes: "*1\r\nGET\r\n",
    expect: ["-ERR Protocol error: expected '$', got 'G'"],
    closes: true,
  },
  {
    why: "an array of integers",
    bytes: "*1\r\n:1\r\n",
    expect: ["-ERR Protocol error: expected '$', got ':'"],
    closes: true,
  },
  {
    why: "an array of an empty line",
    bytes: "*1\r\n\r\n",
    expect: ["-ERR Protocol error: expected '$', got ' '"],
    closes: true,
  },
  { why: "a length that is no number", bytes: "*1\r\n$abc\r\n", expect: [INVALID_LENGTH], closes: true },
  { why: "a negative length", bytes: "*1\r\n$-1\r\n", expect: [INVALID_LENGTH], closes: true },
  { why: "a length that is too large", bytes: "*1\r\n$999999999999\r\n", expect: [INVALID_LENGTH], closes: true },
  {
    why: "unbalanced quotes",
    bytes: 'SET "a\r\n',
    expect: ["-ERR Protocol error: unbalanced quotes in request"],
    closes: true,
  },
  {
    why: "text right after a closing quote",
    bytes: "SET 'a'b\r\n",
    expect: ["-ERR Protocol error: unbalanced quotes in request"],
    closes: true,
  },
  {
    why: "an inline request without end",
    bytes: "x".repeat(70_000),
    expect: ["-ERR Protocol error: too big inline request"],
    closes: true,
  },
  {
    why: "an array count without end",
    bytes: `*${"1".repeat(70_000)}`,
    expect: ["-ERR Protocol error: too big mbulk count string"],
    closes: true,
  },
  {
    why: "earlier requests are answered before a protocol error",
    bytes: "SET a 1\r\nGET a\r\n*1\r\n:1\r\nPING\r\n",
    expect: ["+OK", '"1"', "-ERR Protocol error: expected '$', got ':'"],
    closes: true,
  },
  {
    why: "RESP3 and a protocol error",
    bytes: "HELLO 3 AUTH x y\r\n*1\r\n$x\r\n",
    expect: ["-WRONGPASS invalid username-password pair or user is disabled.", INVALID_LENGTH],
    closes: true,
  },
];
