// redis-benchmark, run once: what it was told to send, and what it says of the answers. It speaks to both servers alike.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Address, onGeneratorCore } from "./programs.ts";

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 64 * 1024 ** 2;

/** One load on a server. */
export interface Load {
  /** The command as redis-benchmark takes it, `__rand_int__` standing for a random number; one argument each. */
  readonly command: readonly string[];
  readonly connections: number;
  readonly pipeline: number;
  /** Keys are drawn from so many; 1: always the same. */
  readonly keys: number;
}

export interface Answer {
  readonly requestsPerSecond: number;
  /** Milliseconds that so many percent of the requests did not exceed. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** @param isPinned whether it runs on the generator's core; else it takes two threads and whatever core is free. */
export async function generate(address: Address, load: Load, requests: number, isPinned = true): Promise<Answer> {
  const { command, connections, pipeline, keys } = load;
  const random = keys > 1 ? ["-r", String(keys)] : [];
  const sizes = ["-n", String(requests), "-c", String(connections), "-P", String(pipeline)];
  const where = typeof address === "string" ? ["-s", address] : ["-h", "127.0.0.1", "-p", String(address)];
  const threads = isPinned ? [] : ["--threads", "2"];
  const whole = ["redis-benchmark", ...where, ...threads, ...sizes, ...random, ...command];
  const [program, ...args] = isPinned ? onGeneratorCore(whole) : whole;
  const { stdout } = await run(program!, args, { maxBuffer: OUTPUT_BYTES_MAX });
  return parseAnswer(stdout);
}

/** Reads the report that redis-benchmark prints. @throws if it is none. */
export function parseAnswer(text: string): Answer {
  const rate = /throughput summary: ([\d.]+) requests per second/.exec(text);
  const summary = /latency summary \(msec\):\s+avg[^\n]*\n\s*([\d. ]+)/.exec(text);
  const tail = [...text.matchAll(/([\d.]+)% <= ([\d.]+) milliseconds \(cumulative/g)].find(
    ([, share]) => Number(share) >= 99.9,
  );
  const [, , p50, , p99] = (summary?.[1] ?? "").trim().split(/\s+/).map(Number);
  if (rate === null || tail === undefined || p50 === undefined || p99 === undefined) {
    throw new Error(`redis-benchmark printed no report: ${text.slice(-500)}`);
  }
  return { requestsPerSecond: Number(rate[1]), p50, p99, p999: Number(tail[2]) };
}
