import { testConfig } from "../../vitest.config.ts";

export default testConfig({
  test: {
    include: ["test/**/*.soak.test.ts", "test/model/*.prop.test.ts"],
    env: { SEGCACHE_MODEL_RUNS: "8" },
    testTimeout: 300_000,
    outputFile: { json: "test-results/soak.json" },
    disableConsoleIntercept: true,
  },
});
