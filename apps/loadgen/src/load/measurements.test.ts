import { describe, expect, test } from "vitest";
import { Measurements } from "./measurements.ts";

describe("Measurements", () => {
  test("keep response and service apart, kind by kind", () => {
    const measurements = new Measurements();
    measurements.recordReply("get", 500, 100);
    measurements.recordReply("mget", 20, 20);
    expect(measurements.operations).toBe(2);
    expect([measurements.response.get.maxUs, measurements.service.get.maxUs]).toEqual([500, 100]);
    expect([measurements.allResponses().count, measurements.allServices().maxUs]).toEqual([2, 100]);
    expect(measurements.response.set.count).toBe(0);
  });

  test("hand out each interval once", () => {
    const measurements = new Measurements();
    measurements.recordReply("get", 5, 5);
    expect(measurements.takeInterval().count).toBe(1);
    expect(measurements.takeInterval().count).toBe(0);
    expect(measurements.operations).toBe(1);
  });

  test("count errors by message, outside the operations", () => {
    const measurements = new Measurements();
    for (const message of ["a", "b", "a"]) measurements.recordError(message);
    expect(measurements.operations).toBe(0);
    expect([...measurements.errorsByMessage]).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  test("keep a bounded number of messages, and every error in the sum", () => {
    const measurements = new Measurements();
    for (let index = 0; index < 1000; index++) measurements.recordError(`error ${index}`);
    measurements.recordError("error 0");
    expect(measurements.errorsByMessage.size).toBe(21);
    expect(measurements.errorsByMessage.get("error 0")).toBe(2);
    const sum = [...measurements.errorsByMessage.values()].reduce((total, count) => total + count, 0);
    expect([sum, measurements.errors]).toEqual([1001, 1001]);
  });

  test("of threads add up, after a journey through messages", () => {
    const one = new Measurements();
    one.recordReply("get", 10, 10);
    one.recordError("a");
    one.hits = 3;
    one.dropped = 2;
    one.sendDelay.record(4);
    const sum = new Measurements();
    sum.recordError("b");
    sum.add(Measurements.from(structuredClone(one.toPlain())));
    sum.add(one);
    expect(sum).toMatchObject({ operations: 2, hits: 6, dropped: 4, errors: 3 });
    expect(sum.errorsByMessage).toEqual(
      new Map([
        ["b", 1],
        ["a", 2],
      ]),
    );
    expect([sum.sendDelay.count, sum.service.get.count]).toEqual([2, 2]);
  });
});
