// docs/commands.md as text, from the command table and the list of intended differences.

import type { Command } from "../../src/commands/command.ts";
import { printedSyntax, SYNTAXES } from "../../src/commands/syntax.ts";
import { COMMANDS } from "../../src/commands/table.ts";
import { DIFFERENCES, type IntendedDifference } from "../conformance/differences.ts";

const TITLES: readonly (readonly [Command["group"], string])[] = [
  ["string", "Strings"],
  ["generic", "Keys"],
  ["transactions", "Transactions"],
  ["connection", "Connection"],
  ["server", "Server"],
];

const HEAD = `# Commands

Generated from the command table (apps/server/src/commands/table.ts) and the list of intended differences
(apps/server/test/conformance/differences.ts) by \`UPDATE_DOCS=1 vitest run test/docs\` in apps/server.

Replies and errors are those of Redis 7, in RESP2 and, after \`HELLO 3\`, in RESP3. A command that is not listed is answered
with Redis's \`ERR unknown command\`. "Since" is the first Redis version that had it.
`;

/** The page, as it must stand in docs/commands.md. */
export function commandsPage(): string {
  const groups = TITLES.map(([group, title]) => `## ${title}\n\n${tableOf(group)}`);
  const differences = Object.values(DIFFERENCES).map(differenceOf);
  const end =
    "## What differs from Redis, and why\n\nEach is shown by a test: where a reply can show it, by a conformance case that runs on both servers.\n";
  return [HEAD, ...groups, end, ...differences].join("\n");
}

function tableOf(group: Command["group"]): string {
  const all = COMMANDS.flatMap((one) => one.subcommands?.commands ?? [one]);
  const bare = COMMANDS.filter((one) => one.subcommands !== undefined && one.arity === -1);
  const rows = [...all, ...bare]
    .filter((one) => one.group === group)
    .sort((a, b) => (a.fullName < b.fullName ? -1 : 1))
    .map(rowOf);
  return `| command | arguments | since | |\n| --- | --- | --- | --- |\n${rows.join("")}`;
}

function rowOf(one: Command): string {
  const syntax = printedSyntax(SYNTAXES[one.fullName] ?? "").replaceAll("|", "\\|");
  const args = syntax === "" ? "" : `\`${syntax}\``;
  return `| \`${one.fullName.toUpperCase().replace("|", " ")}\` | ${args} | ${one.since} | ${one.summary} |\n`;
}

function differenceOf({ commands, redis, ours, why }: IntendedDifference): string {
  const names = commands.length === 0 ? "Protocol" : commands.join(", ");
  return `**${names}.** *Redis:* ${redis} *Here:* ${ours} *Why:* ${why}\n`;
}
