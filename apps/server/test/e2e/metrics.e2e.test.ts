// The metrics page beside the built server, and after it.

import { freePort } from "segcache-free-port";
import { afterEach, expect, test } from "vitest";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";

const running: ServerProcess[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop("SIGKILL");
});

test("tells of the server as long as it runs", async () => {
  const metricsPort = await freePort();
  const server = await ServerProcess.start("--metrics-port", String(metricsPort));
  running.push(server);
  const client = await RawClient.open(server.port);
  expect(await client.request("SET a 1")).toBe("+OK");
  const page = `http://127.0.0.1:${metricsPort}`;
  expect(await (await fetch(`${page}/ready`)).text()).toBe("ready\n");
  expect(await (await fetch(`${page}/metrics`)).text()).toMatch(/^segcache_commands_total\{command="set"\} 1$/m);
  client.destroy();
  expect(await server.stop()).toMatchObject({ code: 0, stderr: "" });
  await expect(fetch(`${page}/health`)).rejects.toThrow();
});

test("does not keep a server alive that cannot listen", async () => {
  const first = await ServerProcess.start();
  running.push(first);
  const metricsPort = await freePort();
  const exit = await ServerProcess.run("--port", String(first.port), "--metrics-port", String(metricsPort));
  expect(exit).toMatchObject({ code: 1 });
  expect(exit.stderr).toMatch(/^segcache-server: cannot listen on .*: the address is already in use\n$/);
});

test("a port that is taken is told", async () => {
  const first = await ServerProcess.start();
  running.push(first);
  const exit = await ServerProcess.run("--port", String(await freePort()), "--metrics-port", String(first.port));
  expect(exit).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(`127.0.0.1:${first.port}: the address is already`),
  });
});
