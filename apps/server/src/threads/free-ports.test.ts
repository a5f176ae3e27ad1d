import { type AddressInfo, createServer, type Server } from "node:net";
import { freePort } from "segcache-free-port";
import { afterEach, expect, test } from "vitest";
import { defaultConfig } from "../config.ts";
import { canSharePorts, findTakenPort } from "./free-ports.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** Somebody who listens, and would share the port. */
async function takenPort(): Promise<number> {
  const server = createServer();
  servers.push(server);
  const isShared = await canSharePorts();
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0, reusePort: isShared }, resolve));
  return (server.address() as AddressInfo).port;
}

test("a port that somebody has is taken, also when he would share it", async () => {
  const port = await takenPort();
  expect(await findTakenPort(undefined, { ...defaultConfig(), port })).toMatchObject({ code: "EADDRINUSE", port });
  const free = await freePort();
  const config = { ...defaultConfig(), port: free };
  expect(await findTakenPort(config, { ...config, "tls-port": port })).toMatchObject({ port });
});

test("a free port is not, and is free afterwards; one's own ports are not looked at", async () => {
  const config = { ...defaultConfig(), port: await freePort() };
  expect(await findTakenPort(undefined, config)).toBeUndefined();
  expect(await findTakenPort(undefined, config)).toBeUndefined();
  const own = { ...defaultConfig(), port: await takenPort() };
  expect(await findTakenPort(own, { ...own, bind: ["*"] })).toBeUndefined();
});

test("an address this machine does not have is for those to tell who listen there", async () => {
  const config = { ...defaultConfig(), bind: ["192.0.2.1"], port: await freePort() };
  expect(await findTakenPort(undefined, config)).toBeUndefined();
});

test.skipIf(process.platform !== "linux")("ports can be shared on Linux", async () => {
  expect(await canSharePorts()).toBe(true);
});
