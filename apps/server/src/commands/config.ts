// CONFIG GET, SET and RESETSTAT over the option table, in Redis's words.

import type { ReplyWriter } from "@segcache/resp";
import {
  assignOption,
  type Config,
  FIXED_SETTINGS,
  findOption,
  formatOption,
  OPTIONS,
  type Option,
  type OptionValue,
  parseOption,
} from "../config.ts";
import type { Context } from "../context.ts";
import { replyErrorQuoting, SYNTAX } from "../errors.ts";
import { matchesGlob } from "../glob.ts";
import { pinoLevelOf } from "../log.ts";

/** CONFIG GET pattern [pattern ...]: each matching setting once. */
export function configGet(context: Context, reply: ReplyWriter): void {
  const { config } = context.server;
  const settings = new Map<string, string>();
  for (let i = 2; i < context.argumentCount; i++) {
    const text = context.text(i);
    if (/[*?[]/.test(text)) {
      for (const name of namesMatching(context.bytes(i))) settings.set(name, settingOf(config, name)!);
    } else {
      const value = settingOf(config, text.toLowerCase());
      if (value !== undefined) settings.set(text, value); // a plain name is told as it was asked, as Redis does
    }
  }
  reply.map(settings.size);
  for (const [name, value] of settings) {
    reply.bulkString(name);
    reply.bulkString(value);
  }
}

/** CONFIG SET name value [name value ...]: all of it, or nothing when one value is refused. */
export function configSet(context: Context, reply: ReplyWriter): void {
  if (context.argumentCount % 2 !== 0) {
    reply.error(SYNTAX);
    return;
  }
  const changes = new Map<Option, OptionValue>();
  for (let i = 2; i < context.argumentCount; i += 2) {
    const name = context.text(i).toLowerCase();
    const option = findOption(name);
    if (option === undefined && !FIXED_SETTINGS.has(name)) {
      const before = "ERR Unknown option or number of arguments for CONFIG SET - '";
      replyErrorQuoting(reply, before, context.bytes(i), "'");
      return;
    }
    if (option === undefined || !option.mutable) {
      reply.error(failed(name, "can't set immutable config"));
      return;
    }
    if (changes.has(option)) {
      reply.error(failed(name, "duplicate parameter"));
      return;
    }
    const parsed = parseOption(option, context.text(i + 1));
    if ("problem" in parsed) {
      reply.error(failed(name, parsed.problem));
      return;
    }
    changes.set(option, parsed.value);
  }
  const { config, log } = context.server;
  for (const [option, value] of changes) assignOption(config, option, value);
  log.level = pinoLevelOf(config.loglevel);
  reply.simple("OK");
}

export function configResetstat(context: Context, reply: ReplyWriter): void {
  context.server.metrics.reset(context.cache.stats());
  context.server.commandStats.reset();
  reply.simple("OK");
}

function failed(name: string, problem: string): string {
  return `ERR CONFIG SET failed (possibly related to argument '${name}') - ${problem}`;
}

function namesMatching(pattern: Uint8Array): string[] {
  const names = [...OPTIONS.map((option) => option.name), ...FIXED_SETTINGS.keys()];
  return names.filter((name) => matchesGlob(pattern, Buffer.from(name), true));
}

function settingOf(config: Config, name: string): string | undefined {
  const option = findOption(name);
  return option === undefined ? FIXED_SETTINGS.get(name) : formatOption(config, option.name);
}
