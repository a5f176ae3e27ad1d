// Source files nobody uses: what neither an entry (a package's exports and programs, the root's scripts) nor a test
// reaches by following imports.
import { posix } from "node:path";
import { modulesOf } from "./code.ts";
import type { Finding, ProjectFile } from "./project-files.ts";
import { isTest } from "./workspace.ts";

const SOURCE = /^((packages|apps)\/[^/]+\/(src|test|bench)|tools)\/.*\.(ts|mjs)$/;

export function unusedFiles(files: readonly ProjectFile[]): readonly Finding[] {
  const sources = new Map(files.filter(({ path }) => SOURCE.test(path)).map((file) => [file.path, file]));
  const entries = [...sources.keys()].filter((path) => isRunByItself(path));
  const reached = new Set([...entries, ...files.flatMap(entriesNamedIn)]);
  for (const path of reached) {
    const text = sources.get(path)?.text ?? "";
    for (const module of [...modulesOf(text), ...programsBeside(text)]) {
      if (module.startsWith(".")) reached.add(posix.join(posix.dirname(path), module));
    }
  }
  return [...sources.keys()]
    .filter((path) => !reached.has(path))
    .map((path) => ({ path, message: "is used by no entry and no test" }));
}

function isRunByItself(path: string): boolean {
  return /\.(test|bench)\.ts$|\/vitest[^/]*\.config\.ts$/.test(path) || (isTest(path) && path.endsWith(".config.ts"));
}

/** Files that a file finds from its own folder, to start them in a process of their own. */
function programsBeside(text: string): readonly string[] {
  return [...text.matchAll(/import\.meta\.dirname, "([\w./-]+\.ts)"/g)].map(([, name]) => `./${name}`);
}

/** The sources a package.json names: in its `source` conditions, its programs (by their source) and its scripts. */
function entriesNamedIn({ path, text }: ProjectFile): readonly string[] {
  if (posix.basename(path) !== "package.json") return [];
  const folder = posix.dirname(path);
  const named = [...text.matchAll(/(?:^|["\s./])((?:src|dist|tools|test|bench)\/[\w./-]+\.(?:ts|js|mjs))/g)];
  return named.map(([, name]) => posix.join(folder, (name ?? "").replace(/^dist\/(.*)\.js$/, "src/$1.ts")));
}
