// Where the server listens, as data: one endpoint per address and port, and the Unix socket.

import { isDeepStrictEqual } from "node:util";
import type { Config } from "./config.ts";
import type { TlsClients } from "./options.ts";

export interface TcpEndpoint {
  readonly kind: "tcp" | "tls";
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Whether the machine may lack the address. */
  readonly isOptional: boolean;
  /** IPv6's wildcard takes IPv4 in only when it is the only address. */
  readonly isIpv6Only: boolean;
  /** Who must present a certificate; only with TLS. */
  readonly clients?: TlsClients;
}
export interface UnixEndpoint {
  readonly kind: "unix";
  readonly path: string;
  /** Permissions of the socket; 0 leaves them to the umask. */
  readonly mode: number;
}
export type Endpoint = TcpEndpoint | UnixEndpoint;

/** Redis's way to write every address of a kind. */
const WILDCARDS: Readonly<Record<string, string>> = { "*": "0.0.0.0", "::*": "::" };

/** The hosts that `bind` names. */
export function hostsOf(config: Config): readonly { readonly host: string; readonly isOptional: boolean }[] {
  return config.bind.map((word) => {
    const isOptional = word.startsWith("-");
    const name = isOptional ? word.slice(1) : word;
    return { host: WILDCARDS[name] ?? name, isOptional };
  });
}

/** What the configuration says to listen on. When all of it is off, which the program refuses, there is one TCP endpoint
 * whose port the system chooses. */
export function endpointsOf(config: Config): readonly Endpoint[] {
  const { port, unixsocket } = config;
  const tlsPort = config["tls-port"];
  const clients = config["tls-auth-clients"];
  const hosts = hostsOf(config);
  const endpoints: Endpoint[] = [];
  for (const { host, isOptional } of hosts) {
    const address = { host, isOptional, isIpv6Only: host.includes(":") && hosts.length > 1 };
    if (port !== 0 || (tlsPort === 0 && unixsocket === "")) endpoints.push({ kind: "tcp", port, ...address });
    if (tlsPort !== 0) endpoints.push({ kind: "tls", port: tlsPort, ...address, clients });
  }
  if (unixsocket !== "") endpoints.push({ kind: "unix", path: unixsocket, mode: config.unixsocketperm });
  return endpoints;
}

/** Whether what listens at one endpoint can stay for the other. */
export function isSameEndpoint(one: Endpoint, other: Endpoint): boolean {
  if (one.kind === "unix" || other.kind === "unix") return isDeepStrictEqual(one, other);
  return isDeepStrictEqual({ ...one, isOptional: false }, { ...other, isOptional: false });
}
