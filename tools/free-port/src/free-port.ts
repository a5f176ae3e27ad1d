// Ports of the loopback for servers under test. They lie below those that systems give to outgoing connections (from 32768 on in Linux,
// 49152 elsewhere): tests open thousands of those side by side, and one of them may take a port of that range at any time.

import { createServer } from "node:net";

const LOWEST = 20_000;
const HIGHEST = 32_767;

/** A port that nobody listened on a moment ago; tests that run side by side hardly ever get the same.
 * @throws Error what the system says when it lets nobody listen at all. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
