import { describe, expect, test } from "vitest";
import { crewResult, resultOf, sampleReport } from "../../test/fakes/reports.ts";
import { runOptions } from "../../test/fakes/run-options.ts";
import { reportOf } from "./report.ts";
import { textOf } from "./text.ts";

describe("the text report", () => {
  test("shows the figures", () => {
    expect(textOf(sampleReport({ prefill: crewResult() }, "--ttl 10m"))).toBe(
      `segcache-loadgen 1.2.3: closed loop, fake 1.0, Node v24.0.0

target        127.0.0.1:6379
load          200 requests, 4 clients with 1 in flight, seed 1
mix           get:10,set:1
keys          40 "key:...", uniform
values        100 bytes, TTL 10m
prefill       5,000 operations in 2.00 s, not measured

duration      2.000 s
operations    5,000: get 4,000, set 1,000
throughput    2,500 ops/s: get 2,000, set 500
value bytes   0.15 MB/s read, 0.03 MB/s written
hit ratio     75.00 % (3,000 of 4,000 keys read)

latency in ms        min      mean       p50       p90       p99     p99.9       max
  get              1.000     1.000     1.000     1.000     1.000     1.000     1.000
  set              1.000     1.000     1.000     1.000     1.000     1.000     1.000

errors        none
generator     CPU 25 % of a core, event loop delay p99 1.3 ms
`,
    );
  });

  test("says when the generator was the limit", () => {
    const warning = "generator-bound: the generator was saturated, the server may be faster";
    const load = { cpuShare: 0.97, eventLoopDelayP99Ms: 20 };
    expect(textOf(sampleReport({ measured: { ...crewResult({ load }), series: [] } }))).toContain(`\n${warning}\n`);
    expect(textOf(sampleReport())).not.toContain("generator-bound");
  });

  test("lists errors by message and lost connections", () => {
    const phase = crewResult();
    for (let times = 0; times < 1200; times++) phase.measurements.recordError("OOM command not allowed");
    phase.measurements.lostConnections = 2;
    const text = textOf(sampleReport({ prefill: phase, measured: { ...phase, series: [] } }));
    expect(text).toContain("errors        2,400, 2 of 4 connections lost\n");
    expect(text).toContain("\n  1,200 x prefill: OOM command not allowed\n  1,200 x OOM command not allowed\n");
  });

  test("describes the workload", () => {
    const typed = "--distribution zipf --value-size 64-1kb --look-aside --duration 1500ms --scan 0.1:50 --key-size 30";
    const text = textOf(sampleReport({}, `${typed} --tls --verify`));
    expect(text).toContain('40 "key:..." of 30 bytes, zipf theta 0.99, scan 0.1:50\n');
    expect(text).toContain("values        64-1kb bytes, no TTL, verified\n");
    expect(text).toContain("get:10,set:1, look-aside\n");
    expect(text).toContain("load          1.5 s, 4 clients with 1 in flight");
    expect(text).toContain("set 1,000 (0 sets after a miss)\n");
    expect(text).toContain("target        127.0.0.1:6379, TLS\n");
  });

  test("of an open loop tells what was offered, and service times beside latencies", () => {
    const measured = { ...crewResult(), series: [] };
    measured.measurements.dropped = 12;
    measured.measurements.late = 3;
    const text = textOf(sampleReport({ measured }, "--rate 2500 --threads 2 --arrivals poisson"));
    expect(text).toContain("segcache-loadgen 1.2.3: open loop, fake 1.0, 2 threads, Node v24.0.0\n");
    expect(text).toContain("load          200 requests, 2,500 requests/s (poisson) over 4 clients, seed 1\n");
    expect(text).toContain("offered       2,500 requests/s: 12 dropped, 3 sent late\n");
    expect(text).toMatch(/\nservice in ms +min .*\n {2}get +1\.000/);
    expect(text).toContain("sent late by p99 0.00 ms\n");
  });

  test("of a replayed sample tells what part of the recorded load it is", () => {
    const context = {
      startedAt: new Date(0),
      name: "segcache-loadgen",
      version: "1.2.3",
      node: "v24.0.0",
      driver: "x",
    };
    const shown = (recorded: number): string =>
      textOf(reportOf(runOptions("", { trace: "commands.log", speed: 2 }), resultOf({ recorded }), context));
    const sample = "trace         commands.log, one key in 100 of what was recorded, first 200 requests\n";
    expect(shown(0.01)).toContain(sample);
    expect(shown(1)).toContain("trace         commands.log, first 200 requests\n");
  });

  test("says that a run was stopped, and what is missing then", () => {
    const text = textOf(sampleReport({ measured: undefined, interrupted: true }));
    expect(text).toContain("duration      0.000 s, stopped early with 0 unanswered\n");
    expect(text).toContain("hit ratio     none: no gets\n");
    expect(text).not.toContain("  get ");
  });
});
