// An io_uring of Linux: entries that say what the system is to do stand in one ring, completions that say what came of it in another,
// and one system call hands over all entries and waits for completions (io_uring_setup(2), io_uring_enter(2); the words of both rings
// are those of linux/io_uring.h). Both rings are memory shared with the system; it looks at them only during calls of this thread,
// as IORING_SETUP_DEFER_TASKRUN has it, so they are read and written without further ado.

import { closeSync } from "node:fs";
import { writeAddress } from "./addresses.ts";
import { type ForeignFunction, ForeignFunctions } from "./foreign-functions.ts";

/** Their numbers are the same on every processor. */
const IO_URING_SETUP = 425;
const IO_URING_ENTER = 426;
const IO_URING_REGISTER = 427;

const SETUP_COMPLETIONS_SIZE = 1 << 3;
/** An entry that is refused does not keep those behind it from being worked on. */
const SETUP_SUBMIT_ALL = 1 << 7;
const SETUP_SINGLE_ISSUER = 1 << 12;
/** Completions are made only while this thread waits for some. */
const SETUP_DEFER_TASKRUN = 1 << 13;
const ENTER_GET_EVENTS = 1;

/** Offsets that mmap() takes for the rings, and for the entries. */
const RINGS_OFFSET = 0;
const ENTRIES_OFFSET = 0x1000_0000;
const PROT_READ_WRITE = 3;
const MAP_SHARED_POPULATE = 0x8001;

/** Of io_uring_params: words. */
const PARAMETERS_BYTES = 120;
const PARAMETERS = { entries: 0, completions: 1, flags: 2, entryOffsets: 10, completionOffsets: 20 } as const;
/** Of io_sqring_offsets and io_cqring_offsets: words. */
const ENTRY_OFFSETS = { tail: 1, array: 6 } as const;
const COMPLETION_OFFSETS = { head: 0, tail: 1, completions: 5 } as const;

const WORD_BYTES = 4;
const ENTRY_WORDS = 16;
const ENTRY_WORDS_LOG2 = 4;
const COMPLETION_WORDS_LOG2 = 2;

/** The words of an entry that are used here; the first is operation 7..0, flags 15..8, priority 31..16. */
export const ENTRY = {
  what: 0,
  descriptor: 1,
  addressLow: 4,
  addressHigh: 5,
  length: 6,
  options: 7,
  id: 8,
  kind: 9,
} as const;
/** What an entry consists of besides: zeros. */
const ENTRY_WORDS_USED = 12;
/** The words of a completion; the first two are those of the entry. */
export const COMPLETION = { id: 0, kind: 1, result: 2, flags: 3 } as const;

/** Completions that fit without the system having to put some aside. */
const COMPLETIONS_PER_ENTRY = 8;

/** What a ring takes up of the process, which outlives the thread that it was of, with all that is under way in it. */
export interface RingResources {
  readonly descriptor: number;
  readonly mappings: readonly { readonly address: number; readonly bytes: number }[];
}

/** Frees what is left of a ring whose thread has ended; the connections it waited for are closed by that. */
export function releaseRing({ descriptor, mappings }: RingResources): void {
  const unmap = ForeignFunctions.find()?.find("munmap", ["u64", "u64"], "i32");
  for (const { address, bytes } of mappings) unmap?.(BigInt(address), BigInt(bytes));
  closeSync(descriptor);
}

export class Ring {
  readonly #functions: ForeignFunctions;
  readonly #enter: ForeignFunction;
  readonly #descriptor: number;
  readonly #mappings: { readonly address: number; readonly bytes: number }[] = [];
  readonly #capacity: number;
  /** Entries, 16 words each. */
  readonly entries: Int32Array;
  /** Both rings; completions stand at `wordOf` their number. */
  readonly words: Int32Array;
  readonly #entryTailWord: number;
  readonly #completionHeadWord: number;
  readonly #completionTailWord: number;
  readonly #completionsWord: number;
  readonly #completionsMask: number;
  /** Entries so far, as the system counts them: modulo 2^32. */
  #tail = 0;
  /** Entries that the system has not been told of. */
  #prepared = 0;

