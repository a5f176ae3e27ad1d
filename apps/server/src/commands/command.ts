// What a command is, as data, and how a request's name finds it. Names are compared as bytes through a small hash
// table, so looking one up makes no string. Invariant: one index per set of names; subcommands have their own.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import type { Reads } from "../threads/report.ts";
import { equalsWord, lowerCaseOf, wordOf } from "../words.ts";
import { type Locking, lockingOf, READS, transactionLockingOf } from "./scopes.ts";

/** Runs one request. It writes exactly one reply and keeps nothing of the context. */
export type Run = (context: Context, reply: ReplyWriter) => void;

/** Where the keys stand among the arguments. */
export interface KeyPositions {
  /** 0: there are none. */
  readonly first: number;
  /** Negative counts from the end. */
  readonly last: number;
  readonly step: number;
}

/** Groups as COMMAND DOCS names them. */
export type Group = "string" | "generic" | "connection" | "server" | "transactions";

export interface Command {
  /** Its place in the table, subcommands counted: what is kept per command stands in arrays by this number. */
  readonly number: number;
  /** As clients write it: "GET", "NO-EVICT". */
  readonly name: string;
  /** As Redis prints it: "get", "client|no-evict". */
  readonly fullName: string;
  readonly word: Uint8Array;
  /** Number of arguments, the name included; negative means "at least". */
  readonly arity: number;
  /** Redis's flags, in Redis's order. */
  readonly flags: readonly string[];
  readonly keys: KeyPositions;
  readonly group: Group;
  /** ACL categories, in Redis's order, without the `@`. */
  readonly categories: readonly string[];
  /** First Redis version that had it. */
  readonly since: string;
  readonly summary: string;
  readonly run: Run;
  readonly subcommands: CommandIndex | undefined;
  readonly isWrite: boolean;
  /** Constant time, by Redis's flag. */
  readonly isFast: boolean;
  /** Takes constant time when request and reply are small. */
  readonly isBrief: boolean;
  /** May stand in the slow log. */
  readonly isLogged: boolean;
  /** Is told to MONITOR. */
  readonly isMonitored: boolean;
  /** Waits for EXEC inside a transaction. */
  readonly isQueued: boolean;
  /** Is refused inside a transaction. */
  readonly isOutsideOnly: boolean;
  /** Runs only where enable-debug-command allows it, and is not queued elsewhere either. */
  readonly isProtected: boolean;
  /** Concerns the keys it names and nothing else of the server or the session. */
  readonly isPlain: boolean;
  /** May leave something for Node's event loop to go on with: timers, promises, other connections. */
  readonly mayLeaveWork: boolean;
  /** May change what the session is allowed to send. */
  readonly isHandshake: boolean;
  /** What other threads have to report before it runs. */
  readonly reads: Reads | undefined;
  /** What it locks in a cache that several threads use, by itself and as part of a transaction. */
  readonly locking: Locking;
  readonly transactionLocking: Locking;
}

/** What a transaction does not queue (processCommand of Redis). */
const UNQUEUED: ReadonlySet<string> = new Set(["MULTI", "EXEC", "DISCARD", "WATCH", "QUIT", "RESET"]);

const SLOTS_PER_COMMAND = 4;
const HASH_FACTOR = 31;
const BAR = 0x7c; // "|", between a container and its subcommand

/** A fixed set of commands, found by the bytes of their name in any case. */
export class CommandIndex {
  readonly commands: readonly Command[];
  readonly #slots: readonly (Command | undefined)[];
  readonly #mask: number;

  /** @throws if two commands share a name. */
  constructor(commands: readonly Command[]) {
    let size = 1;
    while (size < commands.length * SLOTS_PER_COMMAND) size *= 2;
    const slots = new Array<Command | undefined>(size).fill(undefined);
    this.#mask = size - 1;
    for (const command of commands) {
      let slot = this.#slotOf(command.word, 0, command.word.length);
      while (slots[slot] !== undefined) {
        if (slots[slot]?.name === command.name) throw new Error(`command ${command.name} is listed twice`);
        slot = (slot + 1) & this.#mask;
      }
      slots[slot] = command;
    }
    this.commands = commands;
    this.#slots = slots;
  }

  /** One more than the largest command number, subcommands included. */
  get numbers(): number {
    const largest = this.commands.map(({ number, subcommands }) => Math.max(number + 1, subcommands?.numbers ?? 0));
    return Math.max(0, ...largest);
  }

