import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleComparison } from "../../test/fakes/comparison.ts";
import { sampleSaturate, sampleSize } from "../../test/fakes/planning.ts";
import { sampleReport } from "../../test/fakes/reports.ts";
import { Latencies } from "../load/latencies.ts";
import { parsePlanOptions } from "../options/plan-options.ts";
import { plan } from "../plan.ts";
import { planReportOf } from "../report/plan-report.ts";
import { comparePage } from "./compare-page.ts";
import { escaped, jsonInMarkup } from "./markup.ts";
import { type Chart, htmlOf, type Page } from "./page.ts";
import { runPage } from "./run-page.ts";
import { planPage, saturatePage, sizePage } from "./sizing-pages.ts";

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(2)> "'&`;

const PAGE: Page = {
  title: HOSTILE,
  text: HOSTILE,
  tables: [{ title: HOSTILE, columns: [HOSTILE], rows: [[HOSTILE]], sentences: false, chosen: 0 }],
  charts: [
    {
      title: HOSTILE,
      x: { label: HOSTILE, format: "plain", log: false, values: [1, 2] },
      y: { label: HOSTILE, format: "ms", log: true },
      series: [{ label: HOSTILE, values: [1, null] }],
      marks: [{ at: 1, label: HOSTILE }],
    },
  ],
};

/** The page without its own scripts and style. */
function contentOf(html: string): string {
  return html.replace(/<style>.*?<\/style>/gs, "").replace(/<script>.*?<\/script>/gs, "");
}

describe("a page", () => {
  test("lets nothing from outside become markup", () => {
    const content = contentOf(htmlOf(PAGE));
    expect(content).not.toContain("<img");
    expect(content).not.toContain("<script>alert");
    expect(content.match(/<script/g)?.length).toBe(1);
    expect(content).toContain(`<title>${escaped(HOSTILE)}</title>`);
  });

  test("keeps the charts' data as it was", () => {
    const [, json = ""] = /<script type="application\/json">(.*?)<\/script>/s.exec(htmlOf(PAGE)) ?? [];
    expect(JSON.parse(json)).toEqual(PAGE.charts[0]);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const markup = jsonInMarkup(value);
        expect(JSON.parse(markup)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(markup).not.toMatch(/[<>&]/);
      }),
    );
  });

  test("asks for nothing from anywhere, and runs the scripts it brings alone", () => {
    const html = htmlOf(PAGE);
    expect(html).not.toMatch(/<(link|iframe|object|embed)|\ssrc=["']|@import|url\(/);
    const [, policy = ""] = /Content-Security-Policy" content="(.*?)"/.exec(html) ?? [];
    expect(policy).toMatch(
      /^default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src( &#39;sha256-[^ ]+&#39;){2}$/,
    );
    expect(html.match(/<script>/g)?.length).toBe(2);
  });
});

describe("the page of", () => {
  const titles = ({ charts }: { charts: readonly Chart[] }): string[] => charts.map(({ title }) => title);

  test("run shows the seconds and the distribution, and no chart without values", () => {
    const second = {
      operations: 5,
      hits: 0,
      misses: 0,
      hitRatio: null,
      errors: 0,
      dropped: 0,
      late: 0,
      p50: 1,
      p99: 2,
      max: 3,
    };
    const series = [0, 1].map((at) => ({ second: at, ...second }));
    const responses = new Latencies();
    for (let us = 1; us <= 1000; us++) responses.record(us);
    const page = runPage({ ...sampleReport(), series }, responses);
    expect(titles(page)).toEqual(["Throughput over time", "Latency over time", "Latency distribution"]);
    const { x, series: lines } = page.charts[2] ?? { x: { values: [] }, series: [] };
    expect(x.values.at(-1)).toBe(3);
    expect([lines[0]?.values[0], lines[0]?.values[20], lines[0]?.values.at(-1)]).toEqual([0.001, 0.9, 0.999]);
    expect(titles(runPage(sampleReport(), new Latencies()))).toEqual([]);
  });

  test("compare shows the ratios, the rounds and both distributions as far as they go", () => {
    const { report, latencies } = sampleComparison(3);
    const { charts, tables, title } = comparePage(report, latencies);
    expect(title).toBe("compare: 127.0.0.1:6379 and 127.0.0.1:6380");
    expect(charts.map((chart) => chart.title)).toEqual(["Throughput by round", "Latency distribution"]);
    const [a, b] = ["A: 127.0.0.1:6379", "B: 127.0.0.1:6380"];
    expect(charts[0]?.x.values).toEqual([1, 2, 3]);
    expect(charts[0]?.series).toEqual([
      { label: a, values: [10_000, 11_000, 12_000] },
      { label: b, values: [5000, 5500, 6000] },
    ]);
    const [first, second] = charts[1]?.series ?? [];
    expect(charts[1]?.x.values.at(-1)).toBe(3);
    expect([first?.label, first?.values[20], first?.values.at(-1)]).toEqual([a, 0.9, 0.999]);
    // A hundred latencies tell the 99th percentile, and nothing beyond.
    expect([second?.label, second?.values[20], second?.values[40], second?.values[41]]).toEqual([b, 0.18, 0.198, null]);
    expect(tables[0]?.rows[0]).toEqual([
      "ops/s",
      "11,000 (10,000 to 12,000)",
      "5,500 (5,000 to 6,000)",
      "0.500 (0.500 to 0.500)",
    ]);
    expect(tables[0]?.rows.map(([figure]) => figure)).toEqual(["ops/s", "p50 ms", "p99 ms", "p99.9 ms", "hit ratio"]);
  });

  test("compare that was stopped in its first round shows the report alone", () => {
    const { report, latencies } = sampleComparison(0);
    const page = comparePage(report, latencies);
    expect([page.charts, page.tables]).toEqual([[], []]);
    expect(htmlOf(page)).toContain("no round came to its end");
  });

  test("size, saturate and plan show their curves, the knee and the plan's table", () => {
    const [size, saturate] = [sampleSize(), sampleSaturate()];
    const options = parsePlanOptions("--size s --saturate k --peak-rate 100000 --hits 0.9".split(" "));
    const context = { startedAt: new Date(0), name: "segcache-loadgen", version: "1.2.3", node: "v24.0.0" };
    const report = planReportOf(plan(options, { size, saturate }), context);
    expect(titles(sizePage(size))).toEqual(["Hit ratio against memory"]);
    expect(saturatePage(saturate).charts[0]?.marks).toEqual([{ at: 52_000, label: "knee" }]);
    expect(saturatePage(sampleSaturate({ knee: null })).charts[0]?.marks).toEqual([]);
    const page = planPage(report, size, saturate);
    expect(titles(page)).toEqual(["Hit ratio against memory", "Latency against rate"]);
    expect(titles(planPage(report, size, undefined))).toEqual(["Hit ratio against memory"]);
    const [table] = page.tables;
    expect(table?.rows[table.chosen]?.slice(0, 3)).toEqual(["4 GiB", "90.00 %", "4"]);
    // Rates in order, each once.
    const rates = page.charts[1]?.x.values ?? [];
    expect(rates).toEqual([...new Set(rates)].toSorted((a, b) => a - b));
  });
});
