// The two ends of one connection through the system, for tests of what a server does with an accepted socket.

import { once } from "node:events";
import { connect, createServer, type ServerOpts, type Socket } from "node:net";

export interface SocketPair {
  readonly client: Socket;
  readonly accepted: Socket;
  /** Destroys both and waits until no socket of the server's is left. */
  close(): Promise<void>;
}

export async function openSocketPair(options: ServerOpts = {}): Promise<SocketPair> {
  const server = createServer(options);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const client = connect(address.port, "127.0.0.1");
  client.on("error", () => {});
  const [accepted] = (await once(server, "connection")) as [Socket];
  const close = async (): Promise<void> => {
    client.destroy();
    accepted.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { client, accepted, close };
}

/** Waits, one turn of the event loop after another, until something is so. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
