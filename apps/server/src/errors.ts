// The texts of error replies. Clients and frameworks match on them, so they are Redis 7's to the letter; the two that
// Redis does not have (a value or key that cannot be stored) name the limit. Bytes of a request that are quoted in an
// error keep their value, except line ends, which would break the protocol.

import type { ReplyWriter } from "@segcache/resp";
import { KEY_BYTES_MAX, NO_SPACE } from "segcache-core";
import type { Context } from "./context.ts";

export const SYNTAX = "ERR syntax error";
export const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
export const OVERFLOWS = "ERR increment or decrement would overflow";
export const OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";
export const NOT_AUTHENTICATED = "NOAUTH Authentication required.";
export const WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";

/** Redis quotes at most this much of a name or of all arguments together. */
const QUOTED_BYTES_MAX = 128;

export function wrongArity(fullName: string): string {
  return `ERR wrong number of arguments for '${fullName}' command`;
}

export function invalidExpire(fullName: string): string {
  return `ERR invalid expire time in '${fullName}' command`;
}

/** Why a write was refused: `outcome` is NO_SPACE or TOO_LARGE, the key and the size are the refused ones. */
export function refusedWrite(context: Context, outcome: number, keyBytes: number, valueBytes: number): string {
  if (outcome === NO_SPACE) return OUT_OF_MEMORY;
  if (keyBytes > KEY_BYTES_MAX) {
    return `ERR key is too large: ${keyBytes} bytes, the limit is ${KEY_BYTES_MAX} bytes`;
  }
  const { segmentSize, valueBytesMax } = context.cache.limits;
  if (valueBytes > valueBytesMax) {
    return `ERR value is too large: ${valueBytes} bytes, the limit is ${valueBytesMax} bytes`;
  }
  return `ERR key is too large: ${keyBytes} bytes, it must fit a segment of ${segmentSize} bytes`;
}

/** `-ERR unknown command 'X', with args beginning with: 'a' 'b' `. */
export function replyUnknownCommand(context: Context, reply: ReplyWriter): void {
  let quoted = "";
  for (let i = 1; i < context.argumentCount && quoted.length < QUOTED_BYTES_MAX; i++) {
    quoted += `'${quote(context.bytes(i), QUOTED_BYTES_MAX - quoted.length)}' `;
  }
  const name = quote(context.bytes(0), QUOTED_BYTES_MAX);
  replyErrorBytes(reply, `ERR unknown command '${name}', with args beginning with: ${quoted}`);
}

/** `-ERR unknown subcommand 'x'. Try CLIENT HELP.`; `parent` is the command's name in capitals. */
export function replyUnknownSubcommand(context: Context, reply: ReplyWriter, parent: string): void {
  replyErrorBytes(reply, `ERR unknown subcommand '${quote(context.bytes(1), QUOTED_BYTES_MAX)}'. Try ${parent} HELP.`);
}

/** What Redis says to a subcommand that found too many arguments only while it ran. */
export function replySubcommandSyntax(context: Context, reply: ReplyWriter): void {
  const [parent = ""] = context.command.fullName.toUpperCase().split("|");
  const subcommand = quote(context.bytes(1), QUOTED_BYTES_MAX);
  const text = `ERR unknown subcommand or wrong number of arguments for '${subcommand}'. Try ${parent} HELP.`;
  replyErrorBytes(reply, text);
}

/** An error that quotes one argument between two texts. */
export function replyErrorQuoting(reply: ReplyWriter, before: string, argument: Uint8Array, after = ""): void {
  replyErrorBytes(reply, before + quote(argument, argument.length) + after);
}

/** Bytes as characters of the same value, cut as C's `%.*s` cuts: at the length, and at a zero byte. */
function quote(bytes: Uint8Array, lengthMax: number): string {
  const zero = bytes.indexOf(0);
  const length = Math.min(lengthMax, zero < 0 ? bytes.length : zero);
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}

/** Writes an error whose characters stand for single bytes. Line ends at its end go, as in Redis, those inside are blanks. */
function replyErrorBytes(reply: ReplyWriter, text: string): void {
  const line = text.replace(/[\r\n]+$/, "").replace(/[\r\n]/g, " ");
  reply.raw(Buffer.from(`-${line}\r\n`, "latin1"));
}
