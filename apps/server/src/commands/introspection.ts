// COMMAND and its subcommands, and HELP of every container: the table, told to clients. Libraries read flags and key
// positions from it; redis-cli reads the summaries for its hints.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import { SYNTAX } from "../errors.ts";
import { matchesGlob } from "../glob.ts";
import { wordOf } from "../words.ts";
import { acceptsArity, type Command, lastKeyOf } from "./command.ts";
import { KEY_FLAGS, TIPS } from "./key-specs.ts";
import { type Argument, argumentsOf, SYNTAXES } from "./syntax.ts";

const FILTERBY = wordOf("FILTERBY");
const MODULE = wordOf("MODULE");
const ACLCAT = wordOf("ACLCAT");
const PATTERN = wordOf("PATTERN");
const DETAILS_PER_COMMAND = 10;

export function command(context: Context, reply: ReplyWriter): void {
  const { commands } = context.server.commands;
  reply.array(commands.length);
  for (const each of commands) replyDetails(each, reply);
}

export function commandCount(context: Context, reply: ReplyWriter): void {
  reply.integer(context.server.commands.commands.length);
}

export function commandInfo(context: Context, reply: ReplyWriter): void {
  if (context.argumentCount === 2) {
    command(context, reply);
    return;
  }
  reply.array(context.argumentCount - 2);
  for (let i = 2; i < context.argumentCount; i++) {
    const found = context.server.commands.findByFullName(context.bytes(i));
    if (found === undefined) reply.null();
    else replyDetails(found, reply);
  }
}

export function commandDocs(context: Context, reply: ReplyWriter): void {
  const found: Command[] = [];
  if (context.argumentCount === 2) found.push(...context.server.commands.commands);
  for (let i = 2; i < context.argumentCount; i++) {
    const one = context.server.commands.findByFullName(context.bytes(i));
    if (one !== undefined) found.push(one);
  }
  reply.map(found.length);
  for (const each of found) replyDocs(each, reply);
}

/** COMMAND GETKEYS command [argument ...]: which of the arguments are keys. */
export function commandGetkeys(context: Context, reply: ReplyWriter): void {
  replyKeys(context, reply, (_found, at) => replyArgument(context, reply, at));
}

/** COMMAND GETKEYSANDFLAGS command [argument ...]: the same, each with what the command does to it. */
export function commandGetkeysandflags(context: Context, reply: ReplyWriter): void {
  replyKeys(context, reply, (found, at, index) => {
    const specs = KEY_FLAGS[found.fullName] ?? [];
    reply.array(2);
    replyArgument(context, reply, at);
    replyFlags(specs[specs.length > 1 ? index : 0] ?? "", reply);
  });
}

function replyArgument({ buffer, starts, ends }: Context, reply: ReplyWriter, index: number): void {
  reply.bulk(buffer, starts[index]!, ends[index]!);
}

type ReplyKey = (found: Command, argument: number, index: number) => void;

/** Replies an array of what `replyKey` writes for each key. */
function replyKeys(context: Context, reply: ReplyWriter, replyKey: ReplyKey): void {
  const { buffer, starts, ends, argumentCount } = context;
  const container = context.server.commands.find(buffer, starts[2]!, ends[2]!);
  const found =
    container?.subcommands !== undefined && argumentCount > 3
      ? container.subcommands.find(buffer, starts[3]!, ends[3]!)
      : container;
  if (found === undefined) {
    reply.error("ERR Invalid command specified");
    return;
  }
  const { first, step } = found.keys;
  if (first === 0) {
    reply.error("ERR The command has no key arguments");
    return;
  }
  const count = argumentCount - 2; // the inner command's arguments, its name included
  if (!acceptsArity(found, count)) {
    reply.error("ERR Invalid number of arguments specified for command");
    return;
  }
  const end = lastKeyOf(found.keys, count);
  reply.array(Math.floor((end - first) / step) + 1);
  for (let i = first; i <= end; i += step) replyKey(found, i + 2, (i - first) / step);
}

/** COMMAND LIST [FILTERBY MODULE name | ACLCAT category | PATTERN glob] */
export function commandList(context: Context, reply: ReplyWriter): void {
  if (context.argumentCount === 2) {
    replyNames(context.server.commands.commands, reply);
    return;
  }
  if (context.argumentCount !== 5 || !context.isWord(2, FILTERBY)) {
    reply.error(SYNTAX);
    return;
  }
  const all = context.server.commands.commands.flatMap((one) => [one, ...(one.subcommands?.commands ?? [])]);
  if (context.isWord(3, MODULE)) {
    replyNames([], reply);
    return;
  }
  if (context.isWord(3, ACLCAT)) {
    const category = context.text(4).toLowerCase();
    const inCategory = all.filter((one) => one.categories.includes(category));
    replyNames(inCategory, reply);
    return;
  }
  if (context.isWord(3, PATTERN)) {
    const pattern = context.bytes(4);
    const matching = all.filter((one) => matchesGlob(pattern, Buffer.from(one.fullName), true));
    replyNames(matching, reply);
    return;
  }
  reply.error(SYNTAX);
}

