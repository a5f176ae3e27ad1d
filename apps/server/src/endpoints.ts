// Where the server listens, as data: one endpoint per address and port, and the Unix socket.

import type { Config } from "./config.ts";

export interface TcpEndpoint {
  readonly kind: "tcp" | "tls";
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Whether the machine may lack the address. */
  readonly isOptional: boolean;
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
  const endpoints: Endpoint[] = [];
  for (const host of hostsOf(config)) {
    if (port !== 0 || (tlsPort === 0 && unixsocket === "")) endpoints.push({ kind: "tcp", port, ...host });
    if (tlsPort !== 0) endpoints.push({ kind: "tls", port: tlsPort, ...host });
  }
  if (unixsocket !== "") endpoints.push({ kind: "unix", path: unixsocket, mode: config.unixsocketperm });
  return endpoints;
}
