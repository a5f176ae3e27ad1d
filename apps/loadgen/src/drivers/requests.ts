// Requests as bytes, gathered: everything made in one turn of the event loop goes out in one write. Keys and the words
// of a command are text, values are copied as they are.

const CRLF = "\r\n";
const FIRST_BYTES = 64 * 1024;

/** A buffer that grows: requests are appended, and taken together. */
export class RequestBuffer {
  private buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private used = 0;

  get isEmpty(): boolean {
    return this.used === 0;
  }

  /** Appends a request of text arguments. */
  append(...words: readonly string[]): void {
    let text = `*${words.length}${CRLF}`;
    for (const word of words) text += bulkOf(word);
    this.appendText(text);
  }

  /** Appends a SET; the value is copied. */
  appendSet(key: string, value: Buffer, ttlMs: number): void {
    const expiry = ttlMs === 0 ? "" : `${bulkOf("PX")}${bulkOf(String(ttlMs))}`;
    this.appendText(`*${ttlMs === 0 ? 3 : 5}${CRLF}${bulkOf("SET")}${bulkOf(key)}$${value.length}${CRLF}`);
    this.reserve(value.length);
    value.copy(this.buffer, this.used);
    this.used += value.length;
    this.appendText(`${CRLF}${expiry}`);
  }

  /** Everything appended since the last time; the memory is the caller's until it has been written. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.used);
    // What was handed out may still wait in a socket, so the rest of the buffer is used on and never the same bytes.
    this.buffer = this.buffer.subarray(this.used);
    this.used = 0;
    return taken;
  }

  private appendText(text: string): void {
    this.reserve(text.length * 3); // no code unit takes more in UTF-8
    this.used += this.buffer.write(text, this.used, "utf8");
  }

  private reserve(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, (this.used + bytes) * 2));
    this.buffer.copy(larger, 0, 0, this.used);
    this.buffer = larger;
  }
}

function bulkOf(word: string): string {
  return `$${Buffer.byteLength(word)}${CRLF}${word}${CRLF}`;
}
