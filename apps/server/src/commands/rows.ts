// How rows of the command table are written: short, with names for the flags and key positions that recur.

import type { CommandSpec, Group, KeyPositions, Run } from "./command.ts";

export const NO_KEY: KeyPositions = { first: 0, last: 0, step: 0 };
export const ONE_KEY: KeyPositions = { first: 1, last: 1, step: 1 };
/** The key follows a subcommand's name. */
export const SECOND_KEY: KeyPositions = { first: 2, last: 2, step: 1 };
export const TWO_KEYS: KeyPositions = { first: 1, last: 2, step: 1 };
export const ALL_KEYS: KeyPositions = { first: 1, last: -1, step: 1 };
export const PAIRS: KeyPositions = { first: 1, last: -1, step: 2 };

export const READ = "readonly fast";
export const READ_SLOW = "readonly";
export const STORE = "write denyoom";
export const STORE_FAST = "write denyoom fast";
export const WRITE = "write";
export const WRITE_FAST = "write fast";
export const ANY_TIME = "loading stale";
export const ANY_TIME_FAST = "loading stale fast";
export const OWN = "noscript loading stale";
export const HANDSHAKE = "noscript loading stale fast no_auth allow_busy";
export const TRANSACTION = "noscript loading stale fast allow_busy";
export const ADMIN = "admin noscript loading stale";
export const ADMIN_SCRIPTABLE = "admin loading stale";

/** One row of a group: name, arity (negative: at least), flags, keys, handler, first Redis version, summary. */
export type Row = readonly [string, number, string, KeyPositions, Run, string, string];

export function group(name: Group, categories: string, rows: readonly Row[]): CommandSpec[] {
  return rows.map(([command, arity, flags, keys, run, since, summary]) => {
    return { name: command, arity, flags, keys, group: name, categories, since, summary, run };
  });
}

export function containers(
  name: Group,
  categories: string,
  [row, subcommands]: readonly [Row, CommandSpec[]],
): CommandSpec[] {
  return group(name, categories, [row]).map((spec) => ({ ...spec, subcommands }));
}
