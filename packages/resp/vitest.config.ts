import { testConfig } from "../../vitest.config.ts";

export default testConfig({
  test: { include: ["src/**/*.test.ts", "test/**/*.test.ts"], exclude: ["**/*.e2e.test.ts"] },
});
