// Which public names lack a doc comment, read from the sources. They are formatted by a tool, so that the indentation tells what
// belongs to what: a declaration stands at the margin, its members two spaces in, a doc comment on the lines before.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A name the entry points give away, and the file it is declared in. */
export interface Export {
  readonly name: string;
  readonly file: string;
}

/** What an entry point exports: by `export ... from`, and by declarations of its own. */
export function exportsOf(folder: string, entry: string): readonly Export[] {
  const text = read(folder, entry);
  const passedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from "\.\/([^"]+)";/gm)].flatMap(
    ([, names, file]) =>
      (names ?? "").split(",").map((name) => ({ name: name.trim().replace(/^type /, ""), file: file ?? "" })),
  );
  const own = [...text.matchAll(/^export (?:async )?(?:class|interface|type|const|function) ([\w$]+)/gm)];
  return [...passedOn.filter(({ name }) => name !== ""), ...own.map(([, name]) => ({ name: name ?? "", file: entry }))];
}

/** The name itself, if it has no doc comment, and each public member that has none, those of base classes included. */
export function undocumented(folder: string, { name, file }: Export): readonly string[] {
  const lines = read(folder, file).split("\n");
  const start = lines.findIndex((line) =>
    new RegExp(`^export (?:async )?(?:class|interface|type|const|function) ${name}\\b`).test(line),
  );
  if (start < 0) return [`${name} is not declared in ${file}`];
  const found = isDocumented(lines, start) ? [] : [name];
  if (!/^export (class|interface) /.test(lines[start] ?? "")) return found;
  const end = lines.indexOf("}", start);
  const base = /\bextends (\w+) \{/.exec(lines.slice(start, start + 3).join(" "))?.[1];
  const from = new RegExp(`^import .*\\b${base}\\b.* from "\\./(.+)";`, "m").exec(lines.join("\n"))?.[1];
  const inherited = base === undefined || from === undefined ? [] : undocumented(folder, { name: base, file: from });
  return [...found, ...undocumentedMembers(lines, start, end).map((member) => `${name}.${member}`), ...inherited];
}

function undocumentedMembers(lines: readonly string[], start: number, end: number): readonly string[] {
  const documented = new Set<string>(["constructor"]);
  const missing = new Set<string>();
  for (let at = start + 1; at < end; at++) {
    const member = /^ {2}(?:(?:readonly|static|async|get|set) |\*)*([\w$]+|\[Symbol\.\w+\])\s*[(<:?=!;]/.exec(
      lines[at] ?? "",
    );
    const name = member?.[1];
    if (name === undefined || /^ {2}(private|protected|override)\b/.test(lines[at] ?? "")) continue;
    // One comment does for all overloads.
    if (isDocumented(lines, at)) documented.add(name);
    else if (!documented.has(name)) missing.add(name);
  }
  return [...missing];
}

function isDocumented(lines: readonly string[], at: number): boolean {
  let before = at - 1;
  if (!(lines[before] ?? "").trimEnd().endsWith("*/")) return false;
  while (before >= 0 && !/^\s*\/\*/.test(lines[before] ?? "")) before--;
  return /^\s*\/\*\*/.test(lines[before] ?? "");
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), "utf8");
}
