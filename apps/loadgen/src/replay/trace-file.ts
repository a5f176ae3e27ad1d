// A trace file, plain or compressed (.gz, .zst), read as it is needed: rows come in batches, so that a trace of any size
// takes little memory. What kind of trace it is, its first line tells.
import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { commandLogShareOf, parseCommandLogLine } from "./command-log.ts";
import { parseMonitorLine } from "./monitor-log.ts";
import type { LineParser, TraceRow } from "./trace-row.ts";
import { parseTwitterLine } from "./twitter-csv.ts";

/** The trace cannot be read; the message is one line that says where. */
export class TraceError extends Error {
  override readonly name = "TraceError";
}

const PARSERS: readonly LineParser[] = [parseTwitterLine, parseMonitorLine, parseCommandLogLine];

/** A line longer than this is none of a trace: the file is something else. */
const LINE_BYTES_MAX = 16 * 1024 ** 2;

/** @throws TraceError */
export async function checkTrace(path: string): Promise<void> {
  for await (const rows of readTrace(path)) if (rows.length > 0) return;
  throw new TraceError(`${path} has no request that can be replayed`);
}

/** The share of the recorded keys that the trace holds: less than 1 for a sampled command log.   @throws TraceError */
export async function recordedShareOf(path: string): Promise<number> {
  await checkReadable(path);
  try {
    for await (const lines of linesOf(contentOf(path))) {
      const [first] = lines;
      if (first !== undefined) return commandLogShareOf(first) ?? 1;
    }
  } catch (error) {
    throw new TraceError(`cannot read the trace ${path}: ${(error as Error).message}`);
  }
  return 1;
}

/** The rows of a trace, in its order; each batch is what a piece of the file held.   @throws TraceError */
export async function* readTrace(path: string): AsyncGenerator<readonly TraceRow[]> {
  await checkReadable(path);
  let lineNumber = 0;
  let parser: LineParser | undefined;
  try {
    for await (const lines of linesOf(contentOf(path))) {
      const batch: TraceRow[] = [];
      for (const line of lines) {
        lineNumber++;
        if (line === "") continue;
        parser ??= PARSERS.find((candidate) => candidate(line) !== undefined);
        const rows = parser?.(line);
        if (rows === undefined) throw new TraceError(`${path}:${lineNumber} is no request: ${line.slice(0, 80)}`);
        batch.push(...rows);
      }
      yield batch;
    }
  } catch (error) {
    if (error instanceof TraceError) throw error;
    throw new TraceError(`cannot read the trace ${path}: ${(error as Error).message}`);
  }
}

async function checkReadable(path: string): Promise<void> {
  await access(path).catch((error: NodeJS.ErrnoException) => {
    throw new TraceError(`cannot read the trace ${path}: ${error.code ?? error.message}`);
  });
}

function contentOf(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const decompress = path.endsWith(".gz") ? createGunzip() : path.endsWith(".zst") ? createZstdDecompress() : undefined;
  if (decompress === undefined) return file;
  file.on("error", (error) => decompress.destroy(error));
  return file.pipe(decompress);
}

async function* linesOf(content: Readable): AsyncGenerator<readonly string[]> {
  let rest = "";
  content.setEncoding("utf8");
  for await (const chunk of content as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LINE_BYTES_MAX) throw new Error("a line is too long");
    yield lines;
  }
  if (rest !== "") yield [rest];
}
