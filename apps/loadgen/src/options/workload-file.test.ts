import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseRunOptions } from "./run-options.ts";
import { parseWorkloadFile, workloadFileOf } from "./workload-file.ts";
import { WORKLOAD_OPTIONS } from "./workload-options.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loadgen-workload-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function mistakeOf(text: string, path = "w.toml"): string {
  try {
    parseWorkloadFile(text, path, WORKLOAD_OPTIONS);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("a workload file", () => {
  const toml = 'keys = 500\ndistribution = "zipf"\ntheta = 0.7\nlook-aside = true\nttl = "1m-1h"\n';

  test("is TOML or JSON of the flags' names", () => {
    const json = '{"keys":500,"distribution":"zipf","theta":0.7,"look-aside":true,"ttl":"1m-1h"}';
    const [first, second] = [fileOf("w.toml", toml), fileOf("w.json", json)].map(
      (path) => parseRunOptions(["--workload", path]).workload,
    );
    expect(first).toEqual(second);
    expect(first?.spec).toMatchObject({ lookAside: true, popularity: { keys: 500, theta: 0.7 } });
  });

  test("gives way to flags, and may name a preset under it", () => {
    const path = fileOf("over.toml", 'preset = "twitter-52"\nkeys = 500\nratio = "1:1"\nlook-aside = false\n');
    const { spec } = parseRunOptions(["--workload", path, "--keys", "7", "--mix", "get:1"]).workload;
    expect(spec).toMatchObject({ popularity: { keys: 7, theta: 1.2117 }, mix: { get: 1, set: 0 }, lookAside: false });
  });

  test.each([
    "",
    "--preset twitter-52",
    "--distribution hotspot --hotspot 0.1:0.5 --scan 0.1:20 --working-set 100 --drift 7 --keys 200",
    "--mix get:5,mget:1 --mget-keys 3 --value-size lognormal:100:1 --key-size 20-30 --look-aside --key-prefix=",
    "--key-prefix 007 --seed 9007199254740991",
  ])("printed for %j reads back as the same workload", (typed) => {
    const { workload } = parseRunOptions(typed === "" ? [] : typed.split(" "));
    const path = fileOf("printed.toml", workloadFileOf(workload.settings));
    expect(parseRunOptions(["--workload", path]).workload).toEqual(workload);
  });

  test("with mistakes is one line that says where", () => {
    expect(mistakeOf("keyz = 5")).toBe('w.toml has an unknown setting "keyz"');
    expect(mistakeOf("look-aside = 1")).toBe("w.toml: look-aside must be true or false");
    expect(mistakeOf("keys = [1]")).toBe("w.toml: keys must be a text or a number");
    expect(mistakeOf("keys = 1\nkeys = = 2")).toMatch(/^w\.toml:2: [^\n]+$/);
    expect(mistakeOf("[1]", "w.json")).toBe("w.json must hold settings, name by name");
    expect(mistakeOf("{", "w.json")).toMatch(/^w\.json: [^\n]+$/);
    expect(mistakeOf("", "w.yaml")).toBe("--workload must end in .toml or .json: w.yaml");
    const path = fileOf("bad.toml", 'keys = "many"');
    expect(() => parseRunOptions(["--workload", path])).toThrow(/^--keys must be a whole number/);
  });
});
