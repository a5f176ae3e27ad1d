// A sample of the commands, for replay: all commands of one key in so many, so that how often and how soon a key comes
// back is as in the whole. Keys are hashed with secrets of this run: the log tells which lines are of the same key and no
// more. A line costs only the keys in the sample, a key outside it one hash. Format: docs/command-log.md.

import { MISS, NEVER } from "segcache-core";
import { lastKeyOf } from "./commands/command.ts";
import type { Context } from "./context.ts";

const FNV_PRIME = 0x01_00_01_93;
const HEX_DIGITS = 8;

/** Takes text to be written some time. */
export interface LineSink {
  write(text: string): unknown;
}

/** Secrets of one run that keys are hashed with. */
export type Seeds = readonly [number, number];

/** The lines a log begins with. */
export function commandLogHead(sample: number, nowMs: number): string {
  const from = new Date(nowMs).toISOString();
  return `# segcache command log 1, one key in ${sample}, from ${from}\n# time,key,key_bytes,value_bytes,client,command,ttl\n`;
}

export class CommandLog {
  readonly #sink: LineSink;
  readonly #sample: number;
  readonly #seeds: Seeds;
  /** Lines given to the sink, those included that it dropped. */
  lines = 0;
  /** Lines the sink could not take, because the file was too slow or could not be written. */
  linesDropped = 0;

  /** @param sample one key in so many is logged.   @param seeds two secret numbers of 32 bits, the same for all threads. */
  constructor(sink: LineSink, sample: number, seeds: Seeds) {
    this.#sink = sink;
    this.#sample = sample;
    this.#seeds = seeds;
  }

  /** Logs the request in the context, which has been run, once for every key of it that is in the sample. */
  record(context: Context): void {
    const { keys } = context.command;
    const last = lastKeyOf(keys, context.argumentCount);
    for (let i = keys.first; i <= last; i += keys.step) {
      const high = this.#hash(context, i, this.#seeds[0]);
      if (high % this.#sample === 0) this.#write(context, i, high);
    }
  }

  #write(context: Context, index: number, high: number): void {
    const { raw, buffer, starts, ends, session, nowMs } = context;
    const item = raw.peek(buffer, starts[index]!, ends[index]!, session.database);
    const deadline = item === MISS ? NEVER : raw.deadline(item);
    const valueBytes = item === MISS ? "" : raw.valueBytes(item);
    const ttl = deadline === NEVER ? 0 : Math.max(0, deadline - nowMs) / 1000;
    const low = this.#hash(context, index, this.#seeds[1]);
    const key = hexOf(high) + hexOf(low);
    const keyBytes = context.argumentBytes(index);
    const { fullName } = context.command;
    this.lines++;
    this.#sink.write(
      `${(nowMs / 1000).toFixed(3)},${key},${keyBytes},${valueBytes},${session.id},${fullName},${ttl}\n`,
    );
  }

  /** FNV-1a over the database and the key, with the bits mixed so that every one of them can decide. */
  #hash(context: Context, index: number, seed: number): number {
    const { buffer, session } = context;
    const end = context.ends[index]!;
    let hash = Math.imul(seed ^ session.database, FNV_PRIME);
    for (let at = context.starts[index]!; at < end; at++) hash = Math.imul(hash ^ buffer[at]!, FNV_PRIME);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

function hexOf(word: number): string {
  return word.toString(16).padStart(HEX_DIGITS, "0");
}
