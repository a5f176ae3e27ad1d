import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { freePort } from "./free-port.ts";

afterEach(() => vi.restoreAllMocks());

test("a port that can be listened on, outside of those for outgoing connections", async () => {
  for (let i = 0; i < 20; i++) {
    const port = await freePort();
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(32_768);
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    server.close();
    await once(server, "close");
  }
});

test("one that is taken is passed over", async () => {
  const port = await freePort();
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  const range = 32_768 - 20_000;
  vi.spyOn(Math, "random")
    .mockReturnValueOnce((port - 20_000) / range)
    .mockReturnValueOnce((port - 20_000) / range);
  expect(await freePort()).not.toBe(port);
  server.close();
  await once(server, "close");
});
