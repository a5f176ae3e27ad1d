// Which arguments are secrets. They are hidden wherever requests are shown: MONITOR, SLOWLOG.

import type { Context } from "./context.ts";
import { wordOf } from "./words.ts";

const AUTH = wordOf("AUTH");
const SECRET_SETTINGS = [wordOf("requirepass"), wordOf("tls-key-file-pass")];
const HIDDEN = new TextEncoder().encode("(redacted)");

/** Argument `index` of the request, or what is shown in place of a secret. Borrowed, like the context's bytes. */
export function shownArgument(context: Context, index: number): Uint8Array {
  return isSecret(context, index) ? HIDDEN : context.bytes(index);
}

function isSecret(context: Context, index: number): boolean {
  switch (context.command.fullName) {
    case "auth":
      return index > 0;
    case "hello":
      return index > 2 && (context.isWord(index - 1, AUTH) || context.isWord(index - 2, AUTH));
    case "config|set":
      return index > 2 && index % 2 === 1 && SECRET_SETTINGS.some((word) => context.isWord(index - 1, word));
    default:
      return false;
  }
}
