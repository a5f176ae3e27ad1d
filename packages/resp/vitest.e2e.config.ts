import { testConfig } from "../../vitest.config.ts";

export default testConfig({
  test: {
    include: ["test/**/*.e2e.test.ts"],
    outputFile: { json: "test-results/e2e.json" },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
