// Clients that ask for much and take nothing: they hold a bounded share of memory, do not slow the others, and go when
// they pass client-output-buffer-limit.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Config } from "../../src/config.ts";
import { OUTPUT_BYTES_MAX } from "../../src/output-limits.ts";
import { Server } from "../../src/server.ts";
import type { ServerState } from "../../src/server-state.ts";
import type { Session } from "../../src/session.ts";
import { type Clock, SystemClock } from "../../src/sources/clock.ts";
import { createState } from "../support/harness.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { RawClient } from "../support/raw-client.ts";
import { encodeRequest } from "../support/requests.ts";

const VALUE_BYTES = 200_000;
const KIB = 1024;
const MIB = 1024 ** 2;

let state: ServerState;
let server: Server;
let port = 0;
let witness: RawClient;

async function start(clock: Clock = new SystemClock()): Promise<void> {
  state = createState({ port: 0, maxmemory: 64 * MIB }, clock);
  server = new Server(state);
  port = (await server.listen()).port;
  witness = await RawClient.open(port);
  await witness.request(`SET big ${"v".repeat(VALUE_BYTES)}`);
}

beforeEach(() => start());
afterEach(async () => {
  witness.destroy();
  await server.close();
});

function limit(hardBytes: number, softBytes = 0, softSeconds = 0): Config["client-output-buffer-limit"] {
  return { ...state.config["client-output-buffer-limit"], normal: { hardBytes, softBytes, softSeconds } };
}

/** A client that has asked for `count` big values and reads nothing; waits until some of it stands in the server. */
async function slowReader(count: number): Promise<{ client: RawClient; session: Session }> {
  const client = await RawClient.open(port);
  client.socket.pause();
  client.socket.write(Buffer.concat(Array.from({ length: count }, () => encodeRequest(["GET", "big"]))));
  const { localPort } = client.socket;
  const find = () => [...state.sessions.values()].find((one) => one.peer.address.endsWith(`:${localPort}`));
  while (!((find()?.peer.outputBytes ?? 0) > 0)) await witness.request("PING");
  return { client, session: find()! };
}

describe("slow readers", () => {
  test("hold a bounded output each while another client is served", async () => {
    const readers: Awaited<ReturnType<typeof slowReader>>[] = [];
    for (let i = 0; i < 10; i++) readers.push(await slowReader(200));
    for (let i = 0; i < 200; i++) expect(await witness.request("INCR n")).toBe(`:${i + 1}`);
    for (const { session } of readers) {
      expect(session.peer.outputBytes).toBeLessThan(2 * OUTPUT_BYTES_MAX + VALUE_BYTES);
    }
    for (const { client } of readers) client.destroy();
    while (state.sessions.size > 1) await witness.request("PING");
    expect(state.metrics.outputLimitDisconnections).toBe(0);
  });

  test("go at once above the hard limit", async () => {
    state.config["client-output-buffer-limit"] = limit(100 * KIB);
    const client = await RawClient.open(port);
    client.socket.pause();
    client.socket.write(Buffer.concat(Array.from({ length: 200 }, () => encodeRequest(["GET", "big"]))));
    while (state.sessions.size > 1) await witness.request("PING");
    expect(state.metrics.outputLimitDisconnections).toBe(1);
    expect(await witness.request("GET n")).toBe("nil");
    client.destroy();
  });

  test("are told apart from quick readers of long pipelines", async () => {
    state.config["client-output-buffer-limit"] = limit(500 * KIB);
    const client = await RawClient.open(port);
    const replyBytes = `$${VALUE_BYTES}\r\n`.length + VALUE_BYTES + 2;
    for (let i = 1; i <= 20; i++) {
      client.socket.write(Buffer.concat(Array.from({ length: 2 }, () => encodeRequest(["GET", "big"]))));
      await client.bytes(2 * replyBytes);
      client.received = "";
    }
    expect(await client.request(`MGET ${"big ".repeat(2)}`)).toHaveLength(2 * VALUE_BYTES + '["", ""]'.length);
    expect(state.metrics.outputLimitDisconnections).toBe(0);
    client.destroy();
  });

  test("go above the soft limit when its time is over, and not when they catch up before", async () => {
    witness.destroy();
    await server.close();
    const clock = new ManualClock();
    await start(clock);
    state.config["client-output-buffer-limit"] = limit(0, 100 * KIB, 10);
    const patient = await slowReader(100);
    const late = await slowReader(100);
    clock.advance(9000);
    patient.client.socket.resume();
    while (patient.session.peer.outputBytes > 0) await witness.request("PING");
    clock.advance(2000);
    while (state.sessions.size > 2) await witness.request("PING");
    expect(state.metrics.outputLimitDisconnections).toBe(1);
    expect(await witness.request(`CLIENT LIST ID ${late.session.id}`)).toBe('""');
    patient.client.destroy();
    late.client.destroy();
  });

  test("go, the largest first, when all clients together hold more than maxmemory-clients", async () => {
    const readers = [await slowReader(200), await slowReader(200), await slowReader(200)];
    const spared = readers[0]!;
    spared.session.noEvict = true;
    const isFull = ({ session }: { session: Session }): boolean => session.peer.outputBytes > OUTPUT_BYTES_MAX;
    while (!readers.every(isFull)) await witness.request("PING");
    expect(await witness.request(`CONFIG SET maxmemory-clients ${spared.session.peer.outputBytes + 100_000}`)).toBe(
      "+OK",
    );
    while (state.sessions.size > 2) await witness.request("PING");
    expect(state.metrics.evictedClients).toBe(2);
    expect(await witness.request(`CLIENT LIST ID ${spared.session.id}`)).toMatch(/ flags=e /);
    for (let i = 0; i < 50; i++) expect(await witness.request("INCR n")).toBe(`:${i + 1}`);
    for (const { client } of readers) client.destroy();
  });

  test("one reply that is larger than the hard limit is not made", async () => {
    state.config["client-output-buffer-limit"] = limit(MIB);
    const client = await RawClient.open(port);
    expect(await client.request("SET small 1")).toBe("+OK");
    client.socket.write(encodeRequest(["MGET", ...Array.from({ length: 10_000 }, () => "big")]));
    await client.closed();
    expect(client.received).toBe("");
    expect(state.metrics.outputLimitDisconnections).toBe(1);
    expect(await witness.request("GET small")).toBe('"1"');
  });
});
