import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkTrace, readTrace, recordedShareOf, TraceError } from "./trace-file.ts";
import type { TraceRow } from "./trace-row.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loadgen-trace-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function rowsOf(path: string): Promise<TraceRow[]> {
  const rows: TraceRow[] = [];
  for await (const batch of readTrace(path)) rows.push(...batch);
  return rows;
}

/** More than one piece of the file, and more than one batch. */
const LINES = Array.from(
  { length: 30_000 },
  (_, at) => `${Math.floor(at / 100)},key-ä-${at % 977},8,${at % 50},0,get,0`,
);

describe("a trace file", () => {
  test("tells which share of the keys it holds: a command log its own, packed or not, another one all", async () => {
    const heading = "# segcache command log 1, one key in 50, from 2027-01-15T08:00:00.000Z\n";
    const columns = "# time,key,key_bytes,value_bytes,client,command,ttl\n";
    const log = `${heading}${columns}1800000000.5,5d41402abc4b2a76,20,340,7,get,0\n`;
    expect(await recordedShareOf(fileOf("commands.log", log))).toBe(0.02);
    expect(await recordedShareOf(fileOf("commands.log.gz", gzipSync(log)))).toBe(0.02);
    expect(await recordedShareOf(fileOf("whole.csv", "5,k,1,100,0,get,0\n"))).toBe(1);
    expect(await recordedShareOf(fileOf("empty.csv", ""))).toBe(1);
    await expect(recordedShareOf(join(folder, "absent.log"))).rejects.toThrow(TraceError);
    expect((await rowsOf(join(folder, "commands.log"))).map(({ kind, valueBytes }) => [kind, valueBytes])).toEqual([
      ["get", 340],
    ]);
  });

  test.each([
    ["plain.csv", (text: string) => text],
    ["packed.csv.gz", (text: string) => gzipSync(text)],
    ["packed.csv.zst", (text: string) => zstdCompressSync(text)],
  ])("%s is read whole, in order", async (name, pack) => {
    const rows = await rowsOf(fileOf(name, pack(`${LINES.join("\n")}\n`)));
    expect(rows).toHaveLength(30_000);
    expect(rows.map(({ keys, valueBytes }) => `${keys[0]} ${valueBytes}`)).toEqual(
      LINES.map((_, at) => `key-ä-${at % 977} ${at % 50}`),
    );
  });

  test("may lack a newline at its end, and begin with the reply to MONITOR", async () => {
    expect(await rowsOf(fileOf("short", "1,k,1,5,0,get,0"))).toHaveLength(1);
    const log = fileOf("monitor.log", 'OK\n1.5 [0 127.0.0.1:1] "get" "a"\n1.6 [0 127.0.0.1:1] "ping"\n');
    expect((await rowsOf(log)).map(({ keys }) => keys)).toEqual([["a"]]);
    await expect(checkTrace(log)).resolves.toBeUndefined();
  });

  test("that cannot be read is one line that says where", async () => {
    const broken = fileOf("broken.csv", "1,k,1,5,0,get,0\nnonsense\n");
    await expect(rowsOf(broken)).rejects.toThrow(new TraceError(`${broken}:2 is no request: nonsense`));
    const missing = join(folder, "missing.csv");
    await expect(checkTrace(missing)).rejects.toThrow(new TraceError(`cannot read the trace ${missing}: ENOENT`));
    const cut = fileOf("cut.csv.gz", gzipSync(LINES.join("\n")).subarray(0, 2000));
    await expect(rowsOf(cut)).rejects.toThrow(/^cannot read the trace [^\n]+$/);
    const empty = fileOf("empty.csv", "\n");
    await expect(checkTrace(empty)).rejects.toThrow(new TraceError(`${empty} has no request that can be replayed`));
  });
});
