// Drives the project as a person does: npm in a process group of its own, its output, and what is left of the group
// when npm has gone.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const ROOT: string = join(import.meta.dirname, "../..");
const PATIENCE_MS = 30_000;

export interface NpmEnd {
  /** As a shell tells it: 128 + the number of the signal that ended npm. */
  readonly exitCode: number;
  /** What was written to standard error, without npm's own lines. */
  readonly errorLines: readonly string[];
}

const SIGNAL_EXIT_CODES: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 };

export class NpmProcess {
  readonly ended: Promise<NpmEnd>;
  private readonly child: ChildProcess;
  private output = "";
  private errors = "";

  constructor(args: readonly string[], cwd: string = ROOT) {
    this.child = spawn("npm", ["--prefix", ROOT, ...args], {
      cwd,
      env: environmentOfAPerson(),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (bytes) => {
      this.output += String(bytes);
    });
    this.child.stderr?.on("data", (bytes) => {
      this.errors += String(bytes);
    });
    this.ended = new Promise((resolve, reject) => {
      this.child.once("error", reject);
      this.child.once("exit", (code, signal) => {
        const errorLines = this.errors.split("\n").filter((line) => line !== "" && !line.startsWith("npm "));
        resolve({ exitCode: code ?? SIGNAL_EXIT_CODES[signal ?? ""] ?? -1, errorLines });
      });
    });
  }

  /** The process group: npm, the launcher and the server. */
  get group(): number {
    return this.child.pid ?? 0;
  }

  /** Everything npm and its children printed. */
  get text(): string {
    return this.output + this.errors;
  }

  async untilPrinted(sign: RegExp): Promise<string> {
    const found = await until(() => sign.exec(this.output)?.[0]);
    if (found === undefined) throw new Error(`${sign} was not printed; npm printed:\n${this.text}`);
    return found;
  }

  /** Waits until nobody of the group is alive, and returns those who would not go. */
  async leftovers(): Promise<readonly number[]> {
    await until(() => (groupMembers(this.group).length === 0 ? true : undefined));
    return groupMembers(this.group);
  }

  /** For clean-up: whatever state a test left it in. */
  kill(): void {
    try {
      process.kill(-this.group, "SIGKILL");
    } catch {
      // Nobody is left, as it should be.
    }
  }
}

/** The environment without what the npm or pnpm above this test put into it. */
function environmentOfAPerson(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_|INIT_CWD$|NODE_ENV$|VITEST|TEST$)/.test(name),
  );
  return Object.fromEntries(own);
}

async function until<Value>(look: () => Value | undefined): Promise<Value | undefined> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await delay(20)) {
    const found = look();
    if (found !== undefined) return found;
  }
  return look();
}

/** The live members of a process group, from /proc. */
function groupMembers(group: number): readonly number[] {
  if (!existsSync("/proc/self/stat")) throw new Error("these tests look for processes in /proc, which is not here");
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      // pid (name) state parent group ...
      const [state, , memberOf] = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return Number(memberOf) === group && state !== "Z" && state !== "X";
    } catch {
      return false; // gone meanwhile
    }
  });
}
