// Large replies to clients that take them slowly: the server writes them in memory it already has, instead of leaving
// more and more to the garbage collector. What it allocates is counted.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Server } from "../../src/server.ts";
import type { ServerState } from "../../src/server-state.ts";
import { SystemClock } from "../../src/sources/clock.ts";
import { createState } from "../support/harness.ts";
import { RawClient } from "../support/raw-client.ts";
import { encodeRequest } from "../support/requests.ts";

const MIB = 1024 ** 2;
const GETS = 50;
/** Some pieces of every size that what is left of a reply may have; left to the collector it was 42 MiB and more. */
const MADE_BYTES_MAX = 12 * MIB;

let state: ServerState;
let server: Server;
let port = 0;

beforeEach(async () => {
  state = createState({ port: 0, maxmemory: 64 * MIB }, new SystemClock());
  server = new Server(state);
  port = (await server.listen()).port;
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await server.close();
});

/** Counts the bytes of arrays made from here on. */
function countBytes(): { bytes: number } {
  const made = { bytes: 0 };
  const construct = (original: typeof Uint8Array, given: unknown[]): Uint8Array => {
    if (typeof given[0] === "number") made.bytes += given[0];
    return Reflect.construct(original, given) as Uint8Array;
  };
  vi.stubGlobal("Uint8Array", new Proxy(Uint8Array, { construct }));
  return made;
}

/** A client asks for a value many times at once, and begins to take the replies when some of them wait in the server. */
async function takeSlowly(witness: RawClient, valueBytes: number): Promise<void> {
  const client = await RawClient.open(port);
  client.socket.pause();
  client.socket.write(Buffer.concat(Array.from({ length: GETS }, () => encodeRequest(["GET", "large"]))));
  const outputBytes = (): number => Math.max(...Array.from(state.sessions.values(), ({ peer }) => peer.outputBytes));
  while (!(outputBytes() > 0)) await witness.request("PING");
  client.socket.resume();
  await client.bytes(GETS * (`$${valueBytes}\r\n`.length + valueBytes + 2));
  client.destroy();
  while (state.sessions.size > 1) await witness.request("PING");
}

test.each([100_000, 400_000, 900_000])("replies of %i bytes", async (valueBytes) => {
  const witness = await RawClient.open(port);
  await witness.request(`SET large ${"v".repeat(valueBytes)}`);
  for (let i = 0; i < 2; i++) await takeSlowly(witness, valueBytes);
  const made = countBytes();
  for (let i = 0; i < 3; i++) await takeSlowly(witness, valueBytes);
  expect(made.bytes).toBeLessThan(MADE_BYTES_MAX);
  expect(state.spareMemory.keptBytes).toBeGreaterThan(0);
  witness.destroy();
});
