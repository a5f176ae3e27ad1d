// Which of the process's open files a socket is. Node has no public way to ask; its handles know, under a name that has been
// the same since Node 0.10, and where a later Node should not have it the number is simply not known.

import type { Socket } from "node:net";

interface Handle {
  readonly fd?: unknown;
}

/** The socket's file descriptor; -1 when the runtime does not tell. */
export function descriptorOf(socket: Socket): number {
  const { _handle: handle } = socket as { _handle?: Handle | null };
  const fd = handle?.fd;
  return typeof fd === "number" && Number.isInteger(fd) ? fd : -1;
}
