// Node's TLS, loaded when it is first needed: it takes some megabytes, and most servers do without.

import type { Socket } from "node:net";

/** Node's module. */
export function tls(): typeof import("node:tls") {
  return process.getBuiltinModule("node:tls");
}

/** Whether what the socket carries is encrypted on the wire. */
export function isTlsSocket(socket: Socket): boolean {
  return "encrypted" in socket; // every TLSSocket has it, and nothing else
}
