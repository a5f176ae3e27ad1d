// A redis-server of the suite's own, to compare with. Where the program is missing the suites that need it are skipped with
// a warning; under CI they fail instead.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { connect } from "node:net";
import { freePort } from "segcache-free-port";

export interface RedisServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** True if suites that need redis-server can run. */
export function redisAvailable(): boolean {
  const found = spawnSync("redis-server", ["--version"]).status === 0;
  if (found) return true;
  if (process.env.CI !== undefined) throw new Error("redis-server is missing, and under CI it must not be");
  console.warn("SKIPPED: redis-server is not installed, so nothing is compared with it");
  return false;
}

export async function startRedis(...options: string[]): Promise<RedisServer> {
  const port = await freePort();
  const fixed = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"];
  const child = spawn("redis-server", ["--port", String(port), ...fixed, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    let log = "";
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`redis-server ended:\n${log}`)));
    child.stdout.on("data", (data) => {
      log += String(data);
      if (log.includes("Ready to accept connections")) resolve();
    });
  });
  return { port, stop: () => stop(child) };
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill();
  });
}

/** Sends `bytes` over a connection of their own, ends it, and returns all that came back, as latin1. */
export function exchange(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("data", (data) => received.push(data));
    socket.on("end", () => socket.end());
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(received).toString("latin1")));
    socket.end(bytes);
  });
}
