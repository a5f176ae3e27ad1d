import { BATCH_REQUESTS_MAX, RequestParser } from "@segcache/resp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createState, TestPeer } from "../test/support/harness.ts";
import { argumentsOf, encodeRequest } from "../test/support/requests.ts";
import { turnWith } from "../test/support/turns.ts";
import { Dispatcher } from "./dispatch.ts";
import { Inbox, type Recipient } from "./inbox.ts";
import { copyOf } from "./request-batch.ts";
import type { ServerState } from "./server-state.ts";
import { Turn } from "./turn.ts";

let state: ServerState;
let readBuffer: Uint8Array;
let inbox: Inbox;
let ends: number;
/** The requests that were run, as `name: text` each. */
let run: string[];

interface TestRecipient extends Recipient {
  readonly parser: RequestParser;
}

function recipientOf(name: string, isStranger = false): TestRecipient {
  return {
    session: state.sessions.open(new TestPeer(), 0),
    parser: new RequestParser({ unauthenticated: isStranger }),
    isInInbox: false,
    runGathered(batch, first, end) {
      for (let i = first; i < end; i++) run.push(`${name}: ${textOf(copyOf(batch.load(i)))}`);
    },
  };
}

function textOf({ buffer, starts, ends: stops }: ReturnType<typeof copyOf>): string {
  return Array.from(starts, (start, i) => Buffer.from(buffer.slice(start, stops[i])).toString()).join(" ");
}

/** Has a read bring so many lines, without its last `missing` bytes. @returns whether they were taken. */
function read(recipient: TestRecipient, lines: readonly string[], missing = 0): boolean {
  const bytes = Buffer.concat(lines.map((line) => encodeRequest(argumentsOf(line))));
  const length = bytes.length - missing;
  readBuffer.fill(0x2a);
  readBuffer.set(bytes.subarray(0, length));
  return inbox.take(recipient, recipient.parser, readBuffer, 0, length);
}

/** Has turns have so many reads. */
function crowd(reads: number): void {
  const turn = turnWith(reads, () => ends++);
  inbox = new Inbox(new Dispatcher(state), turn, readBuffer);
}

beforeEach(() => {
  state = createState();
  readBuffer = new Uint8Array(4096);
  ends = 0;
  run = [];
  crowd(16);
});

// What was asked for is told before the next test begins.
afterEach(() => new Promise((resolve) => setImmediate(resolve)));

test("short reads are admitted where turns have many", () => {
  expect(inbox.admits(readBuffer, 512)).toBe(true);
  expect(inbox.admits(readBuffer, 513)).toBe(false);
  expect(inbox.admits(new Uint8Array(4096), 10)).toBe(false); // TLS, which has memory of its own
  crowd(4);
  expect(inbox.admits(readBuffer, 10)).toBe(false);
});

test("requests run in the order in which they came, each for its connection", () => {
  const [a, b, c] = [recipientOf("a"), recipientOf("b"), recipientOf("c")];
  expect(read(a, ["GET x"])).toBe(true);
  expect(read(b, ["SET y 1", "GET y"])).toBe(true);
  expect(read(c, ["ECHO hello"])).toBe(true);
  expect(run).toEqual([]);
  expect([a, b, c].map(({ isInInbox }) => isInInbox)).toEqual([true, true, true]);
  inbox.drain();
  expect(run).toEqual(["a: GET x", "b: SET y 1", "b: GET y", "c: ECHO hello"]);
  expect([a, b, c].map(({ isInInbox }) => isInInbox)).toEqual([false, false, false]);
  inbox.drain();
  expect(run).toHaveLength(4);
  expect(read(c, ["GET z"])).toBe(true);
  inbox.drain();
  expect(run.at(-1)).toBe("c: GET z");
});

