// Whether a port is free. Several threads can listen on one port because each says that it shares it; for the same reason
// the system would let two servers share a port by mistake. So before the threads listen the port is tried without sharing.

import { createServer } from "node:net";
import type { Config } from "../config.ts";
import { endpointsOf, type TcpEndpoint } from "../endpoints.ts";

/** Tries each address and port of the second configuration whose port the first one does not use.
 * @returns the error of the first one that is taken; addresses that cannot be had at all are left for those who listen. */
export async function findTakenPort(config: Config | undefined, next: Config): Promise<unknown> {
  const ownPorts = new Set(config === undefined ? [] : tcpEndpointsOf(config).map(({ port }) => port));
  for (const endpoint of tcpEndpointsOf(next)) {
    if (endpoint.port === 0 || ownPorts.has(endpoint.port)) continue;
    const error = await tryToListen(endpoint, false);
    if (error !== undefined && error.code === "EADDRINUSE") return error;
  }
  return undefined;
}

/** Whether the system lets several sockets listen on one port and spreads connections over them. */
export async function canSharePorts(): Promise<boolean> {
  const anywhere = { host: "127.0.0.1", port: 0, isIpv6Only: false };
  return (await tryToListen(anywhere, true)) === undefined;
}

function tcpEndpointsOf(config: Config): readonly TcpEndpoint[] {
  return endpointsOf(config).filter((endpoint) => endpoint.kind !== "unix");
}

type Place = Pick<TcpEndpoint, "host" | "port" | "isIpv6Only">;

/** Listens for a moment. @returns the error, if that cannot be done. */
function tryToListen(
  { host, port, isIpv6Only }: Place,
  reusePort: boolean,
): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", resolve);
    server.listen({ host, port, ipv6Only: isIpv6Only, reusePort }, () => server.close(() => resolve(undefined)));
  });
}
