// Where many connections have something to say in one turn of the event loop, their requests run together at its end. Nobody may
// notice: whatever a connection sends, cut anywhere, is answered as it would be if it were alone.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { freePort } from "segcache-free-port";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Server } from "../../src/server.ts";
import type { ServerState } from "../../src/server-state.ts";
import { systemTimer } from "../../src/sources/timer.ts";
import { createState } from "../support/harness.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { RawClient } from "../support/raw-client.ts";
import { argumentsOf, encodeRequest } from "../support/requests.ts";

/** Connections that are there to make turns crowded. */
const CROWD = 40;
const END = "that was all";

interface Target {
  readonly server: Server;
  readonly state: ServerState;
  readonly port: number;
  timings: number;
}

let crowded: Target;
let alone: Target;
let crowd: RawClient[];
let folder: string;
let path: string;

async function start(unixsocket = ""): Promise<Target> {
  const timer = (): number => {
    target.timings++;
    return systemTimer();
  };
  const port = await freePort();
  const state = createState({ port, unixsocket, maxmemory: 64 * 1024 ** 2 }, new ManualClock(), { timer });
  const server = new Server(state);
  await server.listen();
  const target: Target = { server, state, port, timings: 0 };
  return target;
}

/** Has the crowd send a request each, and whatever `send` sends, all for one turn; the crowd's replies are awaited. */
async function together(send: () => void): Promise<void> {
  const ping = encodeRequest(["PING"]);
  for (const [i, client] of crowd.entries()) {
    if (i === CROWD / 2) send();
    client.socket.write(ping);
  }
  for (const client of crowd) expect(await client.reply()).toBe("+PONG");
}

/** The same when the server has just seen some such turns, so that requests wait for the end of this one. */
async function togetherInCrowd(send: () => void): Promise<void> {
  for (let i = 0; i < 4; i++) await together(() => {});
  await together(send);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "segcache-"));
  path = join(folder, "socket");
  crowded = await start(path);
  alone = await start();
  crowd = await Promise.all(Array.from({ length: CROWD }, () => RawClient.open(crowded.port)));
});

afterAll(async () => {
  for (const client of crowd) client.destroy();
  await crowded.server.close();
  await alone.server.close();
  await rm(folder, { recursive: true });
});

test("the requests of a turn are run by one reading of the time", async () => {
  await togetherInCrowd(() => {});
  const { reads } = crowded.state.metrics;
  const { timings } = crowded;
  for (let i = 0; i < 10; i++) await together(() => {});
  expect(crowded.state.metrics.reads - reads).toBe(10 * CROWD);
  // Two for each batch, or a few where the system has brought the reads of a round in several turns.
  expect(crowded.timings - timings).toBeLessThan(5 * CROWD);
});

const key = fc.nat(3).map((n) => `key:${n}`);
const line = fc.oneof(
  { weight: 6, arbitrary: key.map((name) => `GET ${name}`) },
  { weight: 6, arbitrary: fc.tuple(key, fc.nat(700)).map(([name, length]) => `SET ${name} ${"v".repeat(length + 1)}`) },
  { weight: 3, arbitrary: key.map((name) => `INCR ${name}`) },
  { weight: 2, arbitrary: key.map((name) => `SET ${name} 12 EX 100`) },
  { weight: 2, arbitrary: fc.tuple(key, key).map(([one, other]) => `MGET ${one} ${other}`) },
  { weight: 1, arbitrary: key.map((name) => `DEL ${name}`) },
  { weight: 1, arbitrary: key.map((name) => `WATCH ${name}`) },
  { weight: 1, arbitrary: fc.constantFrom("SELECT 1", "SELECT 0", "MULTI", "EXEC", "DISCARD", "RESET", "HELLO 3") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("GET", "NOTHING a b", "SET key:1 1 EX none", "CLIENT REPLY SKIP", "CLIENT ID 1"),
  },
);
/** What one connection sends in each turn: requests, of whose bytes the last `late` come in the next one. */
const script = fc.array(
  fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(60) }),
  }),
  { minLength: 1, maxLength: 10 },
);
type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

/** The bytes that connection number `actor`, whose keys are its own, sends in each turn. */
function piecesOf(turns: Script, actor: number): Buffer[] {
  const pieces: Buffer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for (const { lines, late } of turns) {
    const requests = lines.map((text) => encodeRequest(argumentsOf(text.replaceAll("key:", `key:${actor}:`))));
    const bytes = Buffer.concat([rest, ...requests]);
    const end = Math.max(1, bytes.length - late);
    pieces.push(bytes.subarray(0, end));
    rest = bytes.subarray(end);
  }
  pieces.push(Buffer.concat([rest, encodeRequest(["RESET"]), encodeRequest(["ECHO", END])]));
  return pieces;
}

