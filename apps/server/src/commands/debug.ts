// DEBUG, as far as it is of use here: standing still, and crashing, to see what then happens to clients. Off unless
// enable-debug-command allows it.

import { isMainThread } from "node:worker_threads";
import type { ReplyWriter } from "@segcache/resp";
import { isLocal } from "../admission.ts";
import type { Context } from "../context.ts";
import { replySubcommandSyntax } from "../errors.ts";
import { exitAtOnce } from "../exit-at-once.ts";
import { wordOf } from "../words.ts";

const SLEEP = wordOf("SLEEP");
const PANIC = wordOf("PANIC");
const SEGFAULT = wordOf("SEGFAULT");
const HELP = wordOf("HELP");
const MS_PER_SECOND = 1000;
const SLEEP_SECONDS_MAX = 3600;

/** What anyone else is told. */
export const DEBUG_NOT_ALLOWED: string =
  'ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can run it from a local ' +
  "connection, otherwise you need to set this option in the configuration file, and then restart the server.";

const HELP_LINES = [
  "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
  "PANIC",
  "    Crash the thread that serves this connection with an error.",
  "SEGFAULT",
  "    End the thread that serves this connection without a word.",
  "SLEEP <seconds>",
  "    Stop the thread that serves this connection for so many seconds, decimals allowed.",
  "HELP",
  "    Print this help.",
];

/** DEBUG PANIC | SEGFAULT | SLEEP seconds | HELP */
export function debug(context: Context, reply: ReplyWriter): void {
  const { argumentCount } = context;
  if (context.isWord(1, HELP) && argumentCount === 2) {
    reply.array(HELP_LINES.length);
    for (const line of HELP_LINES) reply.simple(line);
  } else if (context.isWord(1, SLEEP) && argumentCount === 3) {
    sleep(Number(context.text(2)));
    reply.simple("OK");
  } else if (context.isWord(1, PANIC)) {
    context.session.isClosing = true;
    setImmediate(() => {
      throw new Error("DEBUG PANIC");
    });
  } else if (context.isWord(1, SEGFAULT)) {
    context.session.isClosing = true;
    if (isMainThread) exitAtOnce();
    process.exit(1); // the thread alone
  } else replySubcommandSyntax(context, reply);
}

/** Whether enable-debug-command lets this client run protected commands. */
export function isDebugAllowed({ server, session }: Context): boolean {
  const setting = server.config["enable-debug-command"];
  if (setting === "local") return isLocal(session.peer.host);
  return setting === "yes";
}

function sleep(seconds: number): void {
  const ms = Math.min(Math.max(0, seconds || 0), SLEEP_SECONDS_MAX) * MS_PER_SECOND;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, ms);
}
