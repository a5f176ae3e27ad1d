// Whether a port is free. Several threads can listen on one port because each says that it shares it; for the same reason
// the system would let two servers share a port by mistake. So before the threads listen the port is tried without sharing.

import { type AddressInfo, createServer, type Server } from "node:net";
import type { Config } from "../config.ts";
import { endpointsOf, type TcpEndpoint } from "../endpoints.ts";

/** Tries each address and port of the second configuration whose port the first one does not use.
 * @returns the error of the first one that is taken; addresses that cannot be had at all are left for those who listen. */
export async function findTakenPort(config: Config | undefined, next: Config): Promise<unknown> {
  const ownPorts = new Set(config === undefined ? [] : tcpEndpointsOf(config).map(({ port }) => port));
  for (const endpoint of tcpEndpointsOf(next)) {
    if (endpoint.port === 0 || ownPorts.has(endpoint.port)) continue;
    const outcome = await listenAt(endpoint, false);
    if (outcome instanceof Error) {
      if ("code" in outcome && outcome.code === "EADDRINUSE") return outcome;
    } else await closed(outcome);
  }
  return undefined;
}

/** Whether several sockets can listen on one port here, between which the system spreads connections. Tried, since a system
 * or a Node without it may also ignore the wish. */
export async function canSharePorts(): Promise<boolean> {
  const host = "127.0.0.1";
  const first = await listenAt({ host, port: 0, isIpv6Only: false }, true);
  if (first instanceof Error) return false;
  const { port } = first.address() as AddressInfo;
  const second = await listenAt({ host, port, isIpv6Only: false }, true);
  await closed(first);
  if (second instanceof Error) return false;
  await closed(second);
  return true;
}

function tcpEndpointsOf(config: Config): readonly TcpEndpoint[] {
  return endpointsOf(config).filter((endpoint) => endpoint.kind !== "unix");
}

type Place = Pick<TcpEndpoint, "host" | "port" | "isIpv6Only">;

function listenAt({ host, port, isIpv6Only }: Place, reusePort: boolean): Promise<Server | Error> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", resolve);
    server.listen({ host, port, ipv6Only: isIpv6Only, reusePort }, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
