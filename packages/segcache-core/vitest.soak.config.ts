import { testConfig } from "../../vitest.config.ts";

export default testConfig({
  test: {
    include: ["test/**/*.soak.test.ts"],
    outputFile: { json: "test-results/soak.json" },
    disableConsoleIntercept: true,
  },
});
