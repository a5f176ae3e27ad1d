// Byte values the protocol is made of, and UTF-8 writing into a given array.
// UTF-8 is written by hand: replies are mostly a few ASCII letters, for which a plain loop is the shortest path, and the
// target is the writer's own buffer, so no intermediate array appears. A lone surrogate becomes U+FFFD, as TextEncoder does.

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const DOLLAR = 0x24;
export const SINGLE_QUOTE = 0x27;
export const ASTERISK = 0x2a;
export const MINUS = 0x2d;
export const ZERO = 0x30;
export const NINE = 0x39;
export const BACKSLASH = 0x5c;

/** No bytes; shared, because it cannot be written to. */
export const NO_BYTES: Uint8Array = new Uint8Array(0);

const REPLACEMENT = 0xfffd;

/** Returns the code point at `at`; it spans two units exactly when it is above 0xffff. */
function codePointOf(text: string, at: number): number {
  const point = text.codePointAt(at) as number; // callers stay below text.length
  return point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point;
}

/** Returns how many bytes `text` takes in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    const point = unit < 0xd800 ? unit : codePointOf(text, i);
    if (point < 0x800) bytes += 1;
    else bytes += 2; // three bytes for one unit, or four for two
    if (point > 0xffff) i++;
  }
  return bytes;
}

/** Writes `text` as UTF-8 at `at`; the caller has made room for `utf8Length(text)` bytes. Returns the position after it. */
export function writeUtf8(target: Uint8Array, at: number, text: string): number {
  let next = at;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      target[next++] = unit;
      continue;
    }
    const point = unit < 0xd800 ? unit : codePointOf(text, i);
    if (point < 0x800) {
      target[next++] = 0xc0 | (point >> 6);
    } else {
      if (point > 0xffff) {
        target[next++] = 0xf0 | (point >> 18);
        target[next++] = 0x80 | ((point >> 12) & 0x3f);
        i++;
      } else {
        target[next++] = 0xe0 | (point >> 12);
      }
      target[next++] = 0x80 | ((point >> 6) & 0x3f);
    }
    target[next++] = 0x80 | (point & 0x3f);
  }
  return next;
}
