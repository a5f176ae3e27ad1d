// An open loop of pipelines: each burst of GETs is sent when its own time comes, whether or not earlier ones were answered, so that
// every server gets the same work in the same time. redis-benchmark has no such thing. How late bursts leave is measured as well:
// a generator that falls behind sends them in clumps, which is another load.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { quantileOf } from "./quantiles.ts";

const BURSTS_MAX = 32_768;
const READ_BYTES = 256 * 1024;
/** Timers come on whole milliseconds and late; this long before a burst is due the event loop polls instead. */
const POLL_MS = 2;

export interface PacedLoad {
  /** Sent in turn, each of `pipeline` requests. */
  readonly bursts: readonly Buffer[];
  readonly pipeline: number;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

/** Microseconds from the time a burst was due to its sending. */
export interface Lateness {
  readonly p50: number;
  readonly p99: number;
}

/** Bursts of GETs of keys drawn from `keys`; with pipelines of 16 half a million keys at most.
 * @param requestOf what asks for a key. */
export function burstsOf(pipeline: number, keys: number, requestOf: (key: string) => string): readonly Buffer[] {
  return Array.from({ length: Math.min(BURSTS_MAX, keys) }, () => {
    const requests = Array.from({ length: pipeline }, () => requestOf(keyNamed(Math.floor(Math.random() * keys))));
    return Buffer.from(requests.join(""));
  });
}

/** As redis-benchmark names its keys. */
export function keyNamed(number: number): string {
  return `key:${String(number).padStart(12, "0")}`;
}

/** Sends the load and waits until all of it is answered. @throws Error when a connection fails.
 * @param ports that the connections go to in turn. */
export async function pace(ports: readonly number[], load: PacedLoad): Promise<Lateness> {
  const { bursts, pipeline, connections, requestsPerSecond, seconds } = load;
  const sockets = await Promise.all(Array.from({ length: connections }, (_, i) => connected(ports[i % ports.length]!)));
  const closed = Promise.all(sockets.map((socket) => once(socket, "close"))); // fails when one of them does
  try {
    const count = Math.round((requestsPerSecond * seconds) / pipeline);
    const lateUs = new Float64Array(count);
    const sent = sendAll(sockets, bursts, (1000 * pipeline) / requestsPerSecond, lateUs);
    await Promise.race([closed, sent]);
    for (const socket of sockets) socket.write("quit\r\n");
    await closed;
    return { p50: quantileOf(lateUs, 0.5), p99: quantileOf(lateUs, 0.99) };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** Sends bursts to the sockets in turn, one every `intervalMs`, until `lateUs` tells of each how late it left. */
function sendAll(
  sockets: readonly Socket[],
  bursts: readonly Buffer[],
  intervalMs: number,
  lateUs: Float64Array,
): Promise<void> {
  const began = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const turn = (): void => {
      const due = Math.min(lateUs.length, Math.floor((performance.now() - began) / intervalMs) + 1);
      for (; sent < due; sent++) {
        lateUs[sent] = (performance.now() - began - sent * intervalMs) * 1000;
        sockets[sent % sockets.length]!.write(bursts[sent % bursts.length]!);
      }
      if (sent === lateUs.length) resolve();
      else if (began + sent * intervalMs - performance.now() > POLL_MS) setTimeout(turn, 1);
      else setImmediate(turn);
    };
    turn();
  });
}

async function connected(port: number): Promise<Socket> {
  const onread = { buffer: Buffer.allocUnsafe(READ_BYTES), callback: () => true };
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread });
  await once(socket, "connect");
  return socket;
}
