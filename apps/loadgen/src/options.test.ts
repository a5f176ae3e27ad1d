import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OptionError } from "./option-values.ts";
import { flagOf, parseRunOptions, RUN_OPTIONS } from "./options.ts";

function mistakeOf(...args: string[]): string {
  try {
    parseRunOptions(args);
  } catch (error) {
    if (error instanceof OptionError) return error.message;
    throw error;
  }
  return "";
}

describe("options", () => {
  test("have the documented defaults", () => {
    expect(parseRunOptions([])).toEqual({
      host: "127.0.0.1",
      port: 6379,
      clients: 20,
      pipeline: 1,
      requests: 100_000,
      duration: undefined,
      keys: 10_000,
      keyPrefix: "key:",
      valueSize: { min: 100, max: 100 },
      ratio: { sets: 1, gets: 10 },
      ttl: 0,
      distribution: "uniform",
      theta: 0.99,
      seed: 1,
      warmup: undefined,
      prefill: false,
      lookAside: false,
      timeout: 10_000,
      json: undefined,
    });
  });

  test("are read from --name value and --name=value", () => {
    const typed = "--host cache.example --port=7000 --clients 5 --pipeline 4 --duration 1.5s --keys 100000000";
    const more = "--key-prefix=user: --value-size 64-1kb --ratio 1:0 --ttl 10m --distribution zipf --theta 1";
    const last = "--seed 77 --warmup 2s --prefill --timeout 500ms --json out.json";
    expect(parseRunOptions(`${typed} ${more} ${last}`.split(" "))).toEqual({
      host: "cache.example",
      port: 7000,
      clients: 5,
      pipeline: 4,
      requests: undefined,
      duration: 1500,
      keys: 100_000_000,
      keyPrefix: "user:",
      valueSize: { min: 64, max: 1024 },
      ratio: { sets: 1, gets: 0 },
      ttl: 600_000,
      distribution: "zipf",
      theta: 1,
      seed: 77,
      warmup: { durationMs: 2000 },
      prefill: true,
      lookAside: false,
      timeout: 500,
      json: "out.json",
    });
    expect(parseRunOptions(["--look-aside", "--key-prefix="])).toMatchObject({ lookAside: true, keyPrefix: "" });
  });

  test("every default goes through its own parser", () => {
    for (const spec of Object.values(RUN_OPTIONS)) {
      const { default: typed, parse } = spec;
      if (typed !== undefined) expect(() => parse(typed)).not.toThrow();
    }
  });

  test("names become flags", () => {
    expect([flagOf("host"), flagOf("keyPrefix"), flagOf("lookAside")]).toEqual([
      "--host",
      "--key-prefix",
      "--look-aside",
    ]);
  });
});

describe("mistakes", () => {
  test.each([
    [["--clinets", "3"], "unknown option --clinets: see segcache-loadgen run --help"],
    [["--client", "3"], "unknown option --client: did you mean --clients?"],
    [["--prot", "3"], "unknown option --prot: see segcache-loadgen run --help"],
    [["--porrt", "3"], "unknown option --porrt: did you mean --port?"],
    [["-p", "3"], "unknown option -p: see segcache-loadgen run --help"],
    [["7000"], 'unexpected argument "7000": options are given as --name value'],
    [["--", "x"], 'unexpected "--": options are given as --name value'],
    [["--port"], "--port needs a value: --port N"],
    [["--port", "--clients", "3"], "--port needs a value: --port N"],
    [["--prefill=yes"], '--prefill takes no value, got "yes"'],
    [["--host="], "--host must not be empty"],
    [["--port", "0"], '--port must be a whole number from 1 to 65535, got "0"'],
    [["--keys", "4294967296"], '--keys must be a whole number from 1 to 4294967295, got "4294967296"'],
    [["--ratio", "0:0"], '--ratio must be sets:gets such as 1:10, 0:1 (gets only) or 1:0 (sets only); got "0:0"'],
    [["--distribution", "pareto"], '--distribution must be uniform or zipf, got "pareto"'],
    [["--requests", "5", "--duration", "3s"], "--requests and --duration exclude each other: give one of them"],
    [["--theta", "1"], "--theta needs --distribution zipf"],
    [["--look-aside", "--ratio", "1:0"], "--look-aside needs gets, and --ratio has none"],
  ])("%j", (args, message) => {
    expect(mistakeOf(...args)).toBe(message);
  });

  test("whatever is typed gives options or one line", () => {
    const flag = fc.constantFrom(...Object.keys(RUN_OPTIONS).map(flagOf), "--x", "-", "--no-prefill");
    fc.assert(
      fc.property(fc.array(fc.oneof(flag, fc.string(), fc.nat().map(String)), { maxLength: 6 }), (args) => {
        const message = mistakeOf(...args.map((arg) => arg.replaceAll(/[\r\n]/g, " ")));
        expect(message).not.toContain("\n");
      }),
    );
  });
});
