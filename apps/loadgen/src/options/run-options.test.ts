import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flagOf } from "./option-table.ts";
import { OptionError } from "./option-values.ts";
import { parseRunOptions, RUN_OPTIONS } from "./run-options.ts";

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
    const { workload, target, ...rest } = parseRunOptions([]);
    expect(rest).toEqual({
      driver: "ioredis",
      threads: 1,
      clients: 20,
      pipeline: 1,
      requests: 100_000,
      duration: undefined,
      rate: undefined,
      arrivals: "constant",
      inFlightMax: 1000,
      trace: undefined,
      speed: 1,
      keepTtl: false,
      warmup: undefined,
      prefill: false,
      verify: false,
      timeout: 10_000,
      json: undefined,
      csv: undefined,
      hgrm: undefined,
      printWorkload: false,
    });
    expect(target).toEqual({
      host: "127.0.0.1",
      port: 6379,
      socket: undefined,
      tls: undefined,
      user: undefined,
      password: undefined,
      cluster: false,
      timeoutMs: 10_000,
    });
    expect(workload.spec).toMatchObject({ keyPrefix: "key:", keySize: undefined, lookAside: false, seed: 1 });
    expect(workload.spec.popularity).toMatchObject({ keys: 10_000, distribution: "uniform" });
  });

  test("are read from --name value and --name=value", () => {
    const typed = "--host cache.example --port=7000 --clients 5 --pipeline 4 --duration 1.5s --keys 100000000";
    const more = "--key-prefix=user: --value-size 64-1kb --ratio 1:0 --ttl 10m --distribution zipf --theta 1";
    const last = "--seed 77 --warmup 2s --prefill --timeout 500ms --json out.json --driver raw --threads 2";
    const { target, workload, ...rest } = parseRunOptions(`${typed} ${more} ${last}`.split(" "));
    expect(rest).toMatchObject({ clients: 5, pipeline: 4, requests: undefined, duration: 1500, timeout: 500 });
    expect(rest).toMatchObject({ prefill: true, json: "out.json", driver: "raw", threads: 2 });
    expect(rest.warmup).toEqual({ durationMs: 2000 });
    expect(target).toMatchObject({ host: "cache.example", port: 7000, timeoutMs: 500 });
    expect(workload.spec).toMatchObject({ keyPrefix: "user:", mix: { set: 1, get: 0 }, seed: 77 });
    expect(workload.spec.popularity).toMatchObject({ keys: 100_000_000, distribution: "zipf", theta: 1 });
    const prefix = parseRunOptions(["--look-aside", "--key-prefix="]).workload.spec;
    expect(prefix).toMatchObject({ lookAside: true, keyPrefix: "" });
  });

  test("TLS, users and passwords say how to get in, the environment may hold the password", () => {
    expect(parseRunOptions(["--tls"]).target.tls).toEqual({ ca: undefined, insecure: false });
    expect(parseRunOptions(["--tls-insecure"]).target.tls).toEqual({ ca: undefined, insecure: true });
    expect(parseRunOptions([], { REDISCLI_AUTH: "secret" }).target.password).toBe("secret");
    const typed = ["--user", "u", "--password", "p", "--socket", "/run/x.sock"];
    expect(parseRunOptions(typed, { REDISCLI_AUTH: "secret" }).target).toMatchObject({
      user: "u",
      password: "p",
      socket: "/run/x.sock",
    });
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
    [
      ["--distribution", "pareto"],
      '--distribution must be uniform or zipf or sequential or hotspot or latest, got "pareto"',
    ],
    [["--requests", "5", "--duration", "3s"], "--requests and --duration exclude each other: give one of them"],
    [["--theta", "1"], "--theta needs --distribution zipf or latest"],
    [["--hotspot", "0.1:0.9"], "--hotspot needs --distribution hotspot"],
    [["--look-aside", "--ratio", "1:0"], "--look-aside needs gets, and the mix has none"],
    [["--ratio", "1:0", "--mix", "get:1"], "--ratio and --mix exclude each other: give one of them"],
    [["--drift", "5"], "--working-set and --drift need each other"],
    [["--drift", "5", "--working-set", "10001"], "--working-set must be at most --keys, got 10001 of 10000"],
    [["--mix", "expire:1"], "expire in --mix needs a --ttl above 0 for every key"],
    [["--preset", "twitter-5"], '--preset must be twitter-1 to twitter-54 (but 5), got "twitter-5"'],
    [
      ["--rate", "5", "--pipeline", "3"],
      "--rate and --pipeline exclude each other: an open loop does not wait for replies",
    ],
    [["--arrivals", "poisson"], "--arrivals needs --rate"],
    [["--in-flight-max", "5"], "--in-flight-max needs --rate or --trace"],
    [["--speed", "2"], "--speed needs --trace"],
    [["--keep-ttl"], "--keep-ttl needs --trace"],
    [["--trace", "t", "--rate", "5"], "--trace and --rate exclude each other: see --speed"],
    [["--trace", "t", "--keys", "5"], "--keys has no effect on a replay: the trace has its own"],
    [["--trace", "t", "--prefill"], "--trace and --prefill exclude each other"],
    [["--trace", "t", "--warmup", "5"], "--trace and --warmup exclude each other"],
    [["--trace", "t", "--pipeline", "5"], "--pipeline of a replay needs --speed max"],
    [["--trace", "t", "--speed", "0"], '--speed must be a number above 0, or max; got "0"'],
    [["--threads", "3", "--clients", "2"], "--threads must be at most --clients, got 3 for 2"],
    [["--cluster", "--driver", "raw"], "--cluster needs --driver ioredis"],
    [["--cluster", "--socket", "x"], "--cluster and --socket exclude each other"],
    [["--user", "x"], "--user needs --password"],
    [["--workload", "x.yaml"], "--workload cannot read x.yaml: ENOENT"],
    [["--key-size", "1mb"], '--key-size must be at most 65535 bytes, got "1mb"'],
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
