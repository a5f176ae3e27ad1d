// The sampled curve of a generated workload of five million keys against full simulation: how far apart, how much faster.
import { type Cell, type Report, reportOf } from "segcache-bench-report";
import type { SizeReport } from "../src/report/size-report.ts";
import { reportBy } from "./programs.ts";

const KEYS = 5_000_000;
const REQUESTS = 4_000_000;
const SIZES = "32mb,64mb,128mb,256mb,384mb,512mb";

const GOALS = { points: 1, speedUp: 10 };

export async function runSampling(): Promise<Report> {
  const keys = `--keys ${KEYS} --distribution zipf --ratio 0:1 --look-aside`;
  const options = `${keys} --requests ${REQUESTS} --warmup ${REQUESTS} --sizes ${SIZES} --measure-error`;
  const report = await reportBy<SizeReport>("size", options.split(" "));
  const { error, simulation, curves } = report;
  const speedUp = (error.fullSeconds ?? 0) / simulation.seconds;
  const points = (error.measured ?? Number.NaN) * 100;
  const rows = (curves[0]?.points ?? []).map(({ bytes }, at): readonly Cell[] => [
    `${bytes / 2 ** 20} MiB`,
    ...curves.map((curve) => (curve.points[at]?.hitRatio ?? 0) * 100),
  ]);
  return reportOf("sampling", { options: { size: options } }, [
    {
      title: "Sampled simulation against full simulation",
      columns: [{ title: "memory" }, ...curves.map(({ name }) => ({ title: `hit ratio, ${name}, %`, digits: 2 }))],
      rows,
      notes: [
        `${(simulation.rate * 100).toPrecision(3)} % of the keys in ${simulation.samples} samples: ${simulation.seconds.toFixed(1)} s, in full ${error.fullSeconds?.toFixed(1)} s, ${speedUp.toFixed(1)} times as long (goal: ${GOALS.speedUp}).`,
        `Largest difference of all curves: ${points.toFixed(2)} points (goal: ${GOALS.points}); estimated from the samples: ${((error.estimated ?? 0) * 100).toFixed(2)}.`,
      ],
    },
  ]);
}
