// Whether a new connection is served: not above maxclients, and in protected mode, while there is no password, only from
// this machine. Who is refused is told why in one error, as Redis tells it.

import type { Config } from "./config.ts";

const TOO_MANY_CLIENTS = "-ERR max number of clients reached\r\n";
const PROTECTED =
  "-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default " +
  "user. In this mode connections are only accepted from the loopback interface. To connect from other machines either " +
  "set a password (requirepass), or, if no stranger can reach this server, switch the mode off: with CONFIG SET " +
  "protected-mode no from the machine it runs on, in its config file, or with --protected-mode no.\r\n";

/** The error to refuse a connection with, or undefined when it is welcome.
 * @param remoteAddress the peer's IP address; undefined for a Unix socket.   @param connections those being served. */
export function refusalOf(config: Config, remoteAddress: string | undefined, connections: number): string | undefined {
  if (connections >= config.maxclients) return TOO_MANY_CLIENTS;
  if (config["protected-mode"] && config.requirepass === "" && !isLocal(remoteAddress)) return PROTECTED;
  return undefined;
}

/** Whether the address is this machine's own; an IPv4 address may come in IPv6's clothes. */
export function isLocal(address: string | undefined): boolean {
  return address === undefined || address === "::1" || /^(::ffff:)?127\./i.test(address);
}
