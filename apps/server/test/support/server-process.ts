// The built program as a child process.

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "segcache-free-port";

const PROGRAM = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** SERVER_THREADS in the environment says with how many threads the suites run the program; absent: the program's default.
 * A test that says so itself, or leaves everything to a config file, has its own way. */
function threadsFor(args: readonly string[]): readonly string[] {
  const threads = process.env.SERVER_THREADS;
  const isOwn = args.includes("--threads") || args[0]?.startsWith("-") !== true;
  return threads === undefined || isOwn ? [] : ["--threads", threads];
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the program is started in. */
export interface Surroundings {
  /** Variables beside those of the tests' own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Lowers the system's limit for this process. */
  readonly openFilesMax?: number;
  readonly nodeOptions?: readonly string[];
  /** Of another build of the program. */
  readonly path?: string;
}

export class ServerProcess {
  readonly child: ChildProcess;
  readonly port: number;
  stdout = "";
  stderr = "";
  readonly exited: Promise<Exit>;

  constructor(port: number, args: readonly string[], surroundings: Surroundings = {}) {
    this.port = port;
    const { env, openFilesMax, nodeOptions = [], path = PROGRAM } = surroundings;
    const command = [process.execPath, ...nodeOptions, path, ...threadsFor(args), ...args];
    const limited = openFilesMax === undefined ? [] : ["sh", "-c", `ulimit -n ${openFilesMax}; exec "$0" "$@"`];
    const [program, ...rest] = [...limited, ...command];
    this.child = spawn(program!, rest, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    this.child.stdout?.on("data", (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.exited = new Promise((resolve) => {
      this.child.once("close", (code, signal) => {
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  /** Starts the server on a free port and waits until it says that it is ready. */
  static async start(...args: readonly string[]): Promise<ServerProcess> {
    const port = await freePort();
    const server = new ServerProcess(port, ["--port", String(port), "--maxmemory", "64mb", ...args]);
    await server.until("ready");
    return server;
  }

  /** Runs the program to its end, for command lines that start nothing. */
  static run(...args: readonly string[]): Promise<Exit> {
    return new ServerProcess(0, args).exited;
  }

  /** Waits until the program has printed the text. @throws if it ends first. */
  until(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (this.stdout.includes(text)) resolve();
      };
      this.child.stdout?.on("data", check);
      void this.exited.then((exit) => reject(new Error(`ended (${exit.code}) before "${text}": ${exit.stderr}`)));
      check();
    });
  }

  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Exit> {
    this.child.kill(signal);
    return this.exited;
  }
}
