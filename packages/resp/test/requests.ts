// What the request suites share: writing requests, reading every request of a stream, and arbitrary commands.

import fc from "fast-check";
import { MALFORMED, NEED_MORE, READY, type RequestLimits, RequestParser } from "../src/index.ts";

/** All a parser said about a stream. Arguments are shown as latin1, one character a byte. */
export interface Outcome {
  readonly requests: string[][];
  readonly error: string | undefined;
  readonly offset: number | undefined;
}

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

/** Writes commands as arrays of bulk strings. */
export function encode(commands: readonly (readonly string[])[]): Uint8Array {
  const texts = commands.map((words) => `*${words.length}\r\n${words.map((w) => `$${w.length}\r\n${w}\r\n`).join("")}`);
  return bytesOf(texts.join(""));
}

export function argumentsOf(parser: RequestParser): string[] {
  const { buffer, starts, ends } = parser;
  return Array.from({ length: parser.argumentCount }, (_, i) =>
    Buffer.from(buffer.subarray(starts[i], ends[i])).toString("latin1"),
  );
}

/** Feeds the chunks, each from memory that is overwritten as soon as the parser has let go of it. */
export function parseChunks(chunks: readonly Uint8Array[], limits: Partial<RequestLimits> = {}): Outcome {
  const parser = new RequestParser(limits);
  const requests: string[][] = [];
  for (const chunk of chunks) {
    const borrowed = chunk.slice();
    parser.feed(borrowed);
    let state = parser.next();
    for (; state === READY; state = parser.next()) requests.push(argumentsOf(parser));
    if (state !== MALFORMED && state !== NEED_MORE) throw new Error(`next() returned ${state}`);
    if (!Buffer.from(borrowed).equals(chunk)) throw new Error("the parser has written to a borrowed chunk");
    borrowed.fill(0x2a);
  }
  return { requests, error: parser.error?.message, offset: parser.error?.offset };
}

/** Cuts `bytes` at the given places, in any order, repeated or not. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const bounds = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return bounds.slice(1).map((end, i) => bytes.subarray(bounds[i], end));
}

export function byteByByte(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
}

/** Words of any bytes, among them what the protocol is made of. */
export const anyWord: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "\r", "\n", "$", "*", "1", "\0", "\xff", '"', " "), maxLength: 12 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
);

export const anyCommand: fc.Arbitrary<string[]> = fc.array(anyWord, { minLength: 1, maxLength: 6 });

/** A line of words and quotes in any state of repair. */
export const anyInlineText: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom(
    '"',
    "'",
    "\\",
    "x",
    "n",
    "r",
    "t",
    "b",
    "a",
    "4",
    "1",
    " ",
    "\t",
    "\v",
    "\f",
    "\r",
    "\xff",
    "z",
  ),
  maxLength: 24,
});

/** Any request on the wire, whole: an array, an empty array, or a line that may be blank or badly quoted. */
export const anyRequest: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: anyCommand.map((words) => encode([words])) },
  { weight: 1, arbitrary: fc.constantFrom("*0\r\n", "*-1\r\n", "\r\n", "\n", "  \r\n").map(bytesOf) },
  {
    weight: 2,
    arbitrary: fc.tuple(anyInlineText, fc.constantFrom("\n", "\r\n")).map(([text, end]) => bytesOf(text + end)),
  },
);
