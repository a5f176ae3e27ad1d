import { describe, expect, it } from "vitest";
import { firstSegmentOf } from "./arena/arena.ts";
import { type EngineOptions, resolveConfig } from "./config.ts";
import { ConfigError } from "./errors.ts";
import { POLICY_NAMES } from "./eviction/policy-names.ts";

const MIB = 2 ** 20;

/** The one-line message with which options are refused. */
function refusal(options: unknown): string {
  try {
    resolveConfig(options as EngineOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toBeInstanceOf(RangeError);
    const { message, option, code, name } = error as ConfigError;
    expect([code, name, message.includes("\n")]).toEqual(["INVALID_CONFIG", "ConfigError", false]);
    expect(message.startsWith(`${option} must be `)).toBe(true);
    return message;
  }
  return "accepted";
}

describe("options", () => {
  it("need only a size, and get the documented defaults", () => {
    const { limits, now, seed } = resolveConfig({ maxMemory: 256 * MIB });
    expect(limits.maxMemory).toBe(256 * MIB);
    expect(limits.policy).toBe("s3fifo");
    expect(limits.segmentSize).toBe(256 * 1024);
    expect(limits.shardCount).toBe(1);
    expect(limits.keyBytesMax).toBe(65_535);
    expect(limits.valueBytesMax).toBe(32 * MIB);
    expect(limits.segmentCount).toBeLessThanOrEqual(1024);
    expect(limits.segmentCount).toBeGreaterThan(1000);
    expect(Object.isFrozen(limits)).toBe(true);
    expect(Math.abs(now() - Date.now())).toBeLessThan(60_000);
    expect(Number.isSafeInteger(seed)).toBe(true);
  });

  it.each([
    ["128kb", 4096],
    ["1mb", 4096],
    ["4mb", 4096],
    ["8mb", 8192],
    [12 * MIB, 8192],
    ["16mb", 16_384],
    ["63mb", 2 ** 15],
    ["64mb", 2 ** 17],
    ["255mb", 2 ** 17],
    ["256mb", 2 ** 18],
    ["1gb", 2 ** 18],
  ])("of %s make segments of %i bytes", (maxMemory, segmentSize) => {
    expect(resolveConfig({ maxMemory }).limits.segmentSize).toBe(segmentSize);
  });

  it.each([
    ["1048576", MIB],
    ["1048576b", MIB],
    ["1024kb", MIB],
    ["1024 KB", MIB],
    [" 1mb ", MIB],
    ["1Mb", MIB],
    ["2gb", 2 ** 31],
    [MIB + 1, MIB + 1],
  ])("take %j for a size", (maxMemory, bytes) => {
    expect(resolveConfig({ maxMemory }).limits.maxMemory).toBe(bytes);
  });

  it.each([
    [0, "maxMemory must be a positive whole number of bytes, got 0"],
    [-1, "maxMemory must be a positive whole number of bytes, got -1"],
    [1.5, "maxMemory must be a positive whole number of bytes, got 1.5"],
    [Number.NaN, "maxMemory must be a positive whole number of bytes, got NaN"],
    [Infinity, "maxMemory must be a positive whole number of bytes, got Infinity"],
    [2 ** 53, "maxMemory must be a positive whole number of bytes, got 9007199254740992"],
    [2 ** 40 + 1, "maxMemory must be at most 1099511627776 bytes, got 1099511627777"],
    ["", 'maxMemory must be a size such as 268435456 or "256mb", got ""'],
    ["0mb", 'maxMemory must be a size such as 268435456 or "256mb", got "0mb"'],
    ["1.5gb", 'maxMemory must be a size such as 268435456 or "256mb", got "1.5gb"'],
    ["-1mb", 'maxMemory must be a size such as 268435456 or "256mb", got "-1mb"'],
    ["12tb", 'maxMemory must be a size such as 268435456 or "256mb", got "12tb"'],
    ["1e9", 'maxMemory must be a size such as 268435456 or "256mb", got "1e9"'],
    ["a\nb", 'maxMemory must be a size such as 268435456 or "256mb", got "a\\nb"'],
    ["999999999999999gb", 'maxMemory must be a size such as 268435456 or "256mb", got "999999999999999gb"'],
    [undefined, 'maxMemory must be a size such as 268435456 or "256mb", got undefined'],
    [null, 'maxMemory must be a size such as 268435456 or "256mb", got null'],
  ])("refuse %j for maxMemory", (maxMemory, message) => {
    expect(refusal({ maxMemory })).toBe(message);
  });

  it.each([
    [5000, "segmentSize must be a power of two, got 5000"],
    ["3kb", "segmentSize must be a power of two, got 3072"],
    [512, "segmentSize must be 1024 to 8388608 bytes, got 512"],
    ["16mb", "segmentSize must be 1024 to 8388608 bytes, got 16777216"],
    [0, "segmentSize must be a positive whole number of bytes, got 0"],
    ["big", 'segmentSize must be a size such as 268435456 or "256mb", got "big"'],
  ])("refuse %j for segmentSize", (segmentSize, message) => {
    expect(refusal({ maxMemory: "1gb", segmentSize })).toBe(message);
  });

  it.each([1024, "8kb", 2 ** 23])("take %j for segmentSize", (segmentSize) => {
    const { limits, shape } = resolveConfig({ maxMemory: "1gb", segmentSize });
    expect(limits.segmentSize).toBe(segmentSize === "8kb" ? 8192 : segmentSize);
    expect(shape.pages * shape.segmentBytes).toBeLessThanOrEqual(limits.maxMemory);
  });

  it.each([1024, 4096, 65_536, 2 ** 20])(
    "tell the least memory for segments of %i bytes, and that is enough",
    (segmentSize) => {
      const message = refusal({ maxMemory: 1000, segmentSize });
      const least = Number(/at least (\d+) bytes/.exec(message)?.[1]);
      expect(message).toBe(`maxMemory must be at least ${least} bytes with segments of ${segmentSize} bytes, got 1000`);
      expect(resolveConfig({ maxMemory: least, segmentSize }).limits.segmentCount).toBe(8);
      expect(refusal({ maxMemory: least - 1, segmentSize })).toContain(`must be at least ${least} bytes`);
    },
  );

  it("tell the least memory with default segments, and that is enough", () => {
    const least = Number(/at least (\d+) bytes/.exec(refusal({ maxMemory: 1 }))?.[1]);
    expect(refusal({ maxMemory: least })).toBe("accepted");
  });

  it("refuse an unknown policy and list the known ones", () => {
    expect(refusal({ maxMemory: "1mb", policy: "lru" })).toBe(
      `policy must be one of ${POLICY_NAMES.join(", ")}, got lru`,
    );
    expect(refusal({ maxMemory: "1mb", policy: 3 })).toContain("got 3");
  });

  it.each([1.5, Number.NaN, Infinity, "7", null])("refuse %j for the seed unless null, which is none given", (seed) => {
    const message = seed === null ? "accepted" : `seed must be a whole number, got ${String(seed)}`;
    expect(refusal({ maxMemory: "1mb", seed })).toBe(message);
  });

  it("refuse a clock that is not a function", () => {
    expect(refusal({ maxMemory: "1mb", now: 5 })).toBe(
      "now must be a function that returns Unix milliseconds, got number",
    );
  });

  it("differ in their seed from one cache to the next unless it is given", () => {
    const seeds = new Set(Array.from({ length: 20 }, () => resolveConfig({ maxMemory: "1mb" }).seed));
    expect(seeds.size).toBeGreaterThan(15);
    expect(resolveConfig({ maxMemory: "1mb", seed: -5 }).seed).toBe(-5);
  });

  it("above what one arena can be are split into shards, a power of two of them", () => {
    for (const [maxMemory, shards] of [
      ["2gb", 1],
      [2 ** 31 + 1, 2],
      ["4gb", 2],
      ["5gb", 4],
      ["1024gb", 512],
    ] as const) {
      const { limits, shape } = resolveConfig({ maxMemory });
      expect(limits.shardCount).toBe(shards);
      expect(shape.pages * shape.segmentBytes).toBeLessThanOrEqual(limits.maxMemory / shards);
      expect(limits.segmentCount).toBe(shards * (shape.pages - firstSegmentOf(shape)));
    }
  });
});