  /** @param capacity most entries that can be prepared at once, a power of two.
   * @throws Error where the system has no io_uring, or not all of it that is used here (Linux 6.1), or forbids it. */
  constructor(functions: ForeignFunctions, capacity: number) {
    this.#functions = functions;
    this.#capacity = capacity;
    const parameters = new Uint32Array(new ArrayBuffer(PARAMETERS_BYTES));
    parameters[PARAMETERS.completions] = capacity * COMPLETIONS_PER_ENTRY;
    parameters[PARAMETERS.flags] =
      SETUP_COMPLETIONS_SIZE | SETUP_SUBMIT_ALL | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN;
    const setUp = functions.find("syscall", ["i32", "u32", "pointer"], "i32");
    this.#descriptor = setUp(IO_URING_SETUP, capacity, BigInt(functions.addressOf(parameters)));
    if (this.#descriptor < 0) throw new Error("the system has no io_uring for this process");
    const entryOffset = (field: number): number => parameters[PARAMETERS.entryOffsets + field]!;
    const completionOffset = (field: number): number => parameters[PARAMETERS.completionOffsets + field]!;
    const completions = parameters[PARAMETERS.completions]!;
    const ringsBytes = Math.max(
      entryOffset(ENTRY_OFFSETS.array) + capacity * WORD_BYTES,
      completionOffset(COMPLETION_OFFSETS.completions) + (completions << COMPLETION_WORDS_LOG2) * WORD_BYTES,
    );
    this.words = this.#map(ringsBytes, RINGS_OFFSET);
    this.entries = this.#map(capacity * ENTRY_WORDS * WORD_BYTES, ENTRIES_OFFSET);
    const orderWord = entryOffset(ENTRY_OFFSETS.array) / WORD_BYTES;
    for (let i = 0; i < capacity; i++) this.words[orderWord + i] = i; // entries are worked on in their order
    this.#entryTailWord = entryOffset(ENTRY_OFFSETS.tail) / WORD_BYTES;
    this.#completionHeadWord = completionOffset(COMPLETION_OFFSETS.head) / WORD_BYTES;
    this.#completionTailWord = completionOffset(COMPLETION_OFFSETS.tail) / WORD_BYTES;
    this.#completionsWord = completionOffset(COMPLETION_OFFSETS.completions) / WORD_BYTES;
    this.#completionsMask = completions - 1;
    this.#enter = functions.find("syscall", ["i32", "i32", "i32", "i32", "i32", "i32"], "i32");
  }

  /** Memory that the ring shares with the process. */
  #map(bytes: number, offset: number): Int32Array {
    const map = this.#functions.find("mmap", ["u64", "u64", "i32", "i32", "i32", "u64"], "i64");
    const address = map(0n, BigInt(bytes), PROT_READ_WRITE, MAP_SHARED_POPULATE, this.#descriptor, BigInt(offset));
    if (address < 0) throw new Error("the system does not share an io_uring's memory");
    this.#mappings.push({ address, bytes });
    return new Int32Array(this.#functions.memoryAt(address, bytes));
  }

  get resources(): RingResources {
    return { descriptor: this.#descriptor, mappings: this.#mappings };
  }

  /** Has the ring know something it works with. @throws Error when the system refuses it. */
  register(operation: number, description: ArrayBufferView): void {
    const register = this.#functions.find("syscall", ["i32", "i32", "i32", "pointer", "i32"], "i32");
    const address = BigInt(this.#functions.addressOf(description));
    if (register(IO_URING_REGISTER, this.#descriptor, operation, address, 1) < 0)
      throw new Error(`the system refused operation ${operation} on an io_uring`);
  }

  /** Whether another entry can be prepared. */
  get hasRoom(): boolean {
    return this.#prepared < this.#capacity;
  }

  /** Prepares an entry; there must be room.
   * @param what its first word.   @param kind with `id`, what its completions are told by.
   * @returns where in `entries` it begins; whatever else it has is 0. */
  prepare(what: number, descriptor: number, kind: number, id: number): number {
    const { entries } = this;
    const at = (this.#tail & (this.#capacity - 1)) << ENTRY_WORDS_LOG2;
    for (let word = at; word < at + ENTRY_WORDS_USED; word++) entries[word] = 0;
    entries[at + ENTRY.what] = what;
    entries[at + ENTRY.descriptor] = descriptor;
    entries[at + ENTRY.id] = id;
    entries[at + ENTRY.kind] = kind;
    this.#tail = (this.#tail + 1) | 0;
    this.#prepared++;
    return at;
  }

  /** Gives the entry that begins at `at` memory. */
  setMemory(at: number, address: number, bytes: number): void {
    writeAddress(this.entries, at + ENTRY.addressLow, address);
    this.entries[at + ENTRY.length] = bytes;
  }

  /** Hands over what was prepared. What can be done at once is done, and its completions are there, when it returns. */
  submit(): void {
    if (this.#prepared > 0) this.#call(0, 0);
  }

  /** Hands over what was prepared, and makes what completions there are. @param count of them that are waited for. */
  submitAndWait(count: number): void {
    this.#call(count, ENTER_GET_EVENTS);
  }

  #call(count: number, flags: number): void {
    this.words[this.#entryTailWord] = this.#tail;
    const prepared = this.#prepared;
    const taken = this.#enter(IO_URING_ENTER, this.#descriptor, prepared, count, flags, 0);
    // A failure (EINTR, EBUSY, EAGAIN) leaves the entries for the next call.
    this.#prepared = taken < 0 ? prepared : prepared - taken;
  }

  /** The number of the first completion that is not released. */
  get head(): number {
    return this.words[this.#completionHeadWord]!;
  }

  /** The number behind that of the last completion, modulo 2^32 like all of them. */
  get tail(): number {
    return this.words[this.#completionTailWord]!;
  }

  /** Where in `words` a completion begins. */
  wordOf(completion: number): number {
    return this.#completionsWord + ((completion & this.#completionsMask) << COMPLETION_WORDS_LOG2);
  }

  /** Lets the system have the places of the completions before `head`. */
  release(head: number): void {
    this.words[this.#completionHeadWord] = head;
  }
}
