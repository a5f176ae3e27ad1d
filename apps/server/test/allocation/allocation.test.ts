// The commands of the hot path leave nothing for the garbage collector: what a server's heap grows by is measured over
// many commands, with a collection before and none in between. A command that makes a string shows that it would be seen.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RawClient } from "../support/raw-client.ts";
import { readReply } from "../support/replies.ts";
import { argumentsOf, encodeRequest } from "../support/requests.ts";

const PIPELINE = 64;
const ROUNDS = 300;
/** Code that is not optimised yet allocates numbers, so the least of several measurements counts. */
const MEASUREMENTS = 9;
/** What a read, the write that answers it and the counters allocate, spread over the commands of a pipeline. */
const BYTES_PER_COMMAND_MAX = 24;
/** What the engine may take on top for a value that is too long to be copied byte by byte: a view of it. */
const VIEW_BYTES = 128;

let child: ChildProcess;
let client: RawClient;

beforeAll(async () => {
  child = fork(new URL("./server.ts", import.meta.url), {
    // What is compiled beside running code knows more or less of it, as the machine has time: this would not be repeatable.
    execArgv: [
      ...["--conditions=source", "--expose-gc", "--no-concurrent-recompilation"],
      ...["--max-semi-space-size=128", "--min-semi-space-size=128"],
    ],
  });
  const [port] = (await once(child, "message")) as [number];
  client = await RawClient.open(port);
}, 60_000);

afterAll(() => {
  client.destroy();
  child.kill();
});

async function ask(question: "collect" | "tell"): Promise<number> {
  child.send(question);
  const [bytes] = (await once(child, "message")) as [number];
  return bytes;
}

async function send(pipeline: Uint8Array, replyBytes: number, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    client.socket.write(pipeline);
    await client.bytes(replyBytes);
    client.received = "";
  }
}

/** Length of the reply to a request. */
async function replyBytesOf(request: Uint8Array): Promise<number> {
  client.socket.write(request);
  for (;;) {
    await client.bytes(client.received.length + 1);
    const reply = readReply(client.received);
    if (reply === undefined) continue;
    client.received = "";
    return reply.next;
  }
}

/** Heap bytes per command of pipelines of `line`, whose reply is always as long. */
async function bytesPerCommand(line: string): Promise<number> {
  const request = encodeRequest(argumentsOf(line));
  const pipeline = Buffer.concat(Array.from({ length: PIPELINE }, () => request));
  const replyBytes = PIPELINE * (await replyBytesOf(request));
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < MEASUREMENTS; i++) {
    await ask("collect");
    await send(pipeline, replyBytes, ROUNDS);
    least = Math.min(least, (await ask("tell")) / (ROUNDS * PIPELINE));
  }
  return least;
}

describe("the heap grows by next to nothing for", () => {
  test.each([
    `SET key ${"v".repeat(24)}`,
    "GET key",
    "GET missing",
    "DEL missing",
    "EXISTS key missing",
    "TTL key",
    "SET counter 1000000",
    "INCR counter",
    "MGET key missing",
  ])("%s", async (line) => {
    expect(await bytesPerCommand(line)).toBeLessThan(BYTES_PER_COMMAND_MAX);
  });
});

test("a value that is copied as a block costs a view at most", async () => {
  const set = await bytesPerCommand(`SET key ${"v".repeat(1000)}`);
  const get = await bytesPerCommand("GET key");
  expect(Math.max(set, get)).toBeLessThan(BYTES_PER_COMMAND_MAX + VIEW_BYTES);
});

test("a command that makes strings is seen", async () => {
  expect(await bytesPerCommand("CONFIG GET maxmemory")).toBeGreaterThan(BYTES_PER_COMMAND_MAX + VIEW_BYTES);
});
