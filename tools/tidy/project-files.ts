// The project's own files: what git tracks or would track. Without git (a bare machine, an unpacked archive) the folder
// is walked and .gitignore's plain patterns are left out, which for this project gives the same list.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface ProjectFile {
  /** Relative to the checkout, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A broken rule, and where. */
export interface Finding {
  readonly path: string;
  readonly message: string;
}

const BINARY = /\.(png|jpg|gif|gz|bin|rdb)$/;

export function readProject(root: string): readonly ProjectFile[] {
  const paths = (listByGit(root) ?? listByWalking(root)).filter((path) => !BINARY.test(path));
  const present = paths.filter((path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile());
  return present.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function listByGit(root: string): readonly string[] | undefined {
  try {
    // The owner of the folder may be another user than the one who tests, as in containers.
    const args = ["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    const output = execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return [...new Set(output.split("\0").filter((path) => path !== ""))].sort();
  } catch {
    return undefined;
  }
}

export function listByWalking(root: string): readonly string[] {
  const patterns = readFileSync(join(root, ".gitignore"), "utf8").split("\n");
  const folders = new Set([".git", ...patterns.filter((line) => line.endsWith("/")).map((line) => line.slice(0, -1))]);
  const endings = patterns.filter((line) => line.startsWith("*")).map((line) => line.slice(1));
  const walk = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return folders.has(entry.name) ? [] : walk(path);
      return endings.some((ending) => entry.name.endsWith(ending)) ? [] : [path];
    });
  return [...walk("")].sort();
}
