// The memory that what clients send is received into: buffers of one size in one piece, which the system takes one of whenever
// something arrives, whoever it is from, so that connections that are silent need none (a ring of provided buffers,
// io_uring_register(2), IORING_REGISTER_PBUF_RING). Invariant: a buffer is either in the system's ring or with who received into it.

import { writeAddress } from "./addresses.ts";
import type { ForeignFunctions } from "./foreign-functions.ts";
import type { Ring } from "./ring.ts";

const REGISTER_BUFFER_RING = 22;
/** Size of an io_uring_buf_reg. */
const REGISTRATION_BYTES = 40;
const REGISTRATION = { address: 0, buffers: 2 } as const;
/** Words of an io_uring_buf; the number is the low half of the last, and the high half of the first one's is where the ring ends. */
const DESCRIPTION_WORDS_LOG2 = 2;
const DESCRIPTION = { address: 0, length: 2, number: 3 } as const;
const END_HALF_WORD = 7;
const END_MASK = 0xffff;
const WORD_BYTES = 4;
/** The ring begins at a page of any system. */
const PAGE_BYTES = 64 * 1024;

export class ReceiveBuffers {
  readonly #bufferBytes: number;
  readonly #count: number;
  /** All buffers, one after another. */
  readonly bytes: Uint8Array;
  readonly #address: number;
  readonly #descriptions: Int32Array;
  readonly #halfWords: Uint16Array;
  /** Buffers that have been given so far, modulo 2^16. */
  #given = 0;

  /** @param count a power of two.   @throws Error where the system has no such rings. */
  constructor(functions: ForeignFunctions, ring: Ring, count: number, bufferBytes: number) {
    this.#count = count;
    this.#bufferBytes = bufferBytes;
    this.bytes = new Uint8Array(count * bufferBytes);
    this.#address = functions.addressOf(this.bytes);
    const wordsOfRing = count << DESCRIPTION_WORDS_LOG2;
    const memory = new ArrayBuffer(wordsOfRing * WORD_BYTES + PAGE_BYTES);
    const address = functions.addressOf(memory);
    const start = PAGE_BYTES - (address % PAGE_BYTES);
    this.#descriptions = new Int32Array(memory, start, wordsOfRing);
    this.#halfWords = new Uint16Array(memory, start, wordsOfRing * 2);
    const registration = new Int32Array(new ArrayBuffer(REGISTRATION_BYTES));
    writeAddress(registration, REGISTRATION.address, address + start);
    registration[REGISTRATION.buffers] = count;
    ring.register(REGISTER_BUFFER_RING, registration);
    for (let number = 0; number < count; number++) this.give(number);
    this.publish();
  }

  /** Where in `bytes` a buffer begins. */
  startOf(number: number): number {
    return number * this.#bufferBytes;
  }

  /** Gives a buffer back; the system has it from the next `publish` on. */
  give(number: number): void {
    const at = (this.#given & (this.#count - 1)) << DESCRIPTION_WORDS_LOG2;
    writeAddress(this.#descriptions, at + DESCRIPTION.address, this.#address + this.startOf(number));
    this.#descriptions[at + DESCRIPTION.length] = this.#bufferBytes;
    this.#halfWords[(at + DESCRIPTION.number) * 2] = number;
    this.#given = (this.#given + 1) & END_MASK;
  }

  publish(): void {
    this.#halfWords[END_HALF_WORD] = this.#given;
  }
}
