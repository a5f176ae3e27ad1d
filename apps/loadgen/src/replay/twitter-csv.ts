// Lines of Twitter's cache-trace: timestamp_s,key,key_size,value_size,client_id,operation,ttl_s, without a heading
// (github.com/twitter/cache-trace). A key may contain commas, so the fields behind it are counted from the end.
import type { OperationKind } from "../workload/operations.ts";
import type { TraceRow } from "./trace-row.ts";

/** memcached's commands, and what comes nearest among ours. */
const KINDS: Readonly<Record<string, OperationKind>> = {
  get: "get",
  gets: "get",
  set: "set",
  add: "set",
  replace: "set",
  cas: "set",
  append: "set",
  prepend: "set",
  delete: "del",
  incr: "incr",
  decr: "incr",
};

const LINE = /^(\d+(?:\.\d+)?),(.+),(\d+),(\d+),([^,]*),([a-z]+),(\d+)\r?$/;

export function parseTwitterLine(line: string): readonly TraceRow[] | undefined {
  const [, seconds, key, , valueBytes, , operation, ttlSeconds] = LINE.exec(line) ?? [];
  const kind = KINDS[operation ?? ""];
  if (key === undefined || kind === undefined) return undefined;
  const row = { atMs: Number(seconds) * 1000, kind, keys: [key] };
  return [{ ...row, valueBytes: Number(valueBytes), ttlMs: Number(ttlSeconds) * 1000 }];
}
