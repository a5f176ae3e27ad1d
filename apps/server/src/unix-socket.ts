// The file of a Unix socket, which outlives a server that crashed.

import { lstatSync, unlinkSync } from "node:fs";
import { connect } from "node:net";

/** Removes what a server that crashed left behind. @throws Error EADDRINUSE if somebody listens there, or it is no socket. */
export async function clearStaleSocket(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket() || (await isAnswering(path))) {
    throw Object.assign(new Error(`${path} is taken`), { code: "EADDRINUSE", address: path });
  }
  unlinkSync(path);
}

function isAnswering(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}
