// How many items fit: each server is filled with twice as many as could, then asked how many it holds.

import type { Cell, Table } from "segcache-bench-report";
import { fill } from "./filler.ts";
import { isInstalled, type Kind, ServerUnderTest } from "./programs.ts";

/** Bytes of key and value. */
const SIZES: readonly (readonly [key: number, value: number])[] = [
  [16, 16],
  [16, 64],
  [24, 200],
  [38, 1000],
];
/** What ours holds is at least this many times what Redis does. */
const GOALS = ["≥ 1.7", "≥ 1.4", "", ""];
const MAX_MEMORY_MIB = 128;
/** No server measured needs less than this for an item beside its key and value. */
const OVERHEAD_BYTES_MIN = 16;

export async function runItems(isSmoke: boolean): Promise<readonly Table[]> {
  const kinds: Kind[] = ["segcache", "redis", ...(isInstalled("memcached") ? (["memcached"] as const) : [])];
  const maxMemoryMib = isSmoke ? 64 : MAX_MEMORY_MIB;
  const rows: (readonly Cell[])[] = [];
  for (const [at, [keyBytes, valueBytes]] of (isSmoke ? SIZES.slice(3) : SIZES).entries()) {
    const held = new Map<Kind, number>();
    for (const kind of kinds) held.set(kind, await itemsHeld(kind, maxMemoryMib, keyBytes, valueBytes));
    const ours = held.get("segcache")!;
    const theirs = held.get("redis")!;
    const goal = isSmoke ? "" : GOALS[at]!;
    rows.push([
      `${keyBytes} / ${valueBytes}`,
      ours,
      theirs,
      held.get("memcached") ?? "not installed",
      ours / theirs,
      goal,
    ]);
  }
  const columns = [
    { title: "key / value, bytes" },
    { title: "ours", digits: 0 },
    { title: "Redis", digits: 0 },
    { title: "memcached", digits: 0 },
    { title: "ours / Redis", digits: 2 },
    { title: "goal" },
  ];
  const notes = ["Each filled with twice as many different keys as could fit; Redis with allkeys-lru."];
  return [{ title: `Items held at ${maxMemoryMib} MB`, columns, rows, notes }];
}

async function itemsHeld(kind: Kind, maxMemoryMib: number, keyBytes: number, valueBytes: number): Promise<number> {
  const server = await ServerUnderTest.start(kind, { maxMemoryMib, evicts: true });
  try {
    const count = Math.ceil((2 * maxMemoryMib * 1024 ** 2) / (keyBytes + valueBytes + OVERHEAD_BYTES_MIN));
    await fill(server, count, (item) => String(item).padStart(keyBytes, "k"), valueBytes);
    const items =
      kind === "memcached" ? await server.stat("curr_items") : Number((await server.ask("DBSIZE")).slice(1));
    if (!(items > 0 && items < count)) throw new Error(`${kind} holds ${items} of ${count} items: nothing was evicted`);
    return items;
  } finally {
    await server.stop();
  }
}
