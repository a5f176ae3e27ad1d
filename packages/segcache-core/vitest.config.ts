import { testConfig } from "../../vitest.config.ts";

export default testConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
    exclude: ["**/*.{e2e,soak,browser}.test.ts"],
    maxWorkers: "100%", // of the cores: this suite is the longest, and those beside it are done sooner
  },
});
