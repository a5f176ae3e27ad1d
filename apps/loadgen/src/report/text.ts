// The report for people: what ran, then the figures, then whether to trust them.
import type { LatencyReport, Report } from "./report.ts";

const LABEL_WIDTH = 14;
const NUMBER_WIDTH = 10;

export function textOf(report: Report): string {
  const lines = [
    `${report.generator.name} ${report.generator.version}: closed loop, ${report.generator.driver}, Node ${report.generator.node}`,
    "",
    ...workloadLines(report),
    "",
    ...resultLines(report),
    "",
    ...latencyLines(report),
    "",
    ...errorLines(report),
    ...trustLines(report),
  ];
  return `${lines.join("\n")}\n`;
}

function workloadLines(report: Report): string[] {
  const { workload, target } = report;
  const { requests, durationMs, valueSize, ratio, ttlMs } = workload;
  const length = durationMs === null ? `${count(requests ?? 0)} requests` : `${durationMs / 1000} s`;
  const size = valueSize.min === valueSize.max ? `${valueSize.min}` : `${valueSize.min} to ${valueSize.max}`;
  const skew = workload.theta === null ? "" : ` theta ${workload.theta}`;
  const ttl = ttlMs === 0 ? "no TTL" : `TTL ${ttlMs / 1000} s`;
  const aside = workload.lookAside ? ", look-aside" : "";
  return [
    line("target", `${target.host}:${target.port}`),
    line("load", `${length}, ${workload.clients} clients with ${workload.pipeline} in flight, seed ${workload.seed}`),
    line("mix", `sets:gets ${ratio.sets}:${ratio.gets}${aside}`),
    line("keys", `${count(workload.keys)} "${workload.keyPrefix}...", ${workload.distribution}${skew}`),
    line("values", `${size} bytes, ${ttl}`),
    ...phaseLine("prefill", report.prefill),
    ...phaseLine("warm-up", report.warmup),
  ];
}

function phaseLine(label: string, phase: Report["prefill"]): string[] {
  if (phase === null) return [];
  return [line(label, `${count(phase.operations)} operations in ${phase.durationSeconds.toFixed(2)} s, not measured`)];
}

function resultLines(report: Report): string[] {
  const { operations, operationsPerSecond: rate, hits, valueBytes } = report;
  const aside = report.workload.lookAside ? ` (${count(operations.lookAsideSets)} of the sets after a miss)` : "";
  const ratio =
    hits.ratio === null
      ? "none: no gets"
      : `${(hits.ratio * 100).toFixed(2)} % (${count(hits.hits)} of ${count(operations.get)} gets)`;
  const stopped = report.interrupted ? `, stopped early with ${count(operations.unanswered)} unanswered` : "";
  return [
    line("duration", `${report.durationSeconds.toFixed(3)} s${stopped}`),
    line(
      "operations",
      `${count(operations.total)}: get ${count(operations.get)}, set ${count(operations.set)}${aside}`,
    ),
    line("throughput", `${count(rate.total)} ops/s: get ${count(rate.get)}, set ${count(rate.set)}`),
    line(
      "value bytes",
      `${megabytes(valueBytes.readPerSecond)} read, ${megabytes(valueBytes.writtenPerSecond)} written`,
    ),
    line("hit ratio", ratio),
  ];
}

function latencyLines(report: Report): string[] {
  const head = ["min", "mean", "p50", "p90", "p99", "p99.9", "max"].map((name) => name.padStart(NUMBER_WIDTH)).join("");
  const { get, set } = report.latencyMs;
  return [
    `${"latency in ms".padEnd(LABEL_WIDTH)}${head}`,
    ...(get === null ? [] : [latencyLine("  get", get)]),
    ...(set === null ? [] : [latencyLine("  set", set)]),
  ];
}

function latencyLine(label: string, latency: LatencyReport): string {
  const { min, mean, p50, p90, p99, p999, max } = latency;
  const numbers = [min, mean, p50, p90, p99, p999, max].map((ms) => ms.toFixed(3).padStart(NUMBER_WIDTH));
  return label.padEnd(LABEL_WIDTH) + numbers.join("");
}

function errorLines(report: Report): string[] {
  const { total, lostConnections, byMessage } = report.errors;
  const lost = lostConnections === 0 ? "" : `, ${lostConnections} of ${report.workload.clients} connections lost`;
  const lines = [line("errors", total === 0 && lost === "" ? "none" : `${count(total)}${lost}`)];
  for (const { phase, message, count: times } of byMessage) {
    lines.push(`  ${count(times)} x ${phase === "run" ? "" : `${phase}: `}${message}`);
  }
  return lines;
}

function trustLines(report: Report): string[] {
  const { cpuShare, eventLoopDelayP99Ms, generatorBound } = report.generator;
  const load = `CPU ${Math.round(cpuShare * 100)} % of a core, event loop delay p99 ${eventLoopDelayP99Ms.toFixed(1)} ms`;
  const warning = "generator-bound: the generator was saturated, the server may be faster";
  return generatorBound ? [line("generator", load), warning] : [line("generator", load)];
}

function line(label: string, value: string): string {
  return label.padEnd(LABEL_WIDTH) + value;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function megabytes(bytesPerSecond: number): string {
  return `${(bytesPerSecond / 1e6).toFixed(2)} MB/s`;
}
