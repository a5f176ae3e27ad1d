import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { pace } from "./paced-load.ts";

test("bursts go out by all connections in turn, none before its time", async () => {
  const received: string[] = [];
  const server = createServer((socket) => {
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
      if (!text.endsWith("quit\r\n")) return;
      received.push(text);
      socket.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const bursts = ["A", "B", "C", "D"].map((text) => Buffer.from(text));
    const load = { bursts, pipeline: 2, connections: 2, requestsPerSecond: 1000, seconds: 0.02 };
    const lateness = await pace([(server.address() as AddressInfo).port], load);
    expect(received.toSorted()).toEqual(["ACACAquit\r\n", "BDBDBquit\r\n"]);
    expect(lateness.p50).toBeGreaterThanOrEqual(0);
    expect(lateness.p99).toBeGreaterThanOrEqual(lateness.p50);
  } finally {
    server.close();
  }
});
