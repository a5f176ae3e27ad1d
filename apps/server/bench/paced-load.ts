// An open loop of pipelines: every connection sends a burst of GETs when its time comes, whether or not earlier ones were answered,
// so that every server gets the same work in the same time. redis-benchmark has no such thing.

import { once } from "node:events";
import { connect, type Socket } from "node:net";

const BURSTS_MAX = 32_768;
const READ_BYTES = 256 * 1024;

export interface PacedLoad {
  /** Sent in turn, each of `pipeline` requests. */
  readonly bursts: readonly Buffer[];
  readonly pipeline: number;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

/** Bursts of GETs of keys drawn from `keys` as redis-benchmark names them; with pipelines of 16 half a million keys at most. */
export function burstsOf(pipeline: number, keys: number): readonly Buffer[] {
  return Array.from({ length: Math.min(BURSTS_MAX, keys) }, () => burstOf(pipeline, keys));
}

/** Sends the load and waits until all of it is answered. @throws Error when a connection fails. */
export async function pace(port: number, load: PacedLoad): Promise<void> {
  const { bursts, pipeline, connections, requestsPerSecond, seconds } = load;
  const sockets = await Promise.all(Array.from({ length: connections }, () => connected(port)));
  const closed = Promise.all(sockets.map((socket) => once(socket, "close"))); // fails when one of them does
  try {
    const count = Math.round((requestsPerSecond * seconds) / pipeline);
    await Promise.race([closed, sendAll(sockets, bursts, count, requestsPerSecond / pipeline / 1000)]);
    for (const socket of sockets) socket.write("QUIT\r\n");
    await closed;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** Sends `count` bursts, `perMs` a millisecond, to the sockets in turn. */
async function sendAll(
  sockets: readonly Socket[],
  bursts: readonly Buffer[],
  count: number,
  perMs: number,
): Promise<void> {
  const began = performance.now();
  for (let sent = 0; sent < count; ) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const due = Math.min(count, Math.floor((performance.now() - began) * perMs));
    for (; sent < due; sent++) sockets[sent % sockets.length]!.write(bursts[sent % bursts.length]!);
  }
}

function burstOf(pipeline: number, keys: number): Buffer {
  const requests = Array.from({ length: pipeline }, () => {
    const key = `key:${String(Math.floor(Math.random() * keys)).padStart(12, "0")}`;
    return `*2\r\n$3\r\nGET\r\n$${key.length}\r\n${key}\r\n`;
  });
  return Buffer.from(requests.join(""));
}

async function connected(port: number): Promise<Socket> {
  const onread = { buffer: Buffer.allocUnsafe(READ_BYTES), callback: () => true };
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread });
  await once(socket, "connect");
  return socket;
}
