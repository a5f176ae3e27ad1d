import { expect, test } from "vitest";
import { Harness } from "../test/support/harness.ts";
import { percentileMicros } from "./command-stats.ts";

/** Percentiles of GET after calls that took so many microseconds. */
function percentiles(...micros: readonly number[]): string[] {
  const { commandStats, commands } = new Harness().state;
  const command = commands.findByFullName(Buffer.from("get"))!;
  for (const time of micros) commandStats.record([command.number], 1, time);
  return [50, 99, 100].map((percent) => percentileMicros(commandStats, command, percent));
}

test("a percentile is the end of the class that so many calls have reached", () => {
  expect(percentiles(1)).toEqual(["1.024", "1.024", "1.024"]);
  expect(percentiles(1, 1, 100, 5000)).toEqual(["1.024", "8388.608", "8388.608"]);
  expect(percentiles(...Array.from({ length: 99 }, () => 3), 1e6)).toEqual(["4.096", "4.096", "1073741.824"]);
});

test("the end of a class belongs to it, whatever the class", () => {
  for (let index = 0; index < 23; index++) {
    const end = 1.024 * 2 ** index;
    expect(percentiles(end * 0.9999)[0]).toBe(end.toFixed(3));
    expect(percentiles(end * 1.001)[0]).toBe((2 * end).toFixed(3));
  }
  expect(percentiles(0)[0]).toBe("1.024");
});

test("what took longer than the last class begins is in the last class", () => {
  expect(percentiles(1e12)[0]).toBe((1.024 * 2 ** 23).toFixed(3));
});
