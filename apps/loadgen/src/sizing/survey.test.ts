import { expect, test } from "vitest";
import { parseSizeOptions } from "../options/size-options.ts";
import { Workload } from "../workload/workload.ts";
import { workloadSource } from "./sources.ts";
import { Survey } from "./survey.ts";

async function surveyOf(typed: string, requests: number): Promise<Survey> {
  const { spec } = parseSizeOptions(typed.split(" ")).workload;
  const survey = new Survey();
  for await (const _ of workloadSource({ spec, prefill: false, requests, rate: 1000 })(survey));
  return survey;
}

test("counts requests, reads and writes, and few keys exactly", async () => {
  const typed = "--keys 500 --mix get:2,set:1,mget:1 --mget-keys 5 --value-size 84";
  const survey = await surveyOf(typed, 4000);
  const source = new Workload(parseSizeOptions(typed.split(" ")).workload.spec, 1).measuredSource(0, 4000);
  const drawn = { get: 0, set: 0, mget: 0 };
  while (source.next()) drawn[source.kind as keyof typeof drawn]++;
  expect([survey.requests, survey.writes]).toEqual([4000, drawn.set]);
  expect(survey.reads).toBe(drawn.get + drawn.mget * 5);
  const { keys, payloadBytes, footprintBytes } = survey.extent(1);
  expect([keys, payloadBytes]).toEqual([500, 500 * 100]);
  expect(footprintBytes).toBeCloseTo(500 * (100 + 91.9 + (0.1 * 20) / 144), 0);
});

test("estimates many keys from some of them", async () => {
  const { keys, payloadBytes } = (await surveyOf("--keys 400000 --distribution sequential", 400_000)).extent(1);
  expect(Math.abs(keys / 400_000 - 1)).toBeLessThan(0.02);
  expect(payloadBytes / keys).toBeCloseTo(116);
});

test("of a sampled log tells what the log stands for", async () => {
  const { keys, payloadBytes } = (await surveyOf("--keys 500", 10_000)).extent(0.01);
  expect([Math.round(keys), Math.round(payloadBytes)]).toEqual([50_000, 50_000 * 116]);
});
