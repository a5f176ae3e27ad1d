// The script that draws the charts in the browser: plain JavaScript, put into the page as it stands. It finds each chart's
// description (the `Chart` of page.ts) as JSON in the chart's element and hands it to uPlot.

export const CHART_SCRIPT: string = `
"use strict";
const COLOURS = ["#1f6feb", "#d1652b", "#2a9d5c", "#8a4fd3", "#b8272c", "#0f8b8d", "#8d6e0f", "#555"];

function trimmed(number) {
  return String(Number(number.toPrecision(3)));
}

const FORMATS = {
  plain: (value) => value.toLocaleString("en-US", { maximumFractionDigits: 3 }),
  counts: (value) => value.toLocaleString("en-US"),
  seconds: (value) => trimmed(value) + " s",
  ms: (value) => trimmed(value) + " ms",
  percent: (value) => trimmed(value * 100) + " %",
  nines: (value) => Number((100 - 100 / 10 ** value).toPrecision(Math.ceil(value) + 2)) + " %",
  bytes: (value) => {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return trimmed(value) + " " + units[unit];
  },
};

// uPlot leaves labels out on logarithmic axes by giving null.
function labels(format) {
  return (plot, splits) => splits.map((value) => (value === null ? "" : FORMATS[format](value)));
}

function shown(format) {
  return (plot, value) => (value === null || value === undefined ? "-" : FORMATS[format](value));
}

function axis(description, size) {
  const settings = { label: description.label, values: labels(description.format), size };
  // Of bytes powers of two read better than powers of ten; the filter keeps uPlot from leaving any out.
  if (description.format === "bytes" && description.log) {
    settings.splits = powersOfTwo;
    settings.filter = (plot, splits) => splits;
  }
  // 90 %, 99 %, 99.9 % and so on, and nothing odd between them.
  if (description.format === "nines") settings.incrs = [1];
  if (description.format === "counts") settings.incrs = [1, 2, 5, 10, 20, 50];
  return settings;
}

function powersOfTwo(plot, index, min, max) {
  const splits = [];
  for (let value = 2 ** Math.ceil(Math.log2(min)); value <= max; value *= 2) splits.push(value);
  return splits;
}

// Lines across the plot with a word at the top.
function drawMarks(marks) {
  return (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = "#888";
    ctx.fillStyle = "#444";
    ctx.font = 12 * devicePixelRatio + "px system-ui, sans-serif";
    ctx.setLineDash([4, 4]);
    for (const mark of marks) {
      const x = plot.valToPos(mark.at, "x", true);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.textAlign = x > bbox.left + bbox.width * 0.8 ? "right" : "left";
      ctx.fillText(mark.label, x + (ctx.textAlign === "right" ? -6 : 6), bbox.top + 14 * devicePixelRatio);
    }
    ctx.restore();
  };
}

function scale(description, range) {
  const settings = { time: false };
  if (description.log) Object.assign(settings, { distr: 3, log: description.format === "bytes" ? 2 : 10 });
  if (range !== undefined) settings.range = range;
  return settings;
}

function draw(element) {
  const chart = JSON.parse(element.firstElementChild.textContent);
  const few = chart.x.values.length <= 60;
  const lines = chart.series.map((series, at) => ({
    label: series.label,
    stroke: COLOURS[at % COLOURS.length],
    width: 2,
    points: { show: few },
    value: shown(chart.y.format),
  }));
  // From zero, so that a small difference does not look like a large one.
  const fromZero = chart.y.log ? undefined : (plot, min, max) => [0, max > 0 ? max * 1.08 : 1];
  const options = {
    width: element.clientWidth,
    height: 300,
    scales: { x: scale(chart.x, (plot, min, max) => [min, max]), y: scale(chart.y, chart.y.format === "percent" ? undefined : fromZero) },
    series: [{ label: chart.x.label, value: shown(chart.x.format) }, ...lines],
    axes: [axis(chart.x, 50), axis(chart.y, 80)],
    hooks: { draw: [drawMarks(chart.marks)] },
  };
  const data = [chart.x.values, ...chart.series.map((series) => series.values)];
  const plot = new uPlot(options, data, element);
  addEventListener("resize", () => plot.setSize({ width: element.clientWidth, height: 300 }));
}

for (const element of document.querySelectorAll(".chart")) draw(element);
document.body.dataset.drawn = "yes";
`;
