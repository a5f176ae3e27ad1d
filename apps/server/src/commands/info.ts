// INFO and TIME. Sections are data (info-sections.ts): a name and a function that returns fields.

import type { ReplyWriter } from "@segcache/resp";
import type { Context } from "../context.ts";
import type { ServerState } from "../server-state.ts";
import type { WholeServer } from "../threads/whole-server.ts";
import { MICROSECONDS_PER_MS, SECTIONS, type Section } from "./info-sections.ts";

/** Names of several sections at once, as Redis has them. */
const EVERY_SECTION = new Set(["all", "everything"]);

export function info(context: Context, reply: ReplyWriter): void {
  const wanted = new Set<string>();
  for (let i = 1; i < context.argumentCount; i++) wanted.add(context.text(i).toLowerCase());
  const wantsEvery = [...wanted].some((name) => EVERY_SECTION.has(name));
  const wantsDefault = wanted.size === 0 || wanted.has("default");
  const isWanted = ({ title, isDefault }: Section): boolean =>
    wantsEvery || (wantsDefault && isDefault) || wanted.has(title.toLowerCase());
  const chosen = SECTIONS.filter(isWanted);
  const { server } = context;
  const { whole } = server;
  reply.verbatim("txt", chosen.map((section) => format(section, server, whole)).join("\r\n"));
}

/** Seconds and microseconds since 1970; the clock tells whole milliseconds. */
export function time(context: Context, reply: ReplyWriter): void {
  const nowMs = context.server.clock.refresh();
  reply.array(2);
  reply.bulkString(String(Math.floor(nowMs / 1000)));
  reply.bulkString(String((nowMs % 1000) * MICROSECONDS_PER_MS));
}

function format(section: Section, server: ServerState, whole: WholeServer): string {
  const lines = section.fields(server, whole).map(([name, value]) => `${name}:${value}\r\n`);
  return `# ${section.title}\r\n${lines.join("")}`;
}
