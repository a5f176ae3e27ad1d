// Commands about the connection itself: greeting, protocol, database, end.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import { replyErrorQuoting, SYNTAX, WRONG_PASSWORD } from "../errors.ts";
import { matchesPassword } from "../passwords.ts";
import type { Session } from "../session.ts";
import { REDIS_VERSION } from "../version.ts";
import { wordOf } from "../words.ts";
import { readDatabase } from "./databases.ts";

const AUTH = wordOf("AUTH");
const SETNAME = wordOf("SETNAME");
const DEFAULT_USER = Buffer.from("default");
const NO_PASSWORD_SET =
  "ERR AUTH <password> called without any password configured for the default user. " +
  "Are you sure your configuration is correct?";
const HELLO_FIRST =
  "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> " +
  "option can be used to authenticate the client and select the RESP protocol version at the same time";
const HELLO_FIELDS = 7;
const PRINTABLE_MIN = 0x21; // "!"
const PRINTABLE_MAX = 0x7e; // "~"

export function ping(context: Context, reply: ReplyWriter): void {
  if (context.argumentCount > 2) {
    reply.error("ERR wrong number of arguments for 'ping' command");
    return;
  }
  if (context.argumentCount === 1) reply.simple("PONG");
  else reply.bulk(context.buffer, context.starts[1]!, context.ends[1]!);
}

export function echo(context: Context, reply: ReplyWriter): void {
  reply.bulk(context.buffer, context.starts[1]!, context.ends[1]!);
}

export function quit(context: Context, reply: ReplyWriter): void {
  context.session.isClosing = true;
  reply.simple("OK");
}

export function select(context: Context, reply: ReplyWriter): void {
  const database = readDatabase(context, reply, 1);
  if (database === undefined) return;
  context.session.database = database;
  reply.simple("OK");
}

export function reset(context: Context, reply: ReplyWriter): void {
  context.server.setMonitoring(context.session, false);
  context.session.reset();
  context.session.isAuthenticated = context.server.config.requirepass === "";
  reply.protocol = context.session.protocol;
  reply.simple("RESET");
}

/** AUTH [user] password. There is one user, `default`. */
export function auth(context: Context, reply: ReplyWriter): void {
  const { argumentCount } = context;
  if (argumentCount > 3) {
    reply.error(SYNTAX);
    return;
  }
  if (argumentCount === 2 && context.server.config.requirepass === "") {
    reply.error(NO_PASSWORD_SET);
    return;
  }
  const user = argumentCount === 3 ? context.bytes(1) : DEFAULT_USER;
  if (authenticate(context, user, context.bytes(argumentCount - 1))) reply.simple("OK");
  else reply.error(WRONG_PASSWORD);
}

/** HELLO [2 | 3 [AUTH user password] [SETNAME name]] */
export function hello(context: Context, reply: ReplyWriter): void {
  const { session } = context;
  const wish = readHello(context, reply);
  if (wish === undefined) return;
  if (!session.isAuthenticated && context.server.config.requirepass !== "") {
    reply.error(HELLO_FIRST);
    return;
  }
  session.name = wish.name;
  session.protocol = wish.protocol;
  reply.protocol = wish.protocol;
  replyHello(session, reply);
}

/** What HELLO's arguments ask for; undefined after an error reply. AUTH takes effect as it is read, as in Redis. */
function readHello(context: Context, reply: ReplyWriter): Pick<Session, "protocol" | "name"> | undefined {
  let { name } = context.session;
  if (context.argumentCount === 1) return { protocol: context.session.protocol, name };
  const protocol = context.rounded(1);
  if (Number.isNaN(protocol)) {
    reply.error("ERR Protocol version is not an integer or out of range");
    return undefined;
  }
  if (protocol !== 2 && protocol !== 3) {
    reply.error("NOPROTO unsupported protocol version");
    return undefined;
  }
  for (let i = 2; i < context.argumentCount; i++) {
    const left = context.argumentCount - 1 - i;
    if (context.isWord(i, AUTH) && left >= 2) {
      if (!authenticate(context, context.bytes(i + 1), context.bytes(i + 2))) {
        reply.error(WRONG_PASSWORD);
        return undefined;
      }
      i += 2;
    } else if (context.isWord(i, SETNAME) && left >= 1) {
      if (!isPlainName(context.bytes(i + 1))) {
        reply.error(BAD_CLIENT_NAME);
        return undefined;
      }
      name = context.text(i + 1);
      i++;
    } else {
      replyErrorQuoting(reply, "ERR Syntax error in HELLO option '", context.bytes(i), "'");
      return undefined;
    }
  }
  return { protocol, name };
}

function replyHello(session: Session, reply: ReplyWriter): void {
  reply.map(HELLO_FIELDS);
  reply.bulkString("server");
  reply.bulkString("redis");
  reply.bulkString("version");
  reply.bulkString(REDIS_VERSION);
  reply.bulkString("proto");
  reply.integer(session.protocol);
  reply.bulkString("id");
  reply.integer(session.id);
  reply.bulkString("mode");
  reply.bulkString("standalone");
  reply.bulkString("role");
  reply.bulkString("master");
  reply.bulkString("modules");
  reply.array(0);
}

export const BAD_CLIENT_NAME = "ERR Client names cannot contain spaces, newlines or special characters.";

/** Whether every byte is printable ASCII and no space: what Redis allows in names that CLIENT LIST prints. */
export function isPlainName(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= PRINTABLE_MIN && byte <= PRINTABLE_MAX);
}

/** Whether user and password are right; then the session is authenticated. While there is no password, any is right. */
function authenticate(context: Context, user: Uint8Array, password: Uint8Array): boolean {
  const { requirepass } = context.server.config;
  const isRight = DEFAULT_USER.equals(user) && (requirepass === "" || matchesPassword(password, requirepass));
  if (isRight) context.session.isAuthenticated = true;
  else context.server.metrics.authenticationFailures++;
  return isRight;
}
