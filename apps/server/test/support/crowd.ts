// Many connections to a server of several threads. The system spreads them by their ports, so with enough of them every
// thread has some; that it has is looked up, not assumed.

import { RawClient } from "./raw-client.ts";

/** Connections per thread: that a thread then has none is as good as impossible, and would be tried again. */
const PER_THREAD = 12;

export class Crowd {
  readonly clients: readonly RawClient[];

  constructor(clients: readonly RawClient[]) {
    this.clients = clients;
  }

  /** Connects until every thread serves several. */
  static async connect(port: number, threads: number): Promise<Crowd> {
    const clients: RawClient[] = [];
    do {
      for (let i = 0; i < PER_THREAD * threads; i++) {
        const client = await RawClient.open(port);
        await client.request("PING"); // the system connects before the server knows
        clients.push(client);
      }
    } while (Math.min(...(await clientsPerThread(clients[0]!, threads))) < 2);
    return new Crowd(clients);
  }

  get first(): RawClient {
    return this.clients[0]!;
  }

  get others(): readonly RawClient[] {
    return this.clients.slice(1);
  }

  /** The same request from everybody, one after another. */
  async all(line: string): Promise<string[]> {
    const replies: string[] = [];
    for (const client of this.clients) replies.push(await client.request(line));
    return replies;
  }

  /** The same, at once. */
  together(line: string): Promise<string[]> {
    return Promise.all(this.clients.map((client) => client.request(line)));
  }

  close(): void {
    for (const client of this.clients) client.destroy();
  }
}

/** How many clients each thread serves; a thread that just starts has none. */
export async function clientsPerThread(client: RawClient, threads: number): Promise<number[]> {
  const text = await client.request("INFO threads");
  return Array.from({ length: threads }, (_, i) => {
    return Number(new RegExp(`thread_${i + 1}:clients=(\\d+)`).exec(text)?.[1] ?? 0);
  });
}
