// The codec's two error kinds: bytes that break the protocol, and (for clients) an error the server replied with.
// Neither is thrown by the hot path: a parser hands a ProtocolError out once and stays stopped, a ReplyError is a value.

import { CR, LF } from "./bytes.ts";

/** A peer sent bytes that are not the protocol. */
export class ProtocolError extends Error {
  override readonly name: string = "ProtocolError";
  /** Bytes of the stream before the trouble: of a request, up to the line at fault; of a reply, up to the end of the chunk
   *  that showed it. */
  readonly offset: number;

  /** @param message for requests, the text Redis sends after "-ERR ". */
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** An error reply, such as "WRONGTYPE Operation against a key ...". A value among replies; nothing throws it. */
export class ReplyError extends Error {
  override readonly name: string = "ReplyError";
  /** The first word of the reply, which says what kind of error it is: "ERR", "WRONGTYPE", "NOAUTH", ... */
  readonly code: string;

  /** @param message the whole reply text, code included. */
  constructor(message: string) {
    super(message);
    const space = message.indexOf(" ");
    this.code = space < 0 ? message : message.slice(0, space);
  }
}

/** Returns a byte as the character an error text shows; a line break would end the error reply. */
export function printable(byte: number): string {
  return byte === CR || byte === LF ? " " : String.fromCharCode(byte);
}
