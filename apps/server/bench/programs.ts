// The servers measured: each a process of its own on a free port of the loopback, on the first core where the machine has
// two, so that the generator has the second. What the system knows of a process is read from /proc (Linux only).

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "segcache-free-port";

const PROGRAM = join(import.meta.dirname, "../dist/main.js");
const SERVER_CORE = 0;
const GENERATOR_CORE = 1;
/** /proc counts time in hundredths of a second. */
export const MICROS_PER_TICK = 10_000;
const RETRY_MS = 5;
const START_MS_MAX = 30_000;

const running = new Set<ServerUnderTest>();
// An interrupted run leaves no servers behind.
process.on("exit", () => {
  for (const server of running) server.kill();
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

export type Kind = "segcache" | "redis" | "memcached";

/** A port of the loopback, or the path of a Unix socket. */
export type Address = number | string;

export interface ServerOptions {
  readonly maxMemoryMib: number;
  /** Redis evicts the key used longest ago; ours evicts as it does by default. */
  readonly evicts: boolean;
  /** Threads of segcache and memcached, io-threads of Redis; one when absent. */
  readonly threads?: number;
  /** Whether it has the server's core to itself, as when absent. */
  readonly isPinned?: boolean;
  /** Whether it has a Unix socket besides, for its load; only ours. */
  readonly hasUnixSocket?: boolean;
}

export class ServerUnderTest {
  readonly kind: Kind;
  readonly port: number;
  /** Where its load goes: the Unix socket if it has one, else the port. */
  readonly address: Address;
  readonly #child: ChildProcess;

  private constructor(kind: Kind, port: number, address: Address, child: ChildProcess) {
    this.kind = kind;
    this.port = port;
    this.address = address;
    this.#child = child;
    running.add(this);
  }

  /** Starts a server and waits until it answers. */
  static async start(kind: Kind, options: ServerOptions): Promise<ServerUnderTest> {
    const port = await freePort();
    const address = options.hasUnixSocket === true ? join(tmpdir(), `segcache-bench-${port}.sock`) : port;
    const command = commandOf(kind, port, address, options);
    const [program, ...args] = options.isPinned === false ? command : pinned(SERVER_CORE, command);
    const child = spawn(program!, args, { stdio: "ignore" });
    const server = new ServerUnderTest(kind, port, address, child);
    const deadline = performance.now() + START_MS_MAX;
    while (!(await server.#answers())) {
      if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${kind} does not start`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    return server;
  }

  /** Processor time the process has used, user and system, microseconds. */
  cpuMicros(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK;
  }

  /** Memory the process has resident, now and at the most, bytes. */
  residentBytes(): Record<"now" | "most", number> {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    const bytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
    return { now: bytes("VmRSS"), most: bytes("VmHWM") };
  }

  /** Sends one line and returns the bytes that come back first. */
  async ask(line: string): Promise<string> {
    const socket = connect(this.port, "127.0.0.1");
    try {
      await once(socket, "connect");
      socket.write(`${line}\r\n`);
      return await replyOf(socket, this.kind === "memcached" ? "END\r\n" : "\r\n");
    } finally {
      socket.destroy();
    }
  }

  /** Sends one line and returns the whole bulk string that answers it. */
  async askWhole(line: string): Promise<string> {
    const socket = connect(this.port, "127.0.0.1");
    try {
      await once(socket, "connect");
      socket.write(`${line}\r\nPING\r\n`);
      return await replyOf(socket, "+PONG\r\n");
    } finally {
      socket.destroy();
    }
  }

  /** Requests it has answered so far, those of this bench's own questions among them; of memcached, keys asked for. */
  async requestsServed(): Promise<number> {
    if (this.kind !== "memcached") return this.info("stats", "total_commands_processed");
    return this.stat("cmd_get");
  }

  /** A number that `stats` tells; only memcached. */
  async stat(name: string): Promise<number> {
    const value = new RegExp(`STAT ${name} (\\d+)`).exec(await this.ask("stats"))?.[1];
    if (value === undefined) throw new Error(`stats has no ${name}`);
    return Number(value);
  }

  /** A number that INFO tells; only ours and Redis. */
  async info(section: string, field: string): Promise<number> {
    const text = await this.askWhole(`INFO ${section}`);
    const value = new RegExp(`${field}:([\\d.]+)`).exec(text)?.[1];
    if (value === undefined) throw new Error(`INFO ${section} has no ${field}`);
    return Number(value);
  }

  async stop(): Promise<void> {
    const hasEnded = this.#child.exitCode !== null || this.#child.signalCode !== null;
    const closed = hasEnded ? undefined : once(this.#child, "close");
    this.kill();
    await closed;
    running.delete(this);
  }

  /** Ends it without waiting; nothing of it stays behind. */
  kill(): void {
    this.#child.kill("SIGKILL");
    if (typeof this.address === "string") rmSync(this.address, { force: true });
  }

  async #answers(): Promise<boolean> {
    try {
      return (await this.ask(this.kind === "memcached" ? "stats" : "PING")).length > 0;
    } catch {
      return false;
    }
  }
}

/** The command, on a core of its own where that can be had. */
export function onGeneratorCore(command: readonly string[]): readonly string[] {
  return pinned(GENERATOR_CORE, command);
}

/** Whether server and generator each have a core. */
export function canPin(): boolean {
  return availableParallelism() > GENERATOR_CORE && isInstalled("taskset");
}

export function isInstalled(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}

/** The first line that tells a program's version. */
export function versionOf(kind: Kind): string {
  if (kind === "segcache") return `segcache-server on Node ${process.version}`;
  const text = execFileSync(programOf(kind), ["--version"], { encoding: "utf8" });
  return `${programOf(kind)} ${/\d+\.\d+\.\d+/.exec(text)?.[0] ?? "of unknown version"}`;
}

function programOf(kind: Kind): string {
  return kind === "redis" ? "redis-server" : kind;
}

function pinned(core: number, command: readonly string[]): readonly string[] {
  return canPin() ? ["taskset", "-c", String(core), ...command] : command;
}

function commandOf(
  kind: Kind,
  port: number,
  address: Address,
  { maxMemoryMib, evicts, threads = 1 }: ServerOptions,
): readonly string[] {
  const limit = ["--maxmemory", `${maxMemoryMib}mb`];
  switch (kind) {
    case "segcache":
      return [
        ...[process.execPath, PROGRAM, "--port", String(port), "--bind", "127.0.0.1"],
        ...["--threads", String(threads), ...limit],
        ...(typeof address === "string" ? ["--unixsocket", address] : []),
      ];
    case "redis": {
      const policy = evicts ? "allkeys-lru" : "noeviction";
      const network = ["--port", String(port), "--bind", "127.0.0.1", "--io-threads", String(threads)];
      return ["redis-server", ...network, ...limit, "--save", "", "--maxmemory-policy", policy];
    }
    case "memcached": {
      const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
      const network = ["-l", "127.0.0.1", "-p", String(port), ...user];
      return ["memcached", ...network, "-m", String(maxMemoryMib), "-t", String(threads)];
    }
  }
}

async function replyOf(socket: Socket, end: string): Promise<string> {
  let received = "";
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received += chunk.toString("latin1");
    if (received.includes(end)) break;
  }
  return received;
}
