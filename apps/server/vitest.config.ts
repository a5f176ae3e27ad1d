import { testConfig } from "../../vitest.config.ts";

/** Suites whose server may read and write its connections in two ways. */
const OF_CONNECTIONS = ["src/connection*.test.ts", "src/live-sockets.test.ts", "test/torture/*.test.ts"];

/** What a command allocates depends on what ran before it in the process. */
const OF_ALLOCATION = "test/allocation/*.test.ts";

export default testConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "server",
          include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
          exclude: ["test/e2e/**", OF_ALLOCATION],
        },
      },
      { extends: true, test: { name: "allocation", include: [OF_ALLOCATION], isolate: true } },
      {
        extends: true,
        test: { name: "served by libuv", include: OF_CONNECTIONS, env: { SEGCACHE_TEST_IO_URING: "no" } },
      },
    ],
  },
});