/** HELP of a container: its subcommands with their summaries. */
export function help(context: Context, reply: ReplyWriter): void {
  const container = context.server.commands.find(context.buffer, context.starts[0]!, context.ends[0]!);
  const subcommands = container?.subcommands?.commands ?? [];
  const lines = [`${container?.name} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`];
  for (const one of subcommands) lines.push(one.name, `    ${one.summary}`);
  reply.array(lines.length);
  for (const line of lines) reply.simple(line);
}

/** Runs no container without its subcommand: their arity asks for one, so dispatch never comes here. */
export function containerOnly(): void {
  throw new Error("a container command was run without a subcommand");
}

function replyNames(commands: readonly Command[], reply: ReplyWriter): void {
  reply.array(commands.length);
  for (const one of commands) reply.bulkString(one.fullName);
}

/** Name, arity, flags, first key, last key, step, ACL categories, tips, key specifications, subcommands. */
function replyDetails(one: Command, reply: ReplyWriter): void {
  reply.array(DETAILS_PER_COMMAND);
  reply.bulkString(one.fullName);
  reply.integer(one.arity);
  reply.set(one.flags.length);
  for (const flag of one.flags) reply.simple(flag);
  for (const position of [one.keys.first, one.keys.last, one.keys.step]) reply.integer(position);
  reply.set(one.categories.length);
  for (const category of one.categories) reply.simple(`@${category}`);
  const tips = TIPS[one.fullName]?.split(" ") ?? [];
  reply.set(tips.length);
  for (const tip of tips) reply.bulkString(tip);
  replyKeySpecs(one, reply);
  const subcommands = one.subcommands?.commands ?? [];
  reply.set(subcommands.length);
  for (const subcommand of subcommands) replyDetails(subcommand, reply);
}

/** The three positions once more, in the form that would also tell of keys that are found by a word before them. */
function replyKeySpecs({ keys: { first, last, step }, fullName }: Command, reply: ReplyWriter): void {
  const specs = KEY_FLAGS[fullName] ?? [];
  reply.set(specs.length);
  specs.forEach((flags, index) => {
    reply.map(3);
    reply.bulkString("flags");
    replyFlags(flags, reply);
    replySpec(reply, "begin_search", "index", [["index", first + index]]);
    // Several specifications speak of one key each.
    const single = specs.length === 1 ? last - first : 0;
    const range = last < 0 ? last : single;
    replySpec(reply, "find_keys", "range", [
      ["lastkey", range],
      ["keystep", step],
      ["limit", 0],
    ]);
  });
}

function replySpec(
  reply: ReplyWriter,
  name: string,
  type: string,
  fields: readonly (readonly [string, number])[],
): void {
  reply.bulkString(name);
  reply.map(2);
  reply.bulkString("type");
  reply.bulkString(type);
  reply.bulkString("spec");
  reply.map(fields.length);
  for (const [field, value] of fields) {
    reply.bulkString(field);
    reply.integer(value);
  }
}

function replyFlags(flags: string, reply: ReplyWriter): void {
  const words = flags.split(" ");
  reply.set(words.length);
  for (const word of words) reply.simple(word);
}

function replyDocs(one: Command, reply: ReplyWriter): void {
  const subcommands = one.subcommands?.commands ?? [];
  const args = argumentsOf(SYNTAXES[one.fullName] ?? "");
  reply.bulkString(one.fullName);
  reply.map(3 + (args.length > 0 ? 1 : 0) + (subcommands.length > 0 ? 1 : 0));
  reply.bulkString("summary");
  reply.bulkString(one.summary);
  reply.bulkString("since");
  reply.bulkString(one.since);
  reply.bulkString("group");
  reply.bulkString(one.group);
  if (args.length > 0) {
    reply.bulkString("arguments");
    replyArguments(args, reply);
  }
  if (subcommands.length === 0) return;
  reply.bulkString("subcommands");
  reply.map(subcommands.length);
  for (const subcommand of subcommands) replyDocs(subcommand, reply);
}

function replyArguments(args: readonly Argument[], reply: ReplyWriter): void {
  reply.array(args.length);
  for (const { name, type, token, flags, parts } of args) {
    reply.map(2 + (token === undefined ? 0 : 1) + (flags.length > 0 ? 1 : 0) + (parts.length > 0 ? 1 : 0));
    reply.bulkString("name");
    reply.bulkString(name);
    reply.bulkString("type");
    reply.bulkString(type);
    if (token !== undefined) {
      reply.bulkString("token");
      reply.bulkString(token);
    }
    if (flags.length > 0) {
      reply.bulkString("flags");
      reply.set(flags.length);
      for (const flag of flags) reply.simple(flag);
    }
    if (parts.length === 0) continue;
    reply.bulkString("arguments");
    replyArguments(parts, reply);
  }
}
