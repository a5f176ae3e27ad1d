// The few numbers that all threads of a server change together: the last number given to a session and to an entry of the
// slow log, how many connections and TLS handshakes there are, how often a thread crashed. They stand in one buffer that every
// thread opens, and change by atomic additions. Each thread also has a row of its own share of connections and handshakes, so
// that those of a thread that died can be taken back.

const LAST_SESSION = 0;
const LAST_SLOW_ENTRY = 1;
const LONG_WORDS = 2;

/** Places among the short words. Rows of the threads follow. */
const CONNECTIONS = 0;
const HANDSHAKES = 1;
const CRASHES = 2;
const SHORT_WORDS = 4;
const WORDS_PER_THREAD = 2;

export class SharedCounts {
  readonly buffer: SharedArrayBuffer | ArrayBuffer;
  readonly #longs: BigInt64Array;
  readonly #words: Int32Array;
  readonly #row: number;

  /** @param thread this thread's number, from 0 on. */
  constructor(buffer: SharedArrayBuffer | ArrayBuffer, thread = 0) {
    this.buffer = buffer;
    this.#longs = new BigInt64Array(buffer, 0, LONG_WORDS);
    this.#words = new Int32Array(buffer, LONG_WORDS * BigInt64Array.BYTES_PER_ELEMENT);
    this.#row = rowOf(thread);
  }

  /** For a server of one thread. */
  static alone(): SharedCounts {
    return new SharedCounts(new ArrayBuffer(bytesFor(1)));
  }

  /** For the main thread, 0, and so many others. */
  static forThreads(count: number): SharedCounts {
    return new SharedCounts(new SharedArrayBuffer(bytesFor(count + 1)));
  }

  /** From 1 on, never twice. */
  nextSessionId(): number {
    return Number(Atomics.add(this.#longs, LAST_SESSION, 1n)) + 1;
  }

  /** From 0 on, never twice. */
  nextSlowId(): number {
    return Number(Atomics.add(this.#longs, LAST_SLOW_ENTRY, 1n));
  }

  get connections(): number {
    return Atomics.load(this.#words, CONNECTIONS);
  }

  /** Counts one more connection. @returns how many there were before. */
  addConnection(): number {
    return this.#add(CONNECTIONS, 1);
  }

  removeConnection(): void {
    this.#add(CONNECTIONS, -1);
  }

  get handshakes(): number {
    return Atomics.load(this.#words, HANDSHAKES);
  }

  /** Counts one more TLS handshake. @returns how many there were before. */
  addHandshake(): number {
    return this.#add(HANDSHAKES, 1);
  }

  removeHandshake(): void {
    this.#add(HANDSHAKES, -1);
  }

  get crashes(): number {
    return Atomics.load(this.#words, CRASHES);
  }

  /** Counts a crash of a thread, and takes back what it had counted. */
  addCrash(thread: number): void {
    Atomics.add(this.#words, CRASHES, 1);
    for (const place of [CONNECTIONS, HANDSHAKES]) {
      const lost = Atomics.exchange(this.#words, rowOf(thread) + place, 0);
      Atomics.sub(this.#words, place, lost);
    }
  }

  #add(place: number, count: number): number {
    Atomics.add(this.#words, this.#row + place, count);
    return Atomics.add(this.#words, place, count);
  }
}

function rowOf(thread: number): number {
  return SHORT_WORDS + thread * WORDS_PER_THREAD;
}

function bytesFor(threads: number): number {
  return LONG_WORDS * BigInt64Array.BYTES_PER_ELEMENT + rowOf(threads) * Int32Array.BYTES_PER_ELEMENT;
}
