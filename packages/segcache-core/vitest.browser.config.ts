import { testConfig } from "../../vitest.config.ts";

export default testConfig({
  test: {
    include: ["test/**/*.browser.test.ts"],
    outputFile: { json: "test-results/browser.json" },
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
