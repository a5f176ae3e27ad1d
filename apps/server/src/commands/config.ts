// CONFIG GET, SET, REWRITE and RESETSTAT over the option table, in Redis's words.

import type { ReplyWriter } from "@segcache/resp";
import { type Config, FIXED_SETTINGS } from "../config.ts";
import { rewriteConfigFile } from "../config-rewrite.ts";
import type { Context } from "../context.ts";
import { replyErrorQuoting, SYNTAX } from "../errors.ts";
import { matchesGlob } from "../glob.ts";
import { replyLater } from "../late-reply.ts";
import { applyConfig, type Refusal, refusalOfFixed, valuesOf } from "../live-config.ts";
import { type Changes, concernsSockets } from "../live-sockets.ts";
import { type Assign, findOption, OPTIONS, type Option } from "../options.ts";

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
  const options = readNames(context, reply);
  const changes = options && readValues(context, reply, options);
  if (changes === undefined) return;
  const { sockets } = context.server;
  if (sockets === undefined || !concernsSockets(changes)) {
    const refusal = applyConfig(context.server, changes);
    if (refusal === undefined)
      context.server.change({ kind: "config", values: valuesOf(context.server.config, changes) });
    replyOutcome(reply, refusal);
    return;
  }
  if (context.session.isExecuting) {
    reply.error("ERR CONFIG SET of addresses, ports and certificates is not possible in a transaction");
    return;
  }
  replyLater(
    context,
    sockets.change(changes).then((refusal) => (late) => replyOutcome(late, refusal)),
  );
}

/** The options that CONFIG SET names, each with the argument that is its value; undefined after an error reply. All names are
 * looked at before any value. A fixed setting may be set to what it is, as scripts made for Redis do. */
function readNames(context: Context, reply: ReplyWriter): ReadonlyMap<Option, number> | undefined {
  const options = new Map<Option, number>();
  for (let i = 2; i < context.argumentCount; i += 2) {
    const name = context.text(i).toLowerCase();
    const option = findOption(name);
    if (option === undefined && !FIXED_SETTINGS.has(name)) {
      const before = "ERR Unknown option or number of arguments for CONFIG SET - '";
      replyErrorQuoting(reply, before, context.bytes(i), "'");
      return undefined;
    }
    if (FIXED_SETTINGS.get(name) === context.text(i + 1).toLowerCase()) continue;
    if (option?.isMutable !== true) {
      replyRefusal(reply, refusalOfFixed(name));
      return undefined;
    }
    if (options.has(option)) {
      replyRefusal(reply, { name, problem: "duplicate parameter" });
      return undefined;
    }
    options.set(option, i + 1);
  }
  return options;
}

/** What is to be assigned to the options; undefined after an error reply. */
function readValues(context: Context, reply: ReplyWriter, options: ReadonlyMap<Option, number>): Changes | undefined {
  const changes = new Map<Option, Assign>();
  for (const [option, index] of options) {
    const value = context.text(index);
    const parsed = option.read(option.isList ? value.split(" ") : [value], context.server.config);
    if ("problem" in parsed) {
      replyRefusal(reply, { name: option.name, problem: parsed.problem });
      return undefined;
    }
    changes.set(option, parsed.value);
  }
  return changes;
}

/** CONFIG REWRITE: what is in force goes into the config file the server was started with. */
export function configRewrite(context: Context, reply: ReplyWriter): void {
  const { configFile, config, log } = context.server;
  if (configFile === undefined) {
    reply.error("ERR The server is running without a config file");
    return;
  }
  try {
    rewriteConfigFile(configFile, config);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "the file cannot be written";
    log.warn({ err: error, configFile }, "CONFIG REWRITE failed");
    reply.error(`ERR Rewriting config file: ${reason}`);
    return;
  }
  log.info({ configFile }, "CONFIG REWRITE done");
  reply.simple("OK");
}

export function configResetstat(context: Context, reply: ReplyWriter): void {
  const { hits, misses, itemsEvicted, itemsExpired } = context.cache.stats();
  context.server.change({ kind: "reset-stats", baseline: { hits, misses, itemsEvicted, itemsExpired } });
  reply.simple("OK");
}

function replyOutcome(reply: ReplyWriter, refusal: Refusal | undefined): void {
  if (refusal === undefined) reply.simple("OK");
  else replyRefusal(reply, refusal);
}

function replyRefusal(reply: ReplyWriter, { name, problem }: Refusal): void {
  reply.error(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${problem}`);
}

function namesMatching(pattern: Uint8Array): string[] {
  const names = [...OPTIONS.map((option) => option.name), ...FIXED_SETTINGS.keys()];
  return names.filter((name) => matchesGlob(pattern, Buffer.from(name), true));
}

function settingOf(config: Config, name: string): string | undefined {
  const option = findOption(name);
  return option === undefined ? FIXED_SETTINGS.get(name) : option.format(config);
}
