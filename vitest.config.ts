// The one test configuration; every package's vitest.config.ts extends it. Workspace packages resolve to their
// sources (the `source` condition), so unit tests never need a build.
import { defineConfig, mergeConfig, type ViteUserConfig } from "vitest/config";

const base: ViteUserConfig = defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    reporters: ["default", "json"],
    outputFile: { json: "test-results/unit.json" },
    passWithNoTests: false,
    isolate: false, // files leave nothing behind; a process for each would cost more than most of them
    testTimeout: 30_000,
  },
});

/** A package's test configuration: the base, and what differs. */
export function testConfig(own: ViteUserConfig = {}): ViteUserConfig {
  return mergeConfig(base, own);
}

export default base;
