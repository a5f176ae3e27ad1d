// The last commands that took longer than slowlog-log-slower-than, newest first, at most slowlog-max-len of them. Entries
// copy what they show, cut as Redis cuts it, so a large request costs a small entry.

import type { Config } from "./config.ts";
import type { Context } from "./context.ts";
import { shownArgument } from "./redaction.ts";

const ARGUMENTS_MAX = 32;
const ARGUMENT_BYTES_MAX = 128;

export interface SlowEntry {
  readonly id: number;
  readonly atSeconds: number;
  readonly micros: number;
  readonly args: readonly Uint8Array[];
  readonly address: string;
  readonly name: string;
}

export class SlowLog {
  readonly #config: Config;
  readonly #entries: SlowEntry[] = []; // oldest first
  readonly #nextId: () => number;

  /** @param nextId draws a number that no entry of any thread has had. */
  constructor(config: Config, nextId: () => number) {
    this.#config = config;
    this.#nextId = nextId;
  }

  get length(): number {
    return this.#entries.length;
  }

  add(context: Context, micros: number): void {
    const { session } = context;
    const atSeconds = Math.floor(context.nowMs / 1000);
    const { address } = session.peer;
    this.#entries.push({
      id: this.#nextId(),
      atSeconds,
      micros: Math.floor(micros),
      args: argumentsOf(context),
      address,
      name: session.name,
    });
    this.#trim();
  }

  /** Adds what another thread has noted. */
  absorb(entries: readonly SlowEntry[]): void {
    this.#entries.push(...entries);
    this.#entries.sort((a, b) => a.id - b.id);
    this.#trim();
  }

  /** All entries, oldest first. */
  get entries(): readonly SlowEntry[] {
    return this.#entries;
  }

  /** The newest entries, newest first. */
  newest(count: number): readonly SlowEntry[] {
    return this.#entries.slice(Math.max(0, this.#entries.length - count)).reverse();
  }

  clear(): void {
    this.#entries.length = 0;
  }

  #trim(): void {
    const surplus = this.#entries.length - this.#config["slowlog-max-len"];
    if (surplus > 0) this.#entries.splice(0, surplus);
  }
}

function argumentsOf(context: Context): Uint8Array[] {
  const { argumentCount } = context;
  const shown = argumentCount > ARGUMENTS_MAX ? ARGUMENTS_MAX - 1 : argumentCount;
  const args: Uint8Array[] = [];
  for (let i = 0; i < shown; i++) args.push(shortened(shownArgument(context, i)));
  if (shown < argumentCount) args.push(Buffer.from(`... (${argumentCount - shown} more arguments)`));
  return args;
}

function shortened(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= ARGUMENT_BYTES_MAX) return bytes.slice();
  const rest = `... (${bytes.length - ARGUMENT_BYTES_MAX} more bytes)`;
  return Buffer.concat([bytes.subarray(0, ARGUMENT_BYTES_MAX), Buffer.from(rest)]);
}
