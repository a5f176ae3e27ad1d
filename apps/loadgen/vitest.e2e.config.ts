import { testConfig } from "../../vitest.config.ts";

export default testConfig({
  test: {
    include: ["test/e2e/**/*.e2e.test.ts"],
    outputFile: { json: "test-results/e2e.json" },
    testTimeout: 120_000,
    maxWorkers: "100%", // of the cores: what these start waits for half of its time
  },
});
