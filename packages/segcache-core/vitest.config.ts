import { testConfig } from "../../vitest.config.ts";

export default testConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
    exclude: ["**/*.{e2e,soak,browser}.test.ts"],
  },
});
