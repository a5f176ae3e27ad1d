import { testConfig } from "../../vitest.config.ts";

/** Suites whose server may read and write its connections in two ways. */
const OF_CONNECTIONS = ["src/connection*.test.ts", "src/live-sockets.test.ts", "test/torture/*.test.ts"];

export default testConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "server",
          include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
          exclude: ["test/e2e/**"],
        },
      },
      {
        extends: true,
        test: { name: "served by libuv", include: OF_CONNECTIONS, env: { SEGCACHE_TEST_IO_URING: "no" } },
      },
    ],
  },
});
