import { expect, test } from "vitest";
import { parseAnswer } from "./generator.ts";

const REPORT = `====== set key:__rand_int__ xx ======
Latency by percentile distribution:
0.000% <= 0.047 milliseconds (cumulative count 4)
99.805% <= 0.847 milliseconds (cumulative count 19964)
99.902% <= 1.111 milliseconds (cumulative count 19984)
100.000% <= 1.151 milliseconds (cumulative count 20000)

Cumulative distribution of latencies:
30.640% <= 0.103 milliseconds (cumulative count 6128)
100.000% <= 1.207 milliseconds (cumulative count 20000)

Summary:
  throughput summary: 194174.75 requests per second
  latency summary (msec):
          avg       min       p50       p95       p99       max
        0.136     0.040     0.127     0.207     0.279     1.151
`;

test("throughput and percentiles are read from redis-benchmark's report", () => {
  expect(parseAnswer(REPORT)).toEqual({ requestsPerSecond: 194_174.75, p50: 0.127, p99: 0.279, p999: 1.111 });
});

test("what is no report is an error", () => {
  expect(() => parseAnswer("Could not connect to Redis")).toThrow("printed no report: Could not connect");
});