test("the end of the turn is asked for once something waits", async () => {
  read(recipientOf("a"), ["PING"]);
  read(recipientOf("b"), ["PING"]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(ends).toBe(1);
});

test.each<[string, readonly string[], number, boolean]>([
  ["a request that has not all come", ["GET x"], 1, false],
  ["a whole request and a part of one", ["GET x", "GET y"], 3, false],
  ["a handshake", ["HELLO 3"], 0, false],
  ["a handshake behind a request", ["GET x", "AUTH secret"], 0, false],
  ["a request of many arguments", [`MGET ${"k ".repeat(20).trim()}`], 0, false],
  ["a request of a stranger", ["GET x"], 0, true],
])("%s is left in the parser, and others are not touched", (_, lines, missing, isStranger) => {
  const [before, odd, after] = [recipientOf("a"), recipientOf("odd", isStranger), recipientOf("c")];
  read(before, ["GET before"]);
  const bytes = Buffer.concat(lines.map((line) => encodeRequest(argumentsOf(line)))).length - missing;
  expect(read(odd, lines, missing)).toBe(false);
  expect(odd.isInInbox).toBe(false);
  expect(odd.parser.pendingBytes).toBe(bytes);
  odd.parser.advance();
  odd.parser.suspend();
  expect(read(after, ["GET after"])).toBe(true);
  inbox.drain();
  expect(run).toEqual(["a: GET before", "c: GET after"]);
});

test("what waits is run when there is no room for more", () => {
  for (let i = 0; i <= BATCH_REQUESTS_MAX; i++) expect(read(recipientOf(String(i)), [`GET ${i}`])).toBe(true);
  expect(run).toHaveLength(BATCH_REQUESTS_MAX);
  inbox.drain();
  expect(run).toEqual(Array.from({ length: BATCH_REQUESTS_MAX + 1 }, (_, i) => `${i}: GET ${i}`));
});

test("a full batch is run when another read comes, however few reads have filled it", () => {
  const four = ["GET 1", "GET 2", "GET 3", "GET 4"];
  for (let i = 0; i < BATCH_REQUESTS_MAX / 4; i++) expect(read(recipientOf("a"), four)).toBe(true);
  expect(run).toEqual([]);
  expect(read(recipientOf("b"), four)).toBe(true);
  expect(run).toHaveLength(BATCH_REQUESTS_MAX);
  inbox.drain();
  expect(run.slice(BATCH_REQUESTS_MAX)).toEqual(four.map((text) => `b: ${text}`));
});

test("there is room for as many reads of the longest kind, of any length", () => {
  for (let i = 0; i < BATCH_REQUESTS_MAX; i++) {
    const line = `ECHO ${String(i).padEnd(480 + (i % 8), ".")}`;
    expect(read(recipientOf(String(i)), [line])).toBe(true);
  }
  inbox.drain();
  expect(run.map((text) => text.split(".")[0])).toEqual(
    Array.from({ length: BATCH_REQUESTS_MAX }, (_, i) => `${i}: ECHO ${i}`),
  );
});

test("requests that would overfill the batch are left in the parser", () => {
  for (let i = 0; i < BATCH_REQUESTS_MAX - 1; i++) read(recipientOf("a"), ["GET x"]);
  expect(read(recipientOf("b"), ["GET y", "GET z"])).toBe(false);
  expect(read(recipientOf("c"), ["GET y"])).toBe(true);
  inbox.drain();
  expect(run.filter((text) => !text.startsWith("a"))).toEqual(["c: GET y"]);
});

test("one defect ends what is under way and nothing that comes later", () => {
  const broken = { ...recipientOf("broken"), runGathered: () => expect.fail("a defect") };
  read(broken, ["GET x"]);
  read(recipientOf("a"), ["GET y"]);
  expect(() => inbox.drain()).toThrow("a defect");
  read(recipientOf("b"), ["GET z"]);
  inbox.drain();
  expect(run).toEqual(["b: GET z"]);
});

describe("what a ring has received", () => {
  const received = new Uint8Array(4096);
  let turn: Turn;
  let used: number;

  beforeEach(() => {
    turn = new Turn(() => inbox.drain());
    inbox = new Inbox(new Dispatcher(state), turn, readBuffer, received);
    used = 0;
  });

  /** Has a receive bring so many lines, behind what came before. */
  function receive(recipient: TestRecipient, lines: readonly string[]): boolean {
    const bytes = Buffer.concat(lines.map((line) => encodeRequest(argumentsOf(line))));
    const start = used;
    received.set(bytes, start);
    used += bytes.length;
    if (!inbox.admits(received, bytes.length)) return false;
    return inbox.take(recipient, recipient.parser, received, start, bytes.length);
  }

  test("waits where it stands, in turns of two and more", () => {
    turn.begin(1);
    expect(receive(recipientOf("a"), ["GET x"])).toBe(false);
    turn.end();
    turn.begin(2);
    expect(receive(recipientOf("b"), ["GET y", "SET z 1"])).toBe(true);
    expect(receive(recipientOf("c"), ["GET z"])).toBe(true);
    expect(run).toEqual([]);
    turn.end();
    expect(run).toEqual(["b: GET y", "b: SET z 1", "c: GET z"]);
  });

  test("is nobody else's to wait here in its turns, nor is it in turns of Node's loop", () => {
    expect(inbox.admits(received, 10)).toBe(false);
    turn.begin(5);
    expect(inbox.admits(new Uint8Array(10), 10)).toBe(false); // what came while a socket was paused
    expect(inbox.admits(readBuffer, 10)).toBe(false);
    turn.end();
  });

  test("does not mix with what Node has read", () => {
    turn.begin(2);
    receive(recipientOf("a"), ["GET x"]);
    expect(read(recipientOf("b"), ["GET y"])).toBe(true);
    expect(run).toEqual(["a: GET x"]);
    receive(recipientOf("c"), ["GET z"]);
    expect(run).toEqual(["a: GET x", "b: GET y"]);
    turn.end();
    expect(run.at(-1)).toBe("c: GET z");
  });
});
