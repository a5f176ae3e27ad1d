// MONITOR: sessions that are told of every command run. Lines are gathered and sent when the reading of requests is over
// for this turn, so a monitor gets its own replies first and few writes; it gets none before the OK to its MONITOR, which
// waits for the other threads. A monitor that does not read is cut off at a bounded backlog, because its lines cannot wait for
// it. Form: replication.c of Redis 7.0.

import type { Context } from "./context.ts";
import { shownArgument } from "./redaction.ts";
import type { Session } from "./session.ts";

/** What may wait for a slow monitor before it is cut off. */
export const MONITOR_BACKLOG_BYTES_MAX: number = 16 * 1024 ** 2;
/** Gathered lines are sent at once above this. */
const GATHERED_LENGTH_MAX = 256 * 1024;

const ESCAPES: Readonly<Record<number, string>> = {
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  13: "\\r",
  34: '\\"',
  92: "\\\\",
};

export class Monitors {
  /** Whether anybody, here or in another thread, wants to be told. */
  isFed = false;
  /** Each with whether its MONITOR has been answered. */
  readonly #sessions = new Map<Session, boolean>();
  /** How many there are in other threads, by the thread's number. */
  readonly #elsewhere = new Map<number, number>();
  readonly #sendElsewhere: (lines: string) => void;
  #lines = "";
  readonly #defer: (task: () => void) => void;

  /**
   * @param sendElsewhere takes lines to the monitors of other threads.
   * @param defer runs a task after the current turn; a test may run it when it wants.
   */
  constructor(sendElsewhere: (lines: string) => void = () => {}, defer: (task: () => void) => void = queueMicrotask) {
    this.#sendElsewhere = sendElsewhere;
    this.#defer = defer;
  }

  get size(): number {
    return this.#sessions.size;
  }

  has(session: Session): boolean {
    return this.#sessions.has(session);
  }

  /** Whether the session is told of every command from now on. */
  hasBegun(session: Session): boolean {
    return this.#sessions.get(session) === true;
  }

  /** From here on every thread has to feed the session; it is told of nothing before it has begun. */
  add(session: Session): void {
    this.#sessions.set(session, false);
    this.#look();
  }

  /** The session's MONITOR is answered. */
  begin(session: Session): void {
    if (this.#sessions.has(session)) this.#sessions.set(session, true);
  }

  remove(session: Session): void {
    this.#sessions.delete(session);
    this.#look();
  }

  /** Another thread has so many monitors now. */
  setElsewhere(thread: number, count: number): void {
    if (count > 0) this.#elsewhere.set(thread, count);
    else this.#elsewhere.delete(thread);
    this.#look();
  }

  /** Threads other than this one that have monitors, with their number. */
  elsewhere(): readonly (readonly [thread: number, count: number])[] {
    return [...this.#elsewhere];
  }

  #look(): void {
    this.isFed = this.#sessions.size + this.#elsewhere.size > 0;
  }

  /** Tells of the request in the context; `database` is the one it ran in. */
  feed(context: Context): void {
    const { session } = context;
    if (this.#lines === "") this.#defer(() => this.#send());
    this.#lines += lineOf(context, session);
    if (this.#lines.length > GATHERED_LENGTH_MAX) this.#send();
  }

  #send(): void {
    if (this.#lines === "") return;
    const lines = this.#lines;
    this.#lines = "";
    if (this.#elsewhere.size > 0) this.#sendElsewhere(lines);
    this.tell(lines);
  }

  /** Cuts the monitors of this thread off: they have missed lines. */
  cut(): void {
    for (const { peer } of this.#sessions.keys()) peer.destroy();
  }

  /** Sends lines to the monitors of this thread. */
  tell(lines: string): void {
    const bytes = Buffer.from(lines, "latin1");
    for (const [{ peer }, hasBegun] of this.#sessions) {
      if (!hasBegun) continue;
      if (peer.outputBytes > MONITOR_BACKLOG_BYTES_MAX) peer.destroy();
      else peer.send(bytes);
    }
  }
}

function lineOf(context: Context, session: Session): string {
  const { nowMs } = context;
  const seconds = Math.floor(nowMs / 1000);
  const micros = String((nowMs % 1000) * 1000).padStart(6, "0");
  let line = `+${seconds}.${micros} [${session.database} ${session.peer.address}]`;
  for (let i = 0; i < context.argumentCount; i++) line += ` "${escaped(shownArgument(context, i))}"`;
  return `${line}\r\n`;
}

function escaped(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f;
    text += ESCAPES[byte] ?? (isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`);
  }
  return text;
}