  /** The command whose name is buffer[start..end), or undefined. */
  find(buffer: Uint8Array, start: number, end: number): Command | undefined {
    const slots = this.#slots;
    // Ends at an empty slot: three of four are.
    for (let slot = this.#slotOf(buffer, start, end); ; slot = (slot + 1) & this.#mask) {
      const command = slots[slot];
      if (command === undefined || equalsWord(buffer, start, end, command.word)) return command;
    }
  }

  /** The command or subcommand of that full name, `get` or `client|id`, in any case. */
  findByFullName(name: Uint8Array): Command | undefined {
    const bar = name.indexOf(BAR);
    if (bar < 0) return this.find(name, 0, name.length);
    return this.find(name, 0, bar)?.subcommands?.find(name, bar + 1, name.length);
  }

  /** The first and last letters and the length tell our names apart well, and cost the same for a name of any length. */
  #slotOf(buffer: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length === 0) return 0;
    const first = lowerCaseOf(buffer[start]!);
    const middle = lowerCaseOf(buffer[start + (length >> 1)]!);
    const last = lowerCaseOf(buffer[end - 1]!);
    return ((first * HASH_FACTOR + middle) * HASH_FACTOR + last * 7 + length) & this.#mask;
  }
}

/** Whether a request of `argumentCount` arguments has as many as the command takes. */
export function acceptsArity(command: Command, argumentCount: number): boolean {
  return command.arity >= 0 ? argumentCount === command.arity : argumentCount >= -command.arity;
}

/** The argument that is the last key of a request; none comes before it where the command has no keys. */
export function lastKeyOf({ first, last }: KeyPositions, argumentCount: number): number {
  if (first === 0) return -1;
  if (last < 0) return argumentCount + last;
  return last < argumentCount ? last : argumentCount - 1;
}

export interface CommandSpec {
  readonly name: string;
  readonly arity: number;
  /** Separated by spaces. */
  readonly flags: string;
  readonly keys: KeyPositions;
  readonly group: Group;
  /** Categories that do not follow from the flags, separated by spaces. */
  readonly categories: string;
  readonly since: string;
  readonly summary: string;
  readonly run: Run;
  readonly subcommands?: readonly CommandSpec[];
}

/** Completes the rows of a table, numbering commands and subcommands alike. */
export function createCommands(specs: readonly CommandSpec[], parent = "", firstNumber = 0): readonly Command[] {
  let number = firstNumber;
  return specs.map((spec) => {
    const command = createCommand(spec, parent, number);
    number += 1 + (command.subcommands?.commands.length ?? 0);
    return command;
  });
}

/** Completes a row of the table. */
export function createCommand(spec: CommandSpec, parent = "", number = 0): Command {
  const flags = listOf(spec.flags);
  const { name, arity, keys, group, since, summary, run } = spec;
  const fullName = parent + name.toLowerCase();
  const subcommands = spec.subcommands && createCommands(spec.subcommands, `${name.toLowerCase()}|`, number + 1);
  return {
    number,
    name,
    fullName,
    word: wordOf(name),
    arity,
    flags,
    keys,
    group,
    categories: categoriesOf(flags, listOf(spec.categories)),
    since,
    summary,
    run,
    subcommands: subcommands === undefined ? undefined : new CommandIndex(subcommands),
    isWrite: flags.includes("write"),
    isFast: flags.includes("fast"),
    isBrief: flags.includes("fast") || group === "string",
    isLogged: !flags.includes("skip_slowlog"),
    isMonitored: !flags.includes("admin") && !flags.includes("skip_monitor"),
    isQueued: parent !== "" || !UNQUEUED.has(name),
    isOutsideOnly: flags.includes("no_multi"),
    isProtected: name === "DEBUG",
    isPlain:
      keys.first > 0 && subcommands === undefined && (group === "string" || group === "generic") && parent === "",
    mayLeaveWork: group === "server" || parent === "client|",
    isHandshake: flags.includes("no_auth"),
    reads: READS[fullName],
    locking: lockingOf(fullName, keys),
    transactionLocking: transactionLockingOf(fullName, keys),
  };
}

const CATEGORY_ORDER = [
  "keyspace",
  "read",
  "write",
  "string",
  "admin",
  "fast",
  "slow",
  "dangerous",
  "connection",
  "transaction",
];

/** Redis derives some categories from the flags; the others are the command's own. */
function categoriesOf(flags: readonly string[], own: readonly string[]): readonly string[] {
  const all = new Set(own);
  if (flags.includes("readonly")) all.add("read");
  if (flags.includes("write")) all.add("write");
  if (flags.includes("admin")) all.add("admin").add("dangerous");
  all.add(flags.includes("fast") ? "fast" : "slow");
  return CATEGORY_ORDER.filter((category) => all.has(category));
}

function listOf(words: string): readonly string[] {
  return words === "" ? [] : words.split(" ");
}
