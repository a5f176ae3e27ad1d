// LATENCY: spikes above latency-monitor-threshold, and how long each command has taken since the last reset.

import type { ReplyWriter } from "@segcache/resp";
import { CLASSES, type CommandStats, classMicros } from "../command-stats.ts";
import type { Context } from "../context.ts";
import type { LatencySeries } from "../latency-events.ts";
import type { Command } from "./command.ts";

const LATEST_FIELDS = 4;

export function latencyHistory(context: Context, reply: ReplyWriter): void {
  const samples = context.server.whole.latency.find(context.text(2))?.samples ?? [];
  reply.array(samples.length);
  for (const { atSeconds, ms } of samples) {
    reply.array(2);
    reply.integer(atSeconds);
    reply.integer(ms);
  }
}

export function latencyLatest(context: Context, reply: ReplyWriter): void {
  const { latency } = context.server.whole;
  reply.array(latency.size);
  for (const [event, { samples, maxMs }] of latency.all()) {
    const last = samples.at(-1)!; // a series begins with a sample
    reply.array(LATEST_FIELDS);
    reply.bulkString(event);
    reply.integer(last.atSeconds);
    reply.integer(last.ms);
    reply.integer(maxMs);
  }
}

/** LATENCY RESET [event ...]: how many series it forgot. */
export function latencyReset(context: Context, reply: ReplyWriter): void {
  const { latency } = context.server.whole;
  if (context.argumentCount === 2) {
    const { size } = latency;
    context.server.change({ kind: "reset-latency", events: undefined });
    reply.integer(size);
    return;
  }
  const events = new Set<string>();
  for (let i = 2; i < context.argumentCount; i++) events.add(context.text(i));
  const found = [...events].filter((event) => latency.find(event) !== undefined);
  if (found.length > 0) context.server.change({ kind: "reset-latency", events: found });
  reply.integer(found.length);
}

/** LATENCY HISTOGRAM [command ...]: calls, and how many took at most so many microseconds. A container tells its parts. */
export function latencyHistogram(context: Context, reply: ReplyWriter): void {
  const { commands } = context.server;
  const { commandStats } = context.server.whole;
  const asked: Command[] = context.argumentCount === 2 ? [...commands.commands] : [];
  for (let i = 2; i < context.argumentCount; i++) {
    const found = commands.findByFullName(context.bytes(i));
    if (found !== undefined) asked.push(found);
  }
  const all = asked.flatMap((one) => [one, ...(one.subcommands?.commands ?? [])]);
  const called = all.filter((one) => commandStats.calls[one.number]! > 0);
  reply.map(called.length);
  for (const one of called) replyHistogram(commandStats, reply, one);
}

function replyHistogram(commandStats: CommandStats, reply: ReplyWriter, command: Command): void {
  const classes: (readonly [micros: number, calls: number])[] = [];
  let calls = 0;
  for (let index = 0; index < CLASSES; index++) {
    const inClass = commandStats.callsInClass(command, index);
    calls += inClass;
    if (inClass > 0) classes.push([classMicros(index), calls]);
  }
  reply.bulkString(command.fullName);
  reply.map(2);
  reply.bulkString("calls");
  reply.integer(calls);
  reply.bulkString("histogram_usec");
  reply.map(classes.length);
  for (const [micros, upTo] of classes) {
    reply.integer(micros);
    reply.integer(upTo);
  }
}

export function latencyDoctor(context: Context, reply: ReplyWriter): void {
  const { config } = context.server;
  const { latency } = context.server.whole;
  const thresholdMs = config["latency-monitor-threshold"];
  if (thresholdMs === 0 && latency.size === 0) {
    reply.verbatim(
      "txt",
      "Latency monitoring is off. CONFIG SET latency-monitor-threshold <milliseconds> turns it on.\n",
    );
    return;
  }
  const lines = [...latency.all()].map(([event, series]) => diagnosisOf(event, series));
  const text = lines.length === 0 ? `No event has taken ${thresholdMs} milliseconds or more.\n` : lines.join("");
  reply.verbatim("txt", text);
}

function diagnosisOf(event: string, { samples, maxMs }: LatencySeries): string {
  const averageMs = samples.reduce((sum, { ms }) => sum + ms, 0) / samples.length;
  const advice =
    event === "fast-command"
      ? "Small requests waited for the process itself: look at its garbage collection, its processor share and swapping."
      : "SLOWLOG GET names the requests; large values, KEYS and SCAN with a large COUNT take time in proportion.";
  return `${event}: ${samples.length} spikes, average ${averageMs.toFixed(0)} ms, worst ${maxMs} ms. ${advice}\n`;
}
