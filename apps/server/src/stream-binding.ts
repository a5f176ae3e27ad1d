// What Node's own JavaScript uses of the native side of its sockets: the counts of the last read and write, and the object a
// write goes by. process.binding() hands it out and is deprecated, so nothing depends on it: where any of it is missing or not
// what it was, there is no binding, and sockets are read and written by what Node documents.

/** What a write goes by that the system has not finished at once. */
export interface WriteRequest {
  /** Called when it has, with 0 or a negative error number. */
  oncomplete?: (status: number) => void;
  /** What the system still reads: only this keeps it from being collected. */
  buffer?: Uint8Array;
}

/** The native side of a socket. */
export interface StreamHandle {
  readonly fd?: number;
  /** Called after each read. */
  onread?: (memory?: ArrayBuffer) => void;
  /** Bytes of writes under way that the system has not taken. */
  readonly writeQueueSize?: number;
  /** Writes what the system takes at once, and goes on with the rest, from the same memory, when it takes more. @returns 0 or an error number. */
  writeBuffer?(request: WriteRequest, bytes: Uint8Array): number;
}

export interface StreamBinding {
  /** What the last read and the last write of this thread came to. */
  readonly state: Int32Array;
  /** The place in `state` of the bytes read, or of a negative error number. */
  readonly readBytes: number;
  /** The place in `state` of whether the write is still under way. */
  readonly isUnderWay: number;
  readonly WriteRequest: new () => WriteRequest;
}

/** This thread's binding, if Node has one as expected. */
export function findStreamBinding(): StreamBinding | undefined {
  const {
    streamBaseState: state,
    kReadBytesOrError: readBytes,
    kLastWriteWasAsync: isUnderWay,
    WriteWrap,
  } = nativeStreams();
  if (!(state instanceof Int32Array) || typeof WriteWrap !== "function") return undefined;
  if (!isPlaceIn(state, readBytes) || !isPlaceIn(state, isUnderWay)) return undefined;
  return { state, readBytes, isUnderWay, WriteRequest: WriteWrap as new () => WriteRequest };
}

function nativeStreams(): Readonly<Record<string, unknown>> {
  const { binding } = process as unknown as { binding?: (name: string) => Readonly<Record<string, unknown>> };
  const { noDeprecation } = process;
  process.noDeprecation = true; // who has Node tell what is deprecated means the program's code, and may want it to throw
  try {
    return binding?.call(process, "stream_wrap") ?? {};
  } catch {
    return {}; // Node's permission model forbids it
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
}

function isPlaceIn(state: Int32Array, place: unknown): place is number {
  return typeof place === "number" && place in state;
}
