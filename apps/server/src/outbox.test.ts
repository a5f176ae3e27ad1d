import { ReplyWriter } from "@segcache/resp";
import { beforeEach, describe, expect, test } from "vitest";
import { turnWith } from "../test/support/turns.ts";
import { Outbox, type Sender } from "./outbox.ts";
import { Turn } from "./turn.ts";

let reply: ReplyWriter;
let outbox: Outbox;
/** What was sent, by whom, in order. */
let sent: string[];

/** A sender that keeps the buffer of its first replies if it is to. */
function senderOf(name: string, keeps = false): Sender & { kept: Uint8Array | undefined } {
  return {
    hasReplies: false,
    kept: undefined,
    sendReplies(buffer, start, end) {
      sent.push(`${name}: ${Buffer.from(buffer.subarray(start, end)).toString()}`);
      if (!keeps || this.kept !== undefined) return true;
      this.kept = buffer;
      return false;
    },
  };
}

function write(text: string): void {
  reply.raw(Buffer.from(text));
}

function add(sender: Sender, text: string): void {
  write(text);
  outbox.add(sender);
}

function sendNow(sender: Sender, text: string): void {
  write(text);
  outbox.sendNow(sender);
}

/** Until the end of the event loop's turn. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** An outbox of a thread whose turns have so many reads. */
function outboxWhere(reads: number): Outbox {
  const made: Outbox = new Outbox(
    reply,
    turnWith(reads, () => made.flush()),
  );
  return made;
}

beforeEach(() => {
  reply = new ReplyWriter();
  outbox = outboxWhere(4);
  sent = [];
});

test("replies are sent at the end of the turn, each by its sender, in order", async () => {
  const [a, b] = [senderOf("a"), senderOf("b")];
  add(a, "1");
  add(b, "2");
  add(a, "3");
  expect(sent).toEqual([]);
  await turn();
  expect(sent).toEqual(["a: 1", "b: 2", "a: 3"]);
  expect(reply.length).toBe(0);
  add(b, "4");
  await turn();
  expect(sent.at(-1)).toBe("b: 4");
});

test("replies that go at once overtake those that wait, which lose nothing", async () => {
  const [a, b] = [senderOf("a"), senderOf("b")];
  sendNow(a, "1");
  expect(sent).toEqual(["a: 1"]);
  add(a, "2");
  sendNow(b, "3");
  add(b, "4");
  expect(sent).toEqual(["a: 1", "b: 3"]);
  await turn();
  expect(sent.slice(2)).toEqual(["a: 2", "b: 4"]);
  expect(reply.length).toBe(0);
});

test("replies to several requests wait for the end of a turn that has several reads, others do not", async () => {
  const a = senderOf("a");
  const send = (text: string, requests: number): void => {
    write(text);
    outbox.send(a, requests);
  };
  send("1", 1);
  expect(sent).toEqual(["a: 1"]);
  send("2", 2);
  expect(sent).toEqual(["a: 1"]);
  await turn();
  expect(sent).toEqual(["a: 1", "a: 2"]);
  outbox = outboxWhere(1);
  send("3", 2);
  expect(sent.at(-1)).toBe("a: 3");
});

test("replies never overtake those of the same sender", async () => {
  const [a, b] = [senderOf("a"), senderOf("b")];
  add(a, "1");
  add(b, "2");
  sendNow(a, "3");
  sendNow(a, "4");
  await turn();
  expect(sent).toEqual(["a: 1", "b: 2", "a: 3", "a: 4"]);
  sendNow(a, "5");
  expect(sent.at(-1)).toBe("a: 5");
});

test("a buffer that is kept by who sends at once leaves what waits where it is", async () => {
  const [a, b] = [senderOf("a"), senderOf("b", true)];
  add(a, "waits");
  sendNow(b, "goes");
  add(a, "again");
  await turn();
  expect(sent).toEqual(["b: goes", "a: waits", "a: again"]);
  expect(Buffer.from(b.kept!.subarray(0, 9)).toString()).toBe("waitsgoes");
});

