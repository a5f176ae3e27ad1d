// Lines of the command log that segcache-server writes (docs/command-log.md): time,key,key_bytes,value_bytes,client,command,ttl
// under a heading that tells which part of the keys is in it. The key is a hash in 16 hexadecimal digits; a replay uses keys
// of the recorded length. Value size and time to live are those after the command, so a set is told by what it left.
import type { OperationKind } from "../workload/operations.ts";
import type { LineParser } from "./trace-row.ts";

const HEADING = /^# segcache command log \d+, one key in (\d+)\b/;
const LINE = /^(\d+(?:\.\d+)?),([0-9a-f]{16}),(\d+),(\d*),(\d+),([a-z|_-]+),(\d+(?:\.\d+)?)\r?$/;

/** A key this short keeps its 64 bits in base 64. */
const SHORTEST_KEY = 11;

/** What a command is when its key has a value afterwards. What is not here touches nothing that a replay could show. */
const KINDS: Readonly<Record<string, OperationKind>> = {
  ...asKind("get", "get getex getrange substr strlen mget exists"),
  ...asKind("set", "set setnx setex psetex getset mset msetnx append setrange"),
  ...asKind("incr", "incr incrby decr decrby"),
  ...asKind("expire", "expire pexpire expireat pexpireat"),
};

const REMOVALS = new Set(["del", "unlink", "getdel", "expire", "pexpire", "expireat", "pexpireat"]);

/** The share of the keys that the log holds, told by its first line; undefined for any other line. */
export function commandLogShareOf(line: string): number | undefined {
  const [, oneIn] = HEADING.exec(line) ?? [];
  return oneIn === undefined || Number(oneIn) < 1 ? undefined : 1 / Number(oneIn);
}

export const parseCommandLogLine: LineParser = (line) => {
  if (line.startsWith("#"))
    return commandLogShareOf(line) === undefined && !line.startsWith("# time,") ? undefined : [];
  const [, seconds, hash, keyBytes, valueBytes, , command = "", ttlSeconds] = LINE.exec(line) ?? [];
  if (hash === undefined) return undefined;
  const kind = kindOf(command, valueBytes !== "");
  if (kind === undefined) return [];
  const row = { atMs: Math.round(Number(seconds) * 1000), kind, keys: [keyOf(hash, Number(keyBytes))] };
  const found = { valueBytes: Number(valueBytes), ttlMs: Math.round(Number(ttlSeconds) * 1000) };
  return [{ ...row, ...found, ...(kind === "get" && valueBytes === "" ? { wasMiss: true } : {}) }];
};

/** A get is one whether or not it found something; a write that left no value removed it, or was none. */
function kindOf(command: string, hasValue: boolean): OperationKind | undefined {
  const kind = KINDS[command];
  if (kind === "get" || hasValue) return command === "getdel" ? undefined : kind;
  return REMOVALS.has(command) ? "del" : undefined;
}

/** A name of the recorded length for a hash, no two alike; a very short one becomes a little longer. */
function keyOf(hash: string, keyBytes: number): string {
  const short = Buffer.from(hash, "hex").toString("base64url");
  return keyBytes < hash.length ? short.padEnd(Math.max(keyBytes, SHORTEST_KEY), "-") : hash.padEnd(keyBytes, "-");
}

function asKind(kind: OperationKind, commands: string): Record<string, OperationKind> {
  return Object.fromEntries(commands.split(" ").map((command) => [command, kind]));
}
