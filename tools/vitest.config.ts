import { configDefaults } from "vitest/config";
import { testConfig } from "../vitest.config.ts";

export default testConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: [...configDefaults.exclude, "**/*.e2e.test.ts", "bench-report/**", "free-port/**"],
  },
});
