// The server as a service: log files and their rotation, the command log, systemd.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "segcache-free-port";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { accepting, hasProgram } from "../support/programs.ts";
import type { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";

const RECEIVER = fileURLToPath(new URL("../support/datagram-socket.py", import.meta.url));

let directory = "";
const running: ServerProcess[] = [];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "service-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop("SIGKILL");
});

function textOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? "" : readFileSync(path, "utf8");
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function start(args: readonly string[], env: Record<string, string> = {}): Promise<[ServerProcess, RawClient]> {
  const port = await freePort();
  const server = new ServerProcess(port, ["--port", String(port), "--maxmemory", "16mb", ...args], { env });
  running.push(server);
  return [server, await accepting(port)];
}

describe("log files", () => {
  test("logfile takes the log as JSON, and is opened anew on SIGHUP", async () => {
    const path = join(directory, "server.log");
    const [server, client] = await start(["--logfile", path]);
    await until(() => textOf(path).includes("ready to accept"));
    expect(JSON.parse(textOf(path).split("\n")[0]!)).toMatchObject({ level: 30, port: server.port });
    renameSync(path, `${path}.1`);
    server.child.kill("SIGHUP");
    await until(() => textOf(path).includes("log files opened anew") || textOf(`${path}.1`).includes("opened anew"));
    client.destroy();
    expect(await server.stop()).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(textOf(path)).toContain("stopped");
  });

  test("the command log has what was run, also what was run last", async () => {
    const path = join(directory, "commands.log");
    const [server, client] = await start(["--command-log-file", path, "--command-log-sample", "1"]);
    for (let i = 0; i < 100; i++) await client.request(`SET key-${i} value EX 100`);
    client.destroy();
    expect((await server.stop()).code).toBe(0);
    const lines = textOf(path).trimEnd().split("\n");
    expect(lines).toHaveLength(102);
    expect(lines[101]).toMatch(/^\d{10}\.\d{3},[0-9a-f]{16},6,5,1,set,100$/);
  });

  test.each(["--logfile", "--command-log-file"])("a %s that cannot be written is told", async (option) => {
    const exit = await ServerProcess.run("--port", String(await freePort()), option, "/nosuch/directory/file");
    const name = option.slice(2);
    expect(exit).toMatchObject({
      code: 1,
      stderr: `segcache-server: cannot write to ${name} /nosuch/directory/file: ENOENT\n`,
    });
  });
});

const hasSystemd = hasProgram("systemd-notify", "systemd") && hasProgram("python3", "python3");

describe("systemd", () => {
  test.skipIf(!hasSystemd)("is told when clients are served and when the server stops", async () => {
    const path = join(directory, "notify.sock");
    const receiver = spawn("python3", [RECEIVER, path], { stdio: ["ignore", "pipe", "inherit"] });
    let received = "";
    receiver.stdout.on("data", (chunk: Buffer) => {
      received += chunk.toString();
    });
    try {
      await until(() => received.includes("bound"));
      const [server, client] = await start([], { NOTIFY_SOCKET: path });
      await until(() => received.includes("READY=1"));
      expect(received).toContain(`STATUS=serving on 127.0.0.1:${server.port}`);
      expect(received).not.toContain("STOPPING=1");
      client.destroy();
      expect((await server.stop()).code).toBe(0);
      await until(() => received.includes("STOPPING=1"));
    } finally {
      receiver.kill("SIGKILL");
    }
  });

  test("that cannot be told is a line in the log, and no harm", async () => {
    const env = { NOTIFY_SOCKET: join(directory, "nobody.sock"), PATH: "/nosuch" };
    const [server, client] = await start([], env);
    await server.until("cannot notify systemd");
    expect(await client.request("PING")).toBe("+PONG");
    client.destroy();
    expect((await server.stop()).code).toBe(0);
  });
});
