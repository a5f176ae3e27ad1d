// INCRBYFLOAT: arithmetic on numbers with a fraction, in Redis's precision and notation.

import type { ReplyWriter } from "@segcache/resp";
import { KEEP_TTL, MISS, NEVER, STORED } from "segcache-core";
import type { Context } from "../context.ts";
import { refusedWrite } from "../errors.ts";
import {
  addLongDoubles,
  FLOAT_TEXT_BYTES_MAX,
  formatLongDouble,
  type Parsed,
  parseLongDouble,
} from "../long-double.ts";

const NOT_A_FLOAT = "ERR value is not a valid float";
const NOT_FINITE = "ERR increment would produce NaN or Infinity";

export function incrbyfloat(context: Context, reply: ReplyWriter): void {
  const { raw, buffer, starts, ends } = context;
  const { database } = context.session;
  const value = storedNumber(context);
  const increment = parseBytes(context.bytes(2));
  if (value === undefined || increment === undefined) {
    reply.error(NOT_A_FLOAT);
    return;
  }
  const sum = value === "infinite" || increment === "infinite" ? undefined : addLongDoubles(value, increment);
  if (sum === undefined) {
    reply.error(NOT_FINITE);
    return;
  }
  const text = Buffer.from(formatLongDouble(sum), "latin1");
  const outcome = raw.set(buffer, starts[1]!, ends[1]!, database, text, 0, text.length, NEVER, KEEP_TTL);
  if (outcome === STORED) reply.bulk(text);
  else reply.error(refusedWrite(context, outcome, context.argumentBytes(1), text.length));
}

/** The stored number; an absent key counts as 0. */
function storedNumber(context: Context): Parsed {
  const { raw, buffer, starts, ends } = context;
  const item = raw.peek(buffer, starts[1]!, ends[1]!, context.session.database);
  if (item === MISS) return { mantissa: 0n, exponent: 0 };
  const length = raw.valueBytes(item);
  if (length > FLOAT_TEXT_BYTES_MAX) return undefined;
  const text = new Uint8Array(length);
  raw.copyValue(item, text, 0);
  return parseBytes(text);
}

function parseBytes(bytes: Uint8Array): Parsed {
  if (bytes.length > FLOAT_TEXT_BYTES_MAX) return undefined;
  return parseLongDouble(Buffer.from(bytes).toString("latin1"));
}
