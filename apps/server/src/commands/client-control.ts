// CLIENT KILL, PAUSE, UNPAUSE and REPLY: ending connections, holding them back, silencing one's own.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import { replyErrorQuoting, replySubcommandSyntax, SYNTAX } from "../errors.ts";
import type { ClientRecord } from "../threads/report.ts";
import { equalsWord, wordOf } from "../words.ts";

const ID = wordOf("ID");
const TYPE = wordOf("TYPE");
const ADDR = wordOf("ADDR");
const LADDR = wordOf("LADDR");
const USER = wordOf("USER");
const SKIPME = wordOf("SKIPME");
const MAXAGE = wordOf("MAXAGE");
const YES = wordOf("yes");
const NO = wordOf("no");
const NORMAL = wordOf("NORMAL");
/** Client types that Redis knows and this server never has. */
const OTHER_TYPES = [wordOf("MASTER"), wordOf("REPLICA"), wordOf("SLAVE"), wordOf("PUBSUB")];
const DEFAULT_USER = "default";
const ON = wordOf("ON");
const OFF = wordOf("OFF");
const SKIP = wordOf("SKIP");
const WRITE = wordOf("WRITE");
const ALL = wordOf("ALL");
const TIMEOUT_MAX = 2n ** 63n - 1n;

/** Which sessions CLIENT KILL is about; undefined means any. */
interface Filter {
  id?: number;
  address?: string;
  localAddress?: string;
  minAgeSeconds?: number;
  /** A type that no session here has. */
  isNobody?: boolean;
  skipsMe: boolean;
}

/** Whether a word is a client type: the type, or undefined. */
export function clientTypeOf(word: Uint8Array): "normal" | "other" | undefined {
  const is = (type: Uint8Array): boolean => equalsWord(word, 0, word.length, type);
  if (is(NORMAL)) return "normal";
  return OTHER_TYPES.some(is) ? "other" : undefined;
}

/** CLIENT KILL addr:port, or CLIENT KILL filter value [filter value ...] */
export function clientKill(context: Context, reply: ReplyWriter): void {
  if (context.argumentCount === 3) {
    const killed = kill(context, { address: context.text(2), skipsMe: false });
    if (killed === 0) reply.error("ERR No such client");
    else reply.simple("OK");
    return;
  }
  const filter = readFilter(context, reply);
  if (filter !== undefined) reply.integer(kill(context, filter));
}

/** Reads filters from argument 2 on; undefined after an error reply. */
function readFilter(context: Context, reply: ReplyWriter): Filter | undefined {
  const filter: Filter = { skipsMe: true };
  for (let i = 2; i < context.argumentCount; i += 2) {
    const problem = i + 1 < context.argumentCount ? addFilter(context, reply, i, filter) : SYNTAX;
    if (problem === undefined) continue;
    if (problem !== "") reply.error(problem);
    return undefined;
  }
  return filter;
}

/** Adds one filter. @returns what is wrong with it; "" when that has been replied already. */
function addFilter(context: Context, reply: ReplyWriter, index: number, filter: Filter): string | undefined {
  const value = context.bytes(index + 1);
  if (context.isWord(index, ID)) {
    filter.id = context.rounded(index + 1);
    return filter.id > 0 ? undefined : "ERR client-id should be greater than 0";
  }
  if (context.isWord(index, TYPE)) {
    const type = clientTypeOf(value);
    if (type === "other") filter.isNobody = true;
    if (type !== undefined) return undefined;
    replyErrorQuoting(reply, "ERR Unknown client type '", value, "'");
    return "";
  }
  if (context.isWord(index, ADDR)) filter.address = context.text(index + 1);
  else if (context.isWord(index, LADDR)) filter.localAddress = context.text(index + 1);
  else if (context.isWord(index, USER)) {
    if (context.text(index + 1) === DEFAULT_USER) return undefined;
    replyErrorQuoting(reply, "ERR No such user '", value, "'");
    return "";
  } else if (context.isWord(index, SKIPME)) {
    filter.skipsMe = context.isWord(index + 1, YES);
    if (!filter.skipsMe && !context.isWord(index + 1, NO)) return SYNTAX;
  } else if (context.isWord(index, MAXAGE)) {
    filter.minAgeSeconds = context.rounded(index + 1);
    return filter.minAgeSeconds > 0 ? undefined : "ERR maxage should be greater than 0";
  } else return SYNTAX;
  return undefined;
}

/** Ends the sessions; one's own gets its reply first. @returns how many. */
function kill(context: Context, filter: Filter): number {
  const { session, server, nowMs } = context;
  const found = server.whole.clients.filter((client) => matches(client, filter, nowMs)).map(({ id }) => id);
  const others = found.filter((id) => id !== session.id);
  if (others.length > 0) server.change({ kind: "kill", ids: others });
  if (others.length === found.length || filter.skipsMe) return others.length;
  session.isClosing = true;
  return found.length;
}

function matches({ id, address, localAddress, createdMs }: ClientRecord, filter: Filter, nowMs: number): boolean {
  if (filter.isNobody === true || (filter.id !== undefined && filter.id !== id)) return false;
  if (filter.address !== undefined && filter.address !== address) return false;
  if (filter.localAddress !== undefined && filter.localAddress !== localAddress) return false;
  return filter.minAgeSeconds === undefined || Math.floor((nowMs - createdMs) / 1000) >= filter.minAgeSeconds;
}

/** CLIENT PAUSE milliseconds [WRITE | ALL] */
export function clientPause(context: Context, reply: ReplyWriter): void {
  const isWrite = context.argumentCount > 3 && context.isWord(3, WRITE);
  if (context.argumentCount > 4) {
    replySubcommandSyntax(context, reply);
    return;
  }
  if (context.argumentCount === 4 && !isWrite && !context.isWord(3, ALL)) {
    reply.error("ERR CLIENT PAUSE mode must be WRITE or ALL");
    return;
  }
  const timeoutMs = context.int64(2);
  if (timeoutMs === undefined) {
    reply.error("ERR timeout is not an integer or out of range");
    return;
  }
  if (timeoutMs < 0n) {
    reply.error("ERR timeout is negative");
    return;
  }
  if (timeoutMs + BigInt(context.nowMs) > TIMEOUT_MAX) {
    reply.error("ERR timeout is out of range");
    return;
  }
  const endMs = context.nowMs + Number(timeoutMs);
  context.server.change({ kind: "pause", pause: isWrite ? "write" : "all", endMs });
  reply.simple("OK");
}

export function clientUnpause(context: Context, reply: ReplyWriter): void {
  context.server.change({ kind: "unpause" });
  reply.simple("OK");
}

/** CLIENT REPLY ON | OFF | SKIP */
export function clientReply(context: Context, reply: ReplyWriter): void {
  const { session } = context;
  if (context.isWord(2, ON)) {
    session.replyMode = "on";
    reply.simple("OK");
  } else if (context.isWord(2, OFF)) {
    session.replyMode = "off";
  } else if (context.isWord(2, SKIP)) {
    if (session.replyMode !== "off") session.replyMode = "skip-next";
  } else reply.error(SYNTAX);
}
