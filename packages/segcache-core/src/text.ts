// Strings as bytes: keys and values given as strings are their UTF-8 bytes (lone surrogates become U+FFFD). Encoding goes
// into a scratch buffer that belongs to one cache and is overwritten by the next call.

import { decodeBytes } from "./byte-ranges.ts";

const ASCII_MAX = 0x7f;
/** Up to this length a loop over ASCII beats the encoder. */
const LOOP_CHARACTERS = 24;
const UTF8_BYTES_PER_UNIT = 3;

export class TextScratch {
  private readonly encoder: TextEncoder = new TextEncoder();
  private readonly bytesMax: number;
  /** Where the last string stands, from 0 on. */
  bytes: Uint8Array = new Uint8Array(256);

  /** @param bytesMax longest encoding that is wanted. */
  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** Encodes a string into `bytes`; returns its length, or -1 when that is above the maximum. */
  encode(text: string): number {
    if (text.length <= LOOP_CHARACTERS) {
      const { bytes } = this;
      let at = 0;
      for (; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        if (unit > ASCII_MAX) break;
        bytes[at] = unit;
      }
      if (at === text.length) return at;
    }
    if (text.length > this.bytesMax) return -1;
    const needed = Math.min(text.length * UTF8_BYTES_PER_UNIT, this.bytesMax);
    if (this.bytes.length < needed) this.bytes = new Uint8Array(Math.min(2 * needed, this.bytesMax));
    const { read, written } = this.encoder.encodeInto(text, this.bytes);
    return read < text.length || written > this.bytesMax ? -1 : written;
  }
}

/** The text that bytes encode. */
export function decodeText(bytes: Uint8Array): string {
  return decodeBytes(bytes, 0, bytes.length);
}
