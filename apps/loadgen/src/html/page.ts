// A report as one HTML file: text, tables and charts, with everything they need inside, so that it opens anywhere, from a
// disk, without network. Its content policy allows the two scripts that are in it by their hashes, and nothing else.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { CHART_SCRIPT } from "./chart-script.ts";
import { escaped, jsonInMarkup } from "./markup.ts";

/** How the numbers of an axis are shown. "counts" are whole, "nines" are -log10(1 - share): 1 is 90 %, 2 is 99 %. */
export type AxisFormat = "plain" | "counts" | "seconds" | "bytes" | "percent" | "ms" | "nines";

export interface ChartSeries {
  readonly label: string;
  /** One for each x; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly title: string;
  readonly x: {
    readonly label: string;
    readonly format: AxisFormat;
    readonly log: boolean;
    readonly values: readonly number[];
  };
  readonly y: { readonly label: string; readonly format: AxisFormat; readonly log: boolean };
  readonly series: readonly ChartSeries[];
  /** Places on the x axis to point out. */
  readonly marks: readonly { readonly at: number; readonly label: string }[];
}

export interface PageTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether the cells behind the first one are sentences, not figures. */
  readonly sentences: boolean;
  /** Index of the row to point out, or -1. */
  readonly chosen: number;
}

export interface Page {
  readonly title: string;
  /** The report as the terminal shows it. */
  readonly text: string;
  readonly charts: readonly Chart[];
  readonly tables: readonly PageTable[];
}

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 960px; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
pre { background: #f5f5f5; padding: 1rem; overflow-x: auto; font-size: 13px; line-height: 1.4 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { text-align: right; vertical-align: top; padding: .25rem .75rem; border-bottom: 1px solid #ddd } th:first-child, td:first-child { text-align: left }
.sentences td, .sentences th { text-align: left }
tr.chosen { background: #e8f1fd; font-weight: 600 }
.chart { min-height: 340px }
`;

export function htmlOf(page: Page): string {
  const uplot = readUplot();
  const scripts = [uplot.script, CHART_SCRIPT];
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${scripts.map(sourceHash).join(" ")}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.title)}</title>
<style>${uplot.style}${STYLE}</style>
</head>
<body>
<h1>${escaped(page.title)}</h1>
${page.tables.map(tableMarkup).join("\n")}
${page.charts.map(chartMarkup).join("\n")}
<h2>Report</h2>
<pre>${escaped(page.text)}</pre>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

function tableMarkup({ title, columns, rows, sentences, chosen }: PageTable): string {
  const cells = (tag: string, texts: readonly string[]): string =>
    texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join("");
  const lines = rows.map((row, at) => `<tr${at === chosen ? ' class="chosen"' : ""}>${cells("td", row)}</tr>`);
  return `<h2>${escaped(title)}</h2>
<table${sentences ? ' class="sentences"' : ""}><thead><tr>${cells("th", columns)}</tr></thead><tbody>${lines.join("\n")}</tbody></table>`;
}

function chartMarkup(chart: Chart): string {
  return `<h2>${escaped(chart.title)}</h2>
<div class="chart"><script type="application/json">${jsonInMarkup(chart)}</script></div>`;
}

/** uPlot as it is published, without anything that could end the element it stands in. */
function readUplot(): { script: string; style: string } {
  const { resolve } = createRequire(import.meta.url);
  const script = readFileSync(resolve("uplot/dist/uPlot.iife.min.js"), "utf8");
  const style = readFileSync(resolve("uplot/dist/uPlot.min.css"), "utf8");
  if (/<\/(script|style)/i.test(script + style))
    throw new Error("uPlot contains an end tag and cannot be put into a page");
  return { script, style };
}

function sourceHash(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
