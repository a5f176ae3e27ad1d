import { describe, expect, test } from "vitest";
import { IDLE, measuredPhase, sampleReport } from "../../test/fakes/reports.ts";
import { textOf } from "./text.ts";

describe("the text report", () => {
  test("shows the figures", () => {
    expect(textOf(sampleReport({ prefill: measuredPhase() }, { ttl: 600_000 }))).toBe(
      `segcache-loadgen 1.2.3: closed loop, fake 1.0, Node v24.0.0

target        127.0.0.1:6379
load          200 requests, 4 clients with 1 in flight, seed 1
mix           sets:gets 1:10
keys          40 "key:...", uniform
values        100 bytes, TTL 600 s
prefill       5,000 operations in 2.00 s, not measured

duration      2.000 s
operations    5,000: get 4,000, set 1,000
throughput    2,500 ops/s: get 2,000, set 500
value bytes   0.15 MB/s read, 0.03 MB/s written
hit ratio     75.00 % (3,000 of 4,000 gets)

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
    const load = { cpuShare: 0.97, eventLoopDelayP99Ms: 20, generatorBound: true };
    expect(textOf(sampleReport({ measured: { ...measuredPhase(), load } }))).toContain(`\n${warning}\n`);
    expect(textOf(sampleReport())).not.toContain("generator-bound");
  });

  test("lists errors by message and lost connections", () => {
    const phase = measuredPhase();
    for (let times = 0; times < 1200; times++) phase.measurements.recordError("OOM command not allowed");
    phase.measurements.lostConnections = 2;
    const text = textOf(sampleReport({ prefill: phase, measured: { ...phase, load: IDLE } }));
    expect(text).toContain("errors        2,400, 2 of 4 connections lost\n");
    expect(text).toContain("\n  1,200 x prefill: OOM command not allowed\n  1,200 x OOM command not allowed\n");
  });

  test("describes skew, size ranges, look-aside and time", () => {
    const options = {
      distribution: "zipf",
      valueSize: { min: 64, max: 1024 },
      lookAside: true,
      duration: 1500,
    } as const;
    const text = textOf(sampleReport({}, { ...options, requests: undefined }));
    expect(text).toContain('40 "key:...", zipf theta 0.99\n');
    expect(text).toContain("64 to 1024 bytes, no TTL\n");
    expect(text).toContain("sets:gets 1:10, look-aside\n");
    expect(text).toContain("load          1.5 s, 4 clients");
    expect(text).toContain("set 1,000 (0 of the sets after a miss)\n");
  });

  test("says that a run was stopped, and what is missing then", () => {
    const text = textOf(sampleReport({ measured: undefined, interrupted: true }));
    expect(text).toContain("duration      0.000 s, stopped early with 0 unanswered\n");
    expect(text).toContain("hit ratio     none: no gets\n");
    expect(text).not.toContain("  get ");
  });
});