test("who has nothing to send is not asked to", async () => {
  outbox.add(senderOf("a"));
  outbox.sendNow(senderOf("b"));
  outbox.flush();
  await turn();
  expect(sent).toEqual([]);
});

test("what is sent at once leaves what is still being written where it is", async () => {
  add(senderOf("a"), "1");
  write("half");
  outbox.flush();
  expect(sent).toEqual(["a: 1"]);
  expect(reply.length).toBe(5);
  add(senderOf("b"), " a reply");
  add(senderOf("c"), "3");
  await turn();
  expect(sent).toEqual(["a: 1", "b: half a reply", "c: 3"]);
  expect(reply.length).toBe(0);
});

test("a buffer that a sender keeps is not written to again, and nothing is lost with it", async () => {
  const [a, b] = [senderOf("a", true), senderOf("b")];
  add(a, "first");
  add(b, "second");
  write("half");
  outbox.flush();
  add(b, " a reply");
  outbox.flush();
  expect(sent).toEqual(["a: first", "b: second", "b: half a reply"]);
  for (let i = 0; i < 10; i++) {
    add(b, "overwritten by later ones");
    outbox.flush();
  }
  expect(Buffer.from(a.kept!.subarray(0, 11)).toString()).toBe("firstsecond");
  await turn();
});

test("much is sent before the turn ends, by size and by number", async () => {
  add(senderOf("a"), "x".repeat(70_000));
  expect(sent).toHaveLength(1);
  for (let i = 0; i < 256; i++) {
    add(senderOf("b"), "y");
  }
  expect(sent).toHaveLength(257);
  add(senderOf("c"), "z");
  await turn();
  expect(sent).toHaveLength(258);
});

test("a buffer that has grown for long replies goes when these are over, a very long one at once", () => {
  const send = (bytes: number): void => {
    add(senderOf("a"), "x".repeat(bytes));
    outbox.flush();
  };
  send(1_000_000);
  expect(reply.buffer.length).toBeGreaterThanOrEqual(1_000_000);
  for (let i = 0; i < 900; i++) send(10);
  expect(reply.buffer.length).toBeGreaterThanOrEqual(1_000_000);
  for (let i = 0; i < 200; i++) send(10);
  expect(reply.buffer.length).toBeLessThan(100_000);
  send(5_000_000);
  expect(reply.buffer.length).toBeLessThan(100_000);
  const large = new Set<Uint8Array>();
  const bytes = new Uint8Array(300_000);
  for (let i = 0; i < 1500; i++) {
    reply.raw(bytes);
    large.add(reply.buffer);
    outbox.sendNow({ hasReplies: false, sendReplies: () => true });
  }
  expect(large.size).toBe(1);
});

describe("beside a ring", () => {
  let ringTurn: Turn;
  /** What was sent and submitted, in order. */
  const submit = (): void => {
    sent.push("submit");
  };

  beforeEach(() => {
    ringTurn = new Turn(() => outbox.flushLast());
    outbox = new Outbox(reply, ringTurn, submit);
  });

  test("replies of its turn wait for the end, those to a single request too, and it submits by itself", () => {
    const [a, b] = [senderOf("a"), senderOf("b")];
    ringTurn.begin(2);
    write("one");
    outbox.send(a, 1);
    write("two");
    outbox.send(b, 3);
    expect(sent).toEqual([]);
    ringTurn.end();
    expect(sent).toEqual(["a: one", "b: two"]);
    expect(reply.length).toBe(0);
  });

  test("what is flushed in the midst of it, or sent outside of it, has been submitted when that returns", () => {
    const [a, b] = [senderOf("a"), senderOf("b")];
    ringTurn.begin(2);
    add(a, "one");
    outbox.flush();
    expect(sent).toEqual(["a: one", "submit"]);
    ringTurn.end();
    sendNow(b, "two");
    expect(sent.slice(2)).toEqual(["b: two", "submit"]);
  });

  test("so has what is sent because no more can wait", () => {
    ringTurn.begin(1);
    add(senderOf("a"), "x".repeat(70_000));
    expect(sent.map((text) => text.slice(0, 6))).toEqual(["a: xxx", "submit"]);
  });
});
