import { testConfig } from "../../vitest.config.ts";

export default testConfig({ test: { include: ["src/**/*.test.ts"] } });
