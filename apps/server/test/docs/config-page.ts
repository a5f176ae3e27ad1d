// docs/config.md, made from the option table.

import { POLICY_NAMES } from "segcache-core";
import { FIXED_SETTINGS } from "../../src/config.ts";
import { OPTION_GROUPS, OPTIONS, type Option, type OptionGroup } from "../../src/options.ts";
import { meaningOf, POLICY_ALIASES } from "../../src/policies.ts";

const TITLES: Readonly<Record<OptionGroup, string>> = {
  network: "Network",
  tls: "TLS",
  security: "Security",
  memory: "Memory",
  clients: "Clients",
  log: "Log",
  diagnostics: "Diagnostics",
};

const INTRODUCTION = `# Options of segcache-server

Generated from the option table (apps/server/src/options.ts) by \`UPDATE_DOCS=1 vitest run test/docs\` in apps/server.

An option can be given in a config file, on the command line, which wins, and, where the table says so, while the server
runs with \`CONFIG SET\`. Names and meanings are Redis's where Redis has the thing.

\`\`\`sh
segcache-server cache.conf --port 7000 --bind 127.0.0.1 ::1
\`\`\`

\`\`\`
# cache.conf: the syntax of redis.conf
maxmemory 1gb
requirepass "two words"
\`\`\`

A size is a number of bytes or has a unit: \`1k\` is 1000 bytes, \`1kb\` 1024, likewise \`m\`, \`mb\`, \`g\`, \`gb\`. A line that
cannot be used stops the server with its file and line number; there is no \`include\`. \`CONFIG REWRITE\` puts what is in
force into the file the server was started with and leaves comments and order as they are.
`;

/** The whole document. */
export function configPage(): string {
  const sections = OPTION_GROUPS.map((group) => sectionOf(group));
  return [INTRODUCTION, ...sections, policySection(), fixedSection()].join("\n");
}

function sectionOf(group: OptionGroup): string {
  const rows = OPTIONS.filter((option) => option.group === group).map((option) => rowOf(option));
  const head = ["| option | value | default | at run time | meaning |", "| --- | --- | --- | --- | --- |"];
  return `## ${TITLES[group]}\n\n${[...head, ...rows].join("\n")}\n`;
}

function rowOf(option: Option): string {
  const value = option.accepts === "" ? option.usage : `${option.usage}: ${option.accepts}`;
  const byDefault = option.default === "" ? "" : `\`${option.default}\``;
  const cells = [`\`${option.name}\``, value, byDefault, option.isMutable ? "yes" : "", option.doc];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function policySection(): string {
  const policies = POLICY_NAMES.map((name) => `| \`${name}\` | ${meaningOf(name)} |`);
  const lines = [...POLICY_ALIASES].map(([redis, ours]) => `- \`${redis}\` means \`${ours}\``);
  return `## Policies

Items live in segments, grouped by time to live. When memory is full and nothing has expired, \`maxmemory-policy\` decides
what goes:

| policy | what goes |
| --- | --- |
${policies.join("\n")}

It also takes the names of Redis where a policy here does the like, and refuses the others with a reason.
\`CONFIG GET\` tells the name used here.

${lines.join("\n")}
`;
}

function fixedSection(): string {
  const rows = [...FIXED_SETTINGS].map(([name, value]) => `| \`${name}\` | \`${value === "" ? '""' : value}\` |`);
  return `## Fixed settings

Clients and tools ask for these settings of Redis. They cannot be changed; a config file and CONFIG SET may repeat
them as they are.

| setting | value |
| --- | --- |
${rows.join("\n")}
`;
}
