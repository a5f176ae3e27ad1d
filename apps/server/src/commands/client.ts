// CLIENT and its subcommands: what a connection is called and which connections there are.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import { replyErrorQuoting, SYNTAX } from "../errors.ts";
import { type ClientRecord, recordOf } from "../threads/report.ts";
import { wordOf } from "../words.ts";
import { clientTypeOf } from "./client-control.ts";
import { BAD_CLIENT_NAME, isPlainName } from "./connection.ts";

const ON = wordOf("ON");
const OFF = wordOf("OFF");
const ID = wordOf("ID");
const TYPE = wordOf("TYPE");
const LIB_NAME = wordOf("LIB-NAME");
const LIB_VER = wordOf("LIB-VER");

export function clientId(context: Context, reply: ReplyWriter): void {
  reply.integer(context.session.id);
}

export function clientGetname(context: Context, reply: ReplyWriter): void {
  if (context.session.name === "") reply.null();
  else reply.bulkString(context.session.name);
}

export function clientSetname(context: Context, reply: ReplyWriter): void {
  if (!isPlainName(context.bytes(2))) {
    reply.error(BAD_CLIENT_NAME);
    return;
  }
  context.session.name = context.text(2);
  reply.simple("OK");
}

/** CLIENT SETINFO LIB-NAME | LIB-VER text: libraries tell who they are. */
export function clientSetinfo(context: Context, reply: ReplyWriter): void {
  const isName = context.isWord(2, LIB_NAME);
  if (!isName && !context.isWord(2, LIB_VER)) {
    replyErrorQuoting(reply, "ERR Unrecognized option '", context.bytes(2), "'");
    return;
  }
  if (!isPlainName(context.bytes(3))) {
    const after = " cannot contain spaces, newlines or special characters.";
    replyErrorQuoting(reply, "ERR ", context.bytes(2), after);
    return;
  }
  if (isName) context.session.libName = context.text(3);
  else context.session.libVersion = context.text(3);
  reply.simple("OK");
}

/** CLIENT NO-EVICT ON | OFF: whether maxmemory-clients spares this connection. */
export function clientNoEvict(context: Context, reply: ReplyWriter): void {
  const isOn = context.isWord(2, ON);
  if (!isOn && !context.isWord(2, OFF)) {
    reply.error(SYNTAX);
    return;
  }
  context.session.noEvict = isOn;
  reply.simple("OK");
}

/** CLIENT NO-TOUCH ON | OFF: whether this client's reads count towards the popularity of keys. */
export function clientNoTouch(context: Context, reply: ReplyWriter): void {
  const isOn = context.isWord(2, ON);
  if (!isOn && !context.isWord(2, OFF)) {
    reply.error(SYNTAX);
    return;
  }
  context.session.noTouch = isOn;
  reply.simple("OK");
}

export function clientInfo(context: Context, reply: ReplyWriter): void {
  const own = recordOf(context.session, context.server.monitors.hasBegun(context.session));
  reply.verbatim("txt", `${describe(context, reply, own)}\n`);
}

/** CLIENT LIST [TYPE normal | master | replica | pubsub] [ID id ...] */
export function clientList(context: Context, reply: ReplyWriter): void {
  if (context.argumentCount === 2) {
    replyList(context, reply, context.server.whole.clients);
    return;
  }
  if (context.argumentCount === 4 && context.isWord(2, TYPE)) {
    const type = clientTypeOf(context.bytes(3));
    if (type !== undefined) {
      replyList(context, reply, type === "normal" ? context.server.whole.clients : []);
      return;
    }
    replyErrorQuoting(reply, "ERR Unknown client type '", context.bytes(3), "'");
    return;
  }
  if (context.argumentCount > 3 && context.isWord(2, ID)) {
    const clients = new Map(context.server.whole.clients.map((client) => [client.id, client]));
    const found: ClientRecord[] = [];
    for (let i = 3; i < context.argumentCount; i++) {
      const id = context.rounded(i);
      if (Number.isNaN(id)) {
        reply.error("ERR Invalid client ID");
        return;
      }
      const client = clients.get(id);
      if (client !== undefined) found.push(client);
    }
    replyList(context, reply, found);
    return;
  }
  reply.error(SYNTAX);
}

function replyList(context: Context, reply: ReplyWriter, clients: Iterable<ClientRecord>): void {
  let text = "";
  for (const client of clients) text += `${describe(context, reply, client)}\n`;
  reply.verbatim("txt", text);
}

/**
 * One line of CLIENT LIST, with Redis's fields in Redis's order. `argv-mem` and `obl` tell of the request that asks and of
 * the replies before it, which other clients cannot have at this moment. Nobody has a reply buffer of his own (`rbs`,
 * `rbp`) or spare room for requests (`qbuf-free`): connections share them.
 */
function describe(context: Context, reply: ReplyWriter, client: ClientRecord): string {
  const { nowMs } = context;
  const isOwn = client.id === context.session.id;
  const argumentBytes = isOwn ? requestBytesOf(context) : 0;
  const gatheredBytes = isOwn ? reply.length - context.session.repliesStart : 0;
  const { inputBytes, outputBytes } = client;
  const who = `id=${client.id} addr=${client.address} laddr=${client.localAddress} fd=${client.descriptor} name=${client.name}`;
  const age = `age=${secondsBetween(client.createdMs, nowMs)} idle=${secondsBetween(client.lastActiveMs, nowMs)}`;
  const state = `flags=${flagsOf(client)} db=${client.database} sub=0 psub=0 ssub=0`;
  const input = `multi=${client.queued} qbuf=${inputBytes} qbuf-free=0 argv-mem=${argumentBytes}`;
  const own = `multi-mem=${client.transactionBytes} rbs=0 rbp=0 obl=${gatheredBytes}`;
  const output = `oll=${outputBytes > 0 ? 1 : 0} omem=${outputBytes}`;
  const total = `tot-mem=${client.bytes + argumentBytes + gatheredBytes} events=${outputBytes > 0 ? "rw" : "r"}`;
  const command = `cmd=${client.lastCommand ?? "NULL"} user=default redir=-1 resp=${client.protocol}`;
  const library = `lib-name=${client.libName} lib-ver=${client.libVersion}`;
  return `${who} ${age} ${state} ${input} ${own} ${output} ${total} ${command} ${library}`;
}

/** Bytes of the arguments of the request that runs. */
function requestBytesOf(context: Context): number {
  let bytes = 0;
  for (let i = 0; i < context.argumentCount; i++) bytes += context.argumentBytes(i);
  return bytes;
}

/** O: monitor; x: in a transaction; c: closing; e: excluded from eviction; T: does not touch; N: nothing of these. */
function flagsOf(client: ClientRecord): string {
  const flags =
    (client.isMonitor ? "O" : "") +
    (client.queued >= 0 ? "x" : "") +
    (client.isClosing ? "c" : "") +
    (client.noEvict ? "e" : "") +
    (client.noTouch ? "T" : "");
  return flags === "" ? "N" : flags;
}

/** A clock that stepped back gives no negative age. */
function secondsBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 1000));
}
