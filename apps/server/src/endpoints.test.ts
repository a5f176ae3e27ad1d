import { expect, test } from "vitest";
import { type Config, defaultConfig } from "./config.ts";
import { endpointsOf } from "./endpoints.ts";

function endpoints(changes: Partial<Config>): unknown {
  return endpointsOf({ ...defaultConfig(), ...changes });
}

const LOOPBACK = { host: "127.0.0.1", isOptional: false, isIpv6Only: false };
const TLS = { kind: "tls", port: 7001, clients: "yes" };

test.each<[string, Partial<Config>, unknown]>([
  ["the port", { port: 7000 }, [{ kind: "tcp", port: 7000, ...LOOPBACK }]],
  [
    "every address with every port",
    { port: 7000, "tls-port": 7001, bind: ["127.0.0.1", "-::1"] },
    [
      { kind: "tcp", port: 7000, ...LOOPBACK },
      { ...TLS, ...LOOPBACK },
      { kind: "tcp", port: 7000, host: "::1", isOptional: true, isIpv6Only: true },
      { ...TLS, host: "::1", isOptional: true, isIpv6Only: true },
    ],
  ],
  ["TLS instead of the port", { port: 0, "tls-port": 7001 }, [{ ...TLS, ...LOOPBACK }]],
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
      { kind: "tcp", port: 1, host: "0.0.0.0", isOptional: false, isIpv6Only: false },
      { kind: "tcp", port: 1, host: "::", isOptional: true, isIpv6Only: true },
    ],
  ],
])("%s", (_, changes, expected) => {
  expect(endpoints(changes)).toEqual(expected);
});
