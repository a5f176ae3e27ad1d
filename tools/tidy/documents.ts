// Rules on documents: decision records keep their form, and command lines shown to a reader exist.
import { posix } from "node:path";
import type { Finding, ProjectFile } from "./project-files.ts";

const RECORD_LINES_MAX = 60;
const RECORD_HEADINGS = ["Status", "Context", "Decision", "Alternatives", "Consequences"];
const DOCUMENTS_WITH_COMMANDS = /(^|\/)(README|CONTRIBUTING)\.md$/;
/** What each tool does when no `run` stands between: npm knows two scripts by name, pnpm all but its own commands. */
const NPM_SCRIPTS = new Set(["start", "test"]);
const PNPM_COMMANDS = new Set(["add", "dlx", "exec", "install", "list", "remove", "update", "why"]);

/** Architecture decision records that lack their number, a heading, or brevity. */
export function malformedRecords(files: readonly ProjectFile[]): readonly Finding[] {
  const records = files.filter(({ path }) => path.startsWith("docs/adr/"));
  return records.flatMap(({ path, text }) => problemsWith(path, text, records).map((message) => ({ path, message })));
}

function problemsWith(path: string, text: string, records: readonly ProjectFile[]): readonly string[] {
  const name = posix.basename(path);
  if (!/^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md$/.test(name)) return ["is not named NNNN-some-words.md"];
  const headings = [...text.matchAll(/^#{2,3} +(\w+)/gm)].map(([, word]) => word);
  const missing = RECORD_HEADINGS.filter((heading) => !headings.includes(heading));
  const lines = text.trimEnd().split("\n").length;
  const twins = records.filter((other) => posix.basename(other.path).slice(0, 4) === name.slice(0, 4));
  return [
    ...missing.map((heading) => `has no heading ${heading}`),
    ...(lines > RECORD_LINES_MAX ? [`has ${lines} lines, more than ${RECORD_LINES_MAX}`] : []),
    ...(twins.length > 1 ? ["shares its number with another record"] : []),
  ];
}

/** npm and pnpm scripts that a document's code blocks call and package.json does not have. */
export function unknownScripts(files: readonly ProjectFile[]): readonly Finding[] {
  const manifest = files.find(({ path }) => path === "package.json");
  const scripts = new Set(Object.keys(JSON.parse(manifest?.text ?? "{}").scripts ?? {}));
  return files
    .filter(({ path }) => DOCUMENTS_WITH_COMMANDS.test(path) && !path.startsWith("packages/"))
    .flatMap(({ path, text }) =>
      codeBlocks(text)
        .flatMap(calledScripts)
        .filter((script) => !scripts.has(script))
        .map((script) => ({ path, message: `calls the script ${script}, which package.json does not have` })),
    );
}

function codeBlocks(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map(([, block]) => block ?? "");
}

function calledScripts(block: string): readonly string[] {
  const calls = [...block.matchAll(/(?:^|[\s;&|(])(p?npm) +(run +)?([a-z][\w:.-]*)/gm)];
  return calls
    .map(([, tool = "", run, word = ""]) => ({ tool, isRun: run !== undefined, word }))
    .filter(({ tool, isRun, word }) => isRun || (tool === "npm" ? NPM_SCRIPTS.has(word) : !PNPM_COMMANDS.has(word)))
    .map(({ word }) => word);
}
