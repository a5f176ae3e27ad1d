import { testConfig } from "../vitest.config.ts";

export default testConfig({
  test: {
    include: ["**/*.e2e.test.ts"],
    outputFile: { json: "test-results/e2e.json" },
    fileParallelism: false,
    testTimeout: 60_000,
  },
});
