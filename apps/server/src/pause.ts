// CLIENT PAUSE: while it lasts, requests of its kind wait in their connections, unread and unanswered. The pause knows who
// waits and wakes them when it ends, by UNPAUSE or by time; the housekeeping tick looks at the time, so it may end a tick
// later than asked. A session whose own command is still at work (late-reply.ts) waits here as well. Rules are Redis's: a second pause may prolong the first and make it stricter, never shorten it.

import type { Command } from "./commands/command.ts";
import type { Session } from "./session.ts";

export type PauseKind = "none" | "write" | "all";

export class Pause {
  #kind: PauseKind = "none";
  #endMs = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #defer: (task: () => void) => void;

  /** @param defer runs a task after the current turn: who waits must not run in the midst of another's request. */
  constructor(defer: (task: () => void) => void = setImmediate) {
    this.#defer = defer;
  }

  get kind(): PauseKind {
    return this.#kind;
  }

  /** Until when it lasts, Unix milliseconds. */
  get endMs(): number {
    return this.#endMs;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  begin(kind: "write" | "all", endMs: number): void {
    if (kind === "all" || this.#kind === "none") this.#kind = kind;
    this.#endMs = Math.max(this.#endMs, endMs);
  }

  /** Whether this command of this session has to wait. */
  holds(command: Command, session: Session): boolean {
    if (this.#kind === "none") return false;
    if (this.#kind === "all") return true;
    const { transaction } = session;
    // What is only queued writes nothing yet, but Redis holds it too.
    return command.isWrite || (command.name === "EXEC" && transaction !== undefined && transaction.writes);
  }

  /** Calls back once, when the pause is over or another reason to wait is. */
  wait(wake: () => void): void {
    this.#waiting.push(wake);
  }

  /** Ends a pause whose time has come. */
  tick(nowMs: number): void {
    if (this.#kind !== "none" && nowMs >= this.#endMs) this.end();
  }

  end(): void {
    this.#kind = "none";
    this.#endMs = 0;
    this.wake();
  }

  /** Has everybody who waits ask again whether he must. */
  wake(): void {
    if (this.#waiting.length === 0) return;
    this.#defer(() => {
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }
}
