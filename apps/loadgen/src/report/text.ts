// The report for people: what ran, then the figures, then whether to trust them.
import { OPERATION_KINDS } from "../workload/operations.ts";
import { count, LABEL_WIDTH, line, popularityOf } from "./figures.ts";
import type { LatencyReport, Report } from "./report-shape.ts";

const NUMBER_WIDTH = 10;

export function textOf(report: Report): string {
  const { name, version, driver, node, threads } = report.generator;
  const over = threads === 1 ? "" : `, ${threads} threads`;
  const lines = [
    `${name} ${version}: ${report.generator.loop} loop, ${driver}${over}, Node ${node}`,
    "",
    ...workloadLines(report),
    "",
    ...resultLines(report),
    "",
    ...latencyLines("latency in ms", report.latencyMs),
    ...(report.serviceMs === null ? [] : latencyLines("service in ms", report.serviceMs)),
    "",
    ...errorLines(report),
    ...trustLines(report),
  ];
  return `${lines.join("\n")}\n`;
}

function workloadLines(report: Report): string[] {
  const { workload, load } = report;
  if (load.trace !== null) return traceLines(report, load.trace);
  const length = load.durationMs === null ? `${count(load.requests ?? 0)} requests` : `${load.durationMs / 1000} s`;
  const inFlight =
    load.rate === null
      ? `${load.clients} clients with ${load.pipeline} in flight`
      : `${count(load.rate)} requests/s (${load.arrivals}) over ${load.clients} clients`;
  const keySize = workload["key-size"] === undefined ? "" : ` of ${workload["key-size"]} bytes`;
  const aside = workload["look-aside"] === true ? ", look-aside" : "";
  const ttl = workload.ttl === 0 ? "no TTL" : `TTL ${workload.ttl}`;
  return [
    targetLine(report),
    line("load", `${length}, ${inFlight}, seed ${workload.seed}`),
    line("mix", `${workload.mix}${aside}`),
    line("keys", `${count(Number(workload.keys))} "${workload["key-prefix"]}..."${keySize}, ${popularityOf(workload)}`),
    line("values", `${workload["value-size"]} bytes, ${ttl}${load.verify ? ", verified" : ""}`),
    ...phaseLine("prefill", report.prefill),
    ...phaseLine("warm-up", report.warmup),
  ];
}

function traceLines(report: Report, trace: string): string[] {
  const { load, workload } = report;
  const end = [
    ...(load.requests === null ? [] : [`first ${count(load.requests)} requests`]),
    ...(load.durationMs === null ? [] : [`${load.durationMs / 1000} s`]),
  ];
  const pace =
    load.speed === "max" ? `as fast as possible, ${load.pipeline} in flight` : `at ${load.speed} times its own speed`;
  const aside = workload["look-aside"] === true ? ", look-aside" : "";
  return [
    targetLine(report),
    line("trace", [trace, ...partOf(load.recorded), ...end].join(", ")),
    line("load", `${pace} over ${load.clients} clients${aside}${load.verify ? ", verified" : ""}`),
  ];
}

/** A sample sends that part of the recorded rate, to a cache that needs that part of the memory. */
function partOf(recorded: number | null): string[] {
  return recorded === null || recorded === 1 ? [] : [`one key in ${count(1 / recorded)} of what was recorded`];
}

function targetLine({ target }: Report): string {
  return line("target", `${target.address}${target.tls ? ", TLS" : ""}${target.cluster ? ", cluster" : ""}`);
}

function phaseLine(label: string, phase: Report["prefill"]): string[] {
  if (phase === null) return [];
  return [line(label, `${count(phase.operations)} operations in ${phase.durationSeconds.toFixed(2)} s, not measured`)];
}

function resultLines(report: Report): string[] {
  const { operations, operationsPerSecond: rate, hits, valueBytes, load } = report;
  const kinds = OPERATION_KINDS.filter((kind) => operations[kind] > 0);
  const aside = report.workload["look-aside"] === true ? ` (${count(operations.lookAsideSets)} sets after a miss)` : "";
  const ratio =
    hits.ratio === null
      ? "none: no gets"
      : `${(hits.ratio * 100).toFixed(2)} % (${count(hits.hits)} of ${count(hits.hits + hits.misses)} keys read)`;
  const stopped = report.interrupted ? `, stopped early with ${count(operations.unanswered)} unanswered` : "";
  const offered = load.inFlightMax === null ? [] : [line("offered", offeredText(report))];
  return [
    line("duration", `${report.durationSeconds.toFixed(3)} s${stopped}`),
    ...offered,
    line("operations", `${count(operations.total)}: ${perKind(kinds, operations)}${aside}`),
    line("throughput", `${count(rate.total)} ops/s: ${perKind(kinds, rate)}`),
    line(
      "value bytes",
      `${megabytes(valueBytes.readPerSecond)} read, ${megabytes(valueBytes.writtenPerSecond)} written`,
    ),
    line("hit ratio", ratio),
  ];
}

function offeredText({ operations, load }: Report): string {
  const rate = load.rate === null ? "the trace's requests" : `${count(load.rate)} requests/s`;
  return `${rate}: ${count(operations.dropped)} dropped, ${count(operations.late)} sent late`;
}

function perKind(kinds: readonly (keyof Report["latencyMs"])[], counts: Report["operationsPerSecond"]): string {
  return kinds.length === 0 ? "none" : kinds.map((kind) => `${kind} ${count(counts[kind])}`).join(", ");
}

function latencyLines(title: string, byKind: Report["latencyMs"]): string[] {
  const head = ["min", "mean", "p50", "p90", "p99", "p99.9", "max"].map((name) => name.padStart(NUMBER_WIDTH)).join("");
  const lines = OPERATION_KINDS.flatMap((kind) => {
    const latency = byKind[kind];
    return latency === null ? [] : [latencyLine(`  ${kind}`, latency)];
  });
  return [`${title.padEnd(LABEL_WIDTH)}${head}`, ...lines];
}

function latencyLine(label: string, latency: LatencyReport): string {
  const { min, mean, p50, p90, p99, p999, max } = latency;
  const numbers = [min, mean, p50, p90, p99, p999, max].map((ms) => ms.toFixed(3).padStart(NUMBER_WIDTH));
  return label.padEnd(LABEL_WIDTH) + numbers.join("");
}

function errorLines(report: Report): string[] {
  const { total, lostConnections, byMessage } = report.errors;
  const lost = lostConnections === 0 ? "" : `, ${lostConnections} of ${report.load.clients} connections lost`;
  const lines = [line("errors", total === 0 && lost === "" ? "none" : `${count(total)}${lost}`)];
  for (const { phase, message, count: times } of byMessage) {
    lines.push(`  ${count(times)} x ${phase === "run" ? "" : `${phase}: `}${message}`);
  }
  return lines;
}

function trustLines(report: Report): string[] {
  const { cpuShare, eventLoopDelayP99Ms, sendDelayP99Ms, generatorBound, threads } = report.generator;
  const core = threads === 1 ? "CPU" : "busiest thread";
  const sending = sendDelayP99Ms === null ? "" : `, sent late by p99 ${sendDelayP99Ms.toFixed(2)} ms`;
  const load = `${core} ${Math.round(cpuShare * 100)} % of a core, event loop delay p99 ${eventLoopDelayP99Ms.toFixed(1)} ms${sending}`;
  const warning = "generator-bound: the generator was saturated, the server may be faster";
  return generatorBound ? [line("generator", load), warning] : [line("generator", load)];
}

function megabytes(bytesPerSecond: number): string {
  return `${(bytesPerSecond / 1e6).toFixed(2)} MB/s`;
}
