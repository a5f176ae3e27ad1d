// Storing many items of one size in a server that may be Redis's kind or memcached, in large pipelines.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { ServerUnderTest } from "./programs.ts";

const ITEMS_PER_WRITE = 2000;
const REPLY_BYTES = { redis: "+OK\r\n".length, memcached: "STORED\r\n".length };

/** Stores items `count`. @param keyOf the name of each.   @throws if the server refuses one. */
export async function fill(
  server: ServerUnderTest,
  count: number,
  keyOf: (item: number) => string,
  valueBytes: number,
): Promise<void> {
  const socket = connect({ port: server.port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const isMemcached = server.kind === "memcached";
  const replyBytes = isMemcached ? REPLY_BYTES.memcached : REPLY_BYTES.redis;
  const value = "v".repeat(valueBytes);
  for (let first = 0; first < count; first += ITEMS_PER_WRITE) {
    const items = Math.min(ITEMS_PER_WRITE, count - first);
    let text = "";
    for (let i = first; i < first + items; i++) {
      const key = keyOf(i);
      text += isMemcached
        ? `set ${key} 0 0 ${valueBytes}\r\n${value}\r\n`
        : `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${valueBytes}\r\n${value}\r\n`;
    }
    socket.write(text);
    await replies(socket, items * replyBytes, isMemcached ? "S" : "+");
  }
  socket.destroy();
}

function replies(socket: Socket, bytes: number, start: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0;
    const take = (chunk: Buffer): void => {
      if (received === 0 && chunk.toString("latin1", 0, 1) !== start) reject(new Error(`refused: ${chunk}`));
      received += chunk.length;
      if (received < bytes) return;
      socket.off("data", take);
      resolve();
    };
    socket.on("data", take);
  });
}
