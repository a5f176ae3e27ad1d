import { describe, expect, test } from "vitest";
import { parseRunOptions } from "../options/run-options.ts";
import { PRESET_NAMES } from "./presets.ts";
import { samplerOf } from "./quantities.ts";

describe("presets", () => {
  test("are the 53 clusters of the table that have figures", () => {
    expect(PRESET_NAMES).toHaveLength(53);
    expect(PRESET_NAMES).not.toContain("twitter-5");
  });

  test.each(PRESET_NAMES)("%s resolves", (name) => {
    const { spec } = parseRunOptions(["--preset", name]).workload;
    expect(spec.popularity.keys).toBe(1_000_000);
    const reads = spec.mix.get;
    expect(spec.lookAside).toBe(reads > 0);
    expect(Object.values(spec.mix).reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(105);
  });

  test("carry the published figures", () => {
    const { spec } = parseRunOptions(["--preset", "twitter-52"]).workload;
    expect(spec.popularity).toMatchObject({ distribution: "zipf", theta: 1.2117 });
    expect(spec.mix).toMatchObject({ get: 93, set: 6, del: 0, incr: 0 });
    expect(spec.ttl).toMatchObject({
      parts: [
        { max: 86_400_000, weight: 0.65 },
        { max: 1_209_600_000, weight: 0.27 },
        { max: 43_200_000, weight: 0.07 },
      ],
    });
    expect(spec.keySize).toMatchObject({ parts: [{ max: 20 }] });
    const sampler = samplerOf(spec.valueSize);
    const sizes = Array.from({ length: 10_000 }, (_, nth) => sampler.valueAt((nth + 0.5) / 10_000));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(Math.abs(mean - 273) / 273).toBeLessThan(0.02);
  });

  test("give way to flags", () => {
    const { spec, settings } = parseRunOptions("--preset twitter-52 --keys 10 --ratio 1:1".split(" ")).workload;
    expect(spec.popularity.keys).toBe(10);
    expect(spec.mix).toMatchObject({ get: 1, set: 1, incr: 0 });
    expect(settings).not.toHaveProperty("preset");
  });

  test("without a skew are uniform, and --theta over one that has one changes it", () => {
    const uniform = parseRunOptions(["--preset", "twitter-10"]).workload;
    expect(uniform.spec.popularity.distribution).toBe("uniform");
    expect(uniform.settings).not.toHaveProperty("theta");
    expect(parseRunOptions("--preset twitter-52 --theta 0.5".split(" ")).workload.settings.theta).toBe(0.5);
  });
});
