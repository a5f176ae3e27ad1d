// Ranges of bytes copied, cut out and read as text, at the least cost and, for copies, with nothing allocated. A view
// (`subarray`) is an object of some 100 bytes, so it is made only where nothing else will do: short ranges go byte by byte, and
// long ones through Node's Buffer, whose functions take a range of any Uint8Array as numbers. Elsewhere, and in Node before 22, a
// copy of more than LOOP_BYTES costs a view.

/** What is used of Node's Buffer; its functions work on every Uint8Array. */
interface NodeFunctions {
  copy(this: Uint8Array, target: Uint8Array, targetStart: number, start: number, end: number): number;
  utf8Slice(this: Uint8Array, start: number, end: number): string;
}

/** Up to this length bytes are copied one by one. */
const LOOP_BYTES = 32;
/**
 * The longest array that V8 keeps inside the object itself. Native code that is given one first moves its bytes out, which costs
 * far more than copying so few one by one; the built-in functions of arrays do not.
 */
const INSIDE_BYTES = 64;
/** The stand-in for "none yet"; never written. */
const NO_BYTES: Uint8Array = new Uint8Array(0);

const node: NodeFunctions | undefined = nodeFunctions();
/** Whether ranges of any length are copied without a view: in Node 22 and later. */
export const copiesRanges: boolean = node !== undefined;
const decoder: TextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The array that came last and, once it has come twice in a row, a view of it, by which words are read and written at any place.
 * Making a view costs more than it gains for an array that comes but once. A view is as long as the array was when it came,
 * so one whose memory can be resized or grown has none.
 */
export class LastBytes {
  buffer: Uint8Array = NO_BYTES;
  view: DataView | undefined = undefined;

  show(buffer: Uint8Array): DataView | undefined {
    if (buffer !== this.buffer) {
      this.buffer = buffer;
      this.view = undefined;
    } else if (this.view === undefined && !canChangeSize(buffer.buffer)) {
      this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    return this.view;
  }
}

/** Whether the memory was made to be resized or grown; the library of es2023 does not know that there is such memory. */
function canChangeSize(
  memory: ArrayBufferLike & { readonly resizable?: boolean; readonly growable?: boolean },
): boolean {
  return memory.resizable === true || memory.growable === true;
}

/** Bytes `[at, at + 4)` as a signed integer, the lowest first; `view` is of the same bytes, where there is one. */
export function wordAt(bytes: Uint8Array, view: DataView | undefined, at: number): number {
  if (view !== undefined) return view.getInt32(at, true);
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

/** Copies `source[start, end)` to `target` from `at` on, where there must be room for it. They must not be ranges that overlap. */
export function copyBytes(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): void {
  if (end - start === source.length && source.length <= INSIDE_BYTES) target.set(source, at);
  else if (end - start <= LOOP_BYTES || source.length <= INSIDE_BYTES || target.length <= INSIDE_BYTES)
    copyShort(source, start, end, target, at);
  else if (node !== undefined) node.copy.call(source, target, at, start, end);
  else target.set(source.subarray(start, end), at);
}

/** The bytes `source[start, end)` as an array of their own. */
export function sliceBytes(source: Uint8Array, start: number, end: number): Uint8Array {
  if (end - start <= INSIDE_BYTES) return source.slice(start, end);
  const copy = new Uint8Array(end - start);
  copyBytes(source, start, end, copy, 0);
  return copy;
}

/** The text whose UTF-8 bytes are `source[start, end)`; what is no UTF-8 becomes U+FFFD, a byte order mark stays. */
export function decodeBytes(source: Uint8Array, start: number, end: number): string {
  if (node !== undefined) return node.utf8Slice.call(source, start, end);
  // Browsers refuse to decode shared memory.
  const isShared = typeof SharedArrayBuffer === "function" && source.buffer instanceof SharedArrayBuffer;
  return decoder.decode(isShared ? source.slice(start, end) : source.subarray(start, end));
}

/** Eight bytes a turn: fewer jumps, and the compiler proves the bounds of several at once. */
function copyShort(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): void {
  let from = start;
  let to = at;
  for (; from < end - 7; from += 8, to += 8) {
    target[to] = source[from];
    target[to + 1] = source[from + 1];
    target[to + 2] = source[from + 2];
    target[to + 3] = source[from + 3];
    target[to + 4] = source[from + 4];
    target[to + 5] = source[from + 5];
    target[to + 6] = source[from + 6];
    target[to + 7] = source[from + 7];
  }
  for (; from < end; from++, to++) target[to] = source[from];
}

/** Buffer's functions, if there are any that do what they do in Node; those of stand-ins for browsers take no plain Uint8Array. */
function nodeFunctions(): NodeFunctions | undefined {
  const { Buffer } = globalThis as { readonly Buffer?: { readonly prototype: NodeFunctions } };
  const functions = Buffer?.prototype;
  try {
    const bytes = Uint8Array.of(0, 0x61);
    functions?.copy.call(bytes, bytes, 0, 1, 2);
    return bytes[0] === 0x61 && functions?.utf8Slice.call(bytes, 1, 2) === "a" ? functions : undefined;
  } catch {
    return undefined;
  }
}
