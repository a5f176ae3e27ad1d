import { expect, test } from "vitest";
import { type Config, defaultConfig } from "./config.ts";
import { endpointsOf } from "./endpoints.ts";

function endpoints(changes: Partial<Config>): unknown {
  return endpointsOf({ ...defaultConfig(), ...changes });
}

const LOOPBACK = { host: "127.0.0.1", isOptional: false };

test.each<[string, Partial<Config>, unknown]>([
  ["the port", { port: 7000 }, [{ kind: "tcp", port: 7000, ...LOOPBACK }]],
  [
    "every address with every port",
    { port: 7000, "tls-port": 7001, bind: ["127.0.0.1", "-::1"] },
    [
      { kind: "tcp", port: 7000, ...LOOPBACK },
      { kind: "tls", port: 7001, ...LOOPBACK },
      { kind: "tcp", port: 7000, host: "::1", isOptional: true },
      { kind: "tls", port: 7001, host: "::1", isOptional: true },
    ],
  ],
  ["TLS instead of the port", { port: 0, "tls-port": 7001 }, [{ kind: "tls", port: 7001, ...LOOPBACK }]],
  [
    "a Unix socket instead of the port",
    { port: 0, unixsocket: "/a", unixsocketperm: 0o700 },
    [{ kind: "unix", path: "/a", mode: 0o700 }],
  ],
  ["a port of the system's choice", { port: 0 }, [{ kind: "tcp", port: 0, ...LOOPBACK }]],
  [
    "Redis's wildcards",
    { port: 1, bind: ["*", "-::*"] },
    [
      { kind: "tcp", port: 1, host: "0.0.0.0", isOptional: false },
      { kind: "tcp", port: 1, host: "::", isOptional: true },
    ],
  ],
])("%s", (_, changes, expected) => {
  expect(endpoints(changes)).toEqual(expected);
});
