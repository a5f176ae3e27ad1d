// Lines of Redis's MONITOR: 1339518083.107412 [0 127.0.0.1:60866] "set" "key" "value" "EX" "60". Arguments are quoted
// with escapes, one character for each byte. A command that touches several keys becomes an mget or several rows; one
// that has no equal here is passed over.
import type { OperationKind } from "../workload/operations.ts";
import type { TraceRow } from "./trace-row.ts";

const LINE = /^(\d+\.\d+) \[\d+ [^\]]*\] (".*")\r?$/;
const ARGUMENT = /"((?:[^"\\]|\\.)*)"/g;
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|(.))/g;
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b" };

const EXPIRY_UNITS_MS: Readonly<Record<string, number>> = { EX: 1000, PX: 1 };

/** What a command's arguments (its name taken off) stand for: rows without their time. */
type Reading = Omit<TraceRow, "atMs">;
type Reader = (args: readonly string[]) => readonly Reading[];

const READERS: Readonly<Record<string, Reader>> = {
  GET: ([key]) => one("get", key),
  GETEX: ([key]) => one("get", key),
  GETSET: ([key, value]) => one("set", key, value),
  SET: ([key, value, ...options]) => one("set", key, value, expiryOf(options)),
  SETNX: ([key, value]) => one("set", key, value),
  SETEX: ([key, seconds, value]) => one("set", key, value, Number(seconds) * 1000),
  PSETEX: ([key, ms, value]) => one("set", key, value, Number(ms)),
  MSET: (args) => pairsOf(args).flatMap(([key, value]) => one("set", key, value)),
  MGET: (keys) => (keys.length === 0 ? [] : [{ kind: "mget", keys, valueBytes: 0, ttlMs: 0 }]),
  DEL: (keys) => keys.flatMap((key) => one("del", key)),
  UNLINK: (keys) => keys.flatMap((key) => one("del", key)),
  GETDEL: ([key]) => [...one("get", key), ...one("del", key)],
  INCR: ([key]) => one("incr", key),
  INCRBY: ([key]) => one("incr", key),
  DECR: ([key]) => one("incr", key),
  DECRBY: ([key]) => one("incr", key),
  EXPIRE: ([key, seconds]) => expiry(key, Number(seconds) * 1000),
  PEXPIRE: ([key, ms]) => expiry(key, Number(ms)),
};

export function parseMonitorLine(line: string): readonly TraceRow[] | undefined {
  const [, seconds, quoted] = LINE.exec(line) ?? [];
  if (quoted === undefined) return line === "OK" ? [] : undefined; // redis-cli prints MONITOR's own reply first
  const [name = "", ...args] = Array.from(quoted.matchAll(ARGUMENT), ([, argument = ""]) => unescaped(argument));
  const rows = READERS[name.toUpperCase()]?.(args) ?? [];
  return rows.map((row) => ({ atMs: Number(seconds) * 1000, ...row }));
}

function one(kind: OperationKind, key: string | undefined, value = "", ttlMs = 0): Reading[] {
  if (key === undefined) return [];
  return [{ kind, keys: [key], valueBytes: value.length, ttlMs: Math.max(0, ttlMs || 0) }];
}

/** An expiry in the past deletes. */
function expiry(key: string | undefined, ttlMs: number): Reading[] {
  return ttlMs > 0 ? one("expire", key, "", ttlMs) : one("del", key);
}

function expiryOf(options: readonly string[]): number {
  for (const [index, option] of options.entries()) {
    const unitMs = EXPIRY_UNITS_MS[option.toUpperCase()];
    if (unitMs !== undefined) return Number(options[index + 1]) * unitMs;
  }
  return 0;
}

function pairsOf(args: readonly string[]): [string, string][] {
  return Array.from({ length: args.length >> 1 }, (_, pair) => [args[pair * 2] ?? "", args[pair * 2 + 1] ?? ""]);
}

function unescaped(argument: string): string {
  return argument.replace(ESCAPE, (_, hex: string | undefined, character: string) =>
    hex === undefined ? (CONTROLS[character] ?? character) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
