// Functions of the system's C library and of libuv, called from JavaScript by way of node:ffi, which Node has from version 26 on. It is
// experimental and a build may lack it, so nothing depends on it: where it is missing there are no foreign functions, and sockets are
// served by what Node documents. Addresses are bigints here and numbers elsewhere: user space ends far below 2^53.

/** How an argument or a result is passed. */
type ForeignType = "i32" | "u32" | "i64" | "u64" | "pointer";

/** What of node:ffi is used (https://nodejs.org/api/ffi.html). */
interface Ffi {
  readonly DynamicLibrary: new (
    path: null,
  ) => {
    getFunction(
      name: string,
      signature: { readonly arguments: readonly ForeignType[]; readonly return: ForeignType },
    ): (...values: (number | bigint)[]) => number | bigint;
  };
  getRawPointer(source: ArrayBufferView | ArrayBuffer): bigint;
  toArrayBuffer(pointer: bigint, length: number, copy: boolean): ArrayBuffer;
  getCurrentEventLoop(): bigint;
}

/** @returns what the function does, an integer of at most 53 bits. */
export type ForeignFunction = (...values: (number | bigint)[]) => number;

export class ForeignFunctions {
  readonly #ffi: Ffi;

  private constructor(ffi: Ffi) {
    this.#ffi = ffi;
  }

  /** What this process can call; undefined where Node does not offer it or its permission model forbids it. */
  static find(): ForeignFunctions | undefined {
    const { emitWarning } = process;
    process.emitWarning = () => {}; // that it is experimental is nothing whoever starts the server could act on
    try {
      const ffi = process.getBuiltinModule("node:ffi") as unknown as Ffi | undefined;
      return typeof ffi?.getCurrentEventLoop === "function" ? new ForeignFunctions(ffi) : undefined;
    } catch {
      return undefined;
    } finally {
      process.emitWarning = emitWarning;
    }
  }

  /** A function of what the process has loaded. @throws Error when there is none of that name. */
  find(name: string, parameters: readonly ForeignType[], result: "i32" | "i64"): ForeignFunction {
    // A library of its own for each, since one has a name by one signature only.
    const found = new this.#ffi.DynamicLibrary(null).getFunction(name, { arguments: parameters, return: result });
    return (result === "i32" ? found : (...values: (number | bigint)[]) => Number(found(...values))) as ForeignFunction;
  }

  /** Where the memory of a view or a buffer is; it must be kept from being collected as long as that is used. */
  addressOf(memory: ArrayBufferView | ArrayBuffer): number {
    return Number(this.#ffi.getRawPointer(memory));
  }

  /** Memory that the system has given the process, for good. */
  memoryAt(address: number, bytes: number): ArrayBuffer {
    return this.#ffi.toArrayBuffer(BigInt(address), bytes, false);
  }

  /** The libuv loop of this thread, as its functions want it. */
  eventLoop(): bigint {
    return this.#ffi.getCurrentEventLoop();
  }
}