test("requests that come in a crowd are answered as those of a connection that is alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 5 }), async (scripts) => {
      const actors = await Promise.all(scripts.map(() => RawClient.open(crowded.port)));
      await actors[0]!.request("FLUSHALL");
      const pieces = scripts.map(piecesOf);
      const rounds = Math.max(...pieces.map(({ length }) => length));
      for (let round = 0; round < rounds; round++) {
        await together(() => {
          for (const [i, actor] of actors.entries()) {
            const piece = pieces[i]![round];
            if (piece !== undefined) actor.socket.write(piece);
          }
        });
      }
      const expected = await RawClient.open(alone.port);
      await expected.request("FLUSHALL");
      for (const [i, actor] of actors.entries()) {
        expected.socket.write(Buffer.concat(pieces[i]!));
        expect(await actor.repliesUpTo(END)).toEqual(await expected.repliesUpTo(END));
        actor.destroy();
      }
      expected.destroy();
    }),
    { numRuns: 60 },
  );
});

/** Has one connection kill another whose SET has been read in the same turn. @returns what the key holds then. */
async function killInTurn(): Promise<string> {
  const [killer, victim] = [await RawClient.open(crowded.port), await RawClient.open(crowded.port)];
  const id = (await victim.request("CLIENT ID")).slice(1);
  await victim.request("SET victim alive");
  await togetherInCrowd(() => {
    victim.socket.write(encodeRequest(["SET", "victim", "dead"]));
    // Long reads do not wait, so the killing overtakes.
    killer.socket.write(
      Buffer.concat([encodeRequest(["ECHO", ".".repeat(600)]), encodeRequest(["CLIENT", "KILL", "ID", id])]),
    );
  });
  expect(await killer.reply()).toBe(`"${".".repeat(600)}"`);
  expect(await killer.reply()).toBe(":1");
  await victim.closed();
  const value = await killer.request("GET victim");
  killer.destroy();
  return value;
}

test("a connection that is killed while its request waits for the end of the turn does not have it run", async () => {
  const values: string[] = [];
  // A busy system may bring the two in turns of their own; hardly five times.
  while (values.length < 5 && values.at(-1) !== '"alive"') values.push(await killInTurn());
  expect(values.at(-1)).toBe('"alive"');
});

test.each<[string, () => Promise<RawClient>]>([
  ["by TCP", () => RawClient.open(crowded.port)],
  ["by a Unix socket", () => RawClient.openPath(path)],
])("the requests of clients that go without waiting for an answer are run, %s", async (name, open) => {
  const clients = await Promise.all(Array.from({ length: CROWD }, open));
  await togetherInCrowd(() => {
    for (const [i, client] of clients.entries()) {
      client.socket.write(encodeRequest(["SET", `${name} ${i}`, "stored"]));
      client.destroy();
    }
  });
  for (const [i] of clients.entries()) {
    crowd[0]!.socket.write(encodeRequest(["GET", `${name} ${i}`]));
    expect(await crowd[0]!.reply()).toBe('"stored"');
  }
});

test("a pause in the turn holds back the writes behind it, and answers them later in order", async () => {
  const [pauser, ...writers] = await Promise.all(Array.from({ length: 4 }, () => RawClient.open(crowded.port)));
  await pauser!.request("DEL list");
  await togetherInCrowd(() => {
    pauser!.socket.write(encodeRequest(["CLIENT", "PAUSE", "100000", "WRITE"]));
    for (const [i, writer] of writers.entries()) {
      const requests = [
        ["GET", "absent"],
        ["APPEND", "list", String(i)],
        ["ECHO", `end ${i}`],
      ];
      writer.socket.write(Buffer.concat(requests.map((request) => encodeRequest(request))));
    }
  });
  expect(await pauser!.reply()).toBe("+OK");
  for (const writer of writers) expect(await writer.reply()).toBe("nil");
  await together(() => {}); // what the held requests came in is written over
  expect(writers.every(({ received }) => received === "")).toBe(true);
  expect(await pauser!.request("CLIENT UNPAUSE")).toBe("+OK");
  for (const [i, writer] of writers.entries()) {
    expect(await writer.reply()).toBe(`:${i + 1}`);
    expect(await writer.reply()).toBe(`"end ${i}"`);
  }
  for (const client of [pauser!, ...writers]) client.destroy();
});

test("large replies in one turn come whole, each to who asked", async () => {
  const readers = await Promise.all(Array.from({ length: 8 }, () => RawClient.open(crowded.port)));
  for (const [i, reader] of readers.entries()) await reader.request(`SET large:${i} ${String(i).repeat(100_000)}`);
  await togetherInCrowd(() => {
    for (const [i, reader] of readers.entries()) reader.socket.write(encodeRequest(["GET", `large:${i}`]));
  });
  for (const [i, reader] of readers.entries()) expect(await reader.reply()).toBe(`"${String(i).repeat(100_000)}"`);
  for (const reader of readers) reader.destroy();
});

test("a server that stops answers what waits in the turn", async () => {
  const target = await start();
  const clients = await Promise.all(Array.from({ length: CROWD }, () => RawClient.open(target.port)));
  for (let i = 0; i < 10; i++) {
    for (const client of clients) client.socket.write(encodeRequest(["PING"]));
    for (const client of clients) expect(await client.reply()).toBe("+PONG");
  }
  for (const [i, client] of clients.entries()) client.socket.write(encodeRequest(["ECHO", `last ${i}`]));
  await target.server.close();
  for (const [i, client] of clients.entries()) expect(await client.reply()).toBe(`"last ${i}"`);
  for (const client of clients) client.destroy();
});
