import { describe, expect, test } from "vitest";
import { parseSizeOptions } from "./size-options.ts";

function parse(typed: string): ReturnType<typeof parseSizeOptions> {
  return parseSizeOptions(typed.split(" "));
}

describe("options of size", () => {
  test("take sizes in order, policies and hit ratios", () => {
    const options = parse("--sizes 1gb,64mb,1.5mb,64mb --policies fifo,s3fifo --hits 0.5,0.999");
    expect(options.sizes).toEqual([1.5 * 2 ** 20, 2 ** 26, 2 ** 30]);
    expect(options.policies).toEqual(["fifo", "s3fifo"]);
    expect(options.hits).toEqual([0.5, 0.999]);
  });

  test.each([
    ["--sizes 4kb", "--sizes must be bytes such as 64mb or 1gb, from 1048576 to 1099511627776; got"],
    ["--sizes 64xb", "--sizes must be bytes such as 64mb or 1gb"],
    ["--policies lru", "--policies must be none or random"],
    ["--hits 1.5", "--hits must be a share between 0 and 1"],
    ["--full --sample 0.1", "--full and --sample exclude each other"],
    ["--full --measure-error", "--measure-error needs a sample"],
    ["--ttl 1h", "--rate is missing"],
    ["--trace x.csv --keys 9", "--keys has no effect on a trace"],
    ["--trace x.csv --rate 9", "--rate has no effect on a trace"],
    ["--driver raw", "unknown option --driver: see segcache-loadgen size --help"],
  ])("%s is refused in one line", (typed, message) => {
    expect(() => parse(typed)).toThrow(message);
  });
});
