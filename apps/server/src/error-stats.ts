// How many error replies there were of each kind. The kind is the first word of the reply: ERR, WRONGTYPE, NOAUTH.

const SPACE = 0x20;
const CR = 0x0d;
/** No kind is longer. */
const KIND_BYTES_MAX = 32;
/** Kinds are this server's own words; the bound only guards against one that quotes a client. */
const KINDS_MAX = 128;

export class ErrorStats {
  readonly #counts = new Map<string, number>();

  /** Counts the error reply that starts, with its mark, at `start`. */
  count(reply: Uint8Array, start: number): void {
    let end = start + 1;
    while (end < start + KIND_BYTES_MAX && reply[end] !== SPACE && reply[end] !== CR) end++;
    this.#count(Buffer.from(reply.buffer, reply.byteOffset + start + 1, end - start - 1).toString("latin1"), 1);
  }

  /** Adds what another thread has counted. */
  add(entries: Iterable<readonly [kind: string, count: number]>): void {
    for (const [kind, count] of entries) this.#count(kind, count);
  }

  entries(): Iterable<readonly [kind: string, count: number]> {
    return this.#counts;
  }

  reset(): void {
    this.#counts.clear();
  }

  #count(kind: string, count: number): void {
    const before = this.#counts.get(kind);
    if (before === undefined && this.#counts.size >= KINDS_MAX) return;
    this.#counts.set(kind, (before ?? 0) + count);
  }
}
