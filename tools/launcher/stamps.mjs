// Tells whether the last set-up still holds, without starting a tool: a fingerprint of everything a step reads (and, for
// the build, of the files it wrote) is kept under node_modules, so it goes when that goes. Contents count and not times,
// as a checkout changes those.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { APP_ENTRIES, toolPath, WORKSPACE_FOLDERS } from "./project.mjs";

/** @typedef {"install" | "build"} Step */

/**
 * @param {string} root
 * @param {Step} step
 */
export function isFresh(root, step) {
  try {
    return readFileSync(stampPath(root, step), "utf8") === fingerprint(root, step);
  } catch {
    return false; // no stamp, or something the step makes is missing
  }
}

/**
 * @param {string} root
 * @param {Step} step
 */
export function stamp(root, step) {
  mkdirSync(dirname(stampPath(root, step)), { recursive: true });
  writeFileSync(stampPath(root, step), fingerprint(root, step));
}

/**
 * @param {string} root
 * @param {Step} step
 */
function stampPath(root, step) {
  return join(root, "node_modules/.set-up", step);
}

/**
 * @param {string} root
 * @param {Step} step
 */
function fingerprint(root, step) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  const members = workspaceMembers(root);
  for (const path of installInputs(members)) hashContent(hash, root, path);
  if (step === "install") {
    for (const tool of ["node", "pnpm", "turbo"]) requireFile(toolPath(root, tool));
  } else {
    hashContent(hash, root, "tsconfig.base.json");
    for (const member of members) {
      for (const path of buildInputs(root, member)) hashContent(hash, root, path);
      for (const path of filesUnder(root, `${member}/dist`)) hashSize(hash, root, path);
    }
    for (const entry of Object.values(APP_ENTRIES)) requireFile(join(root, entry));
  }
  return hash.digest("hex");
}

/** @param {readonly string[]} members */
function installInputs(members) {
  const manifests = ["", ...members.map((member) => `${member}/`)].map((folder) => `${folder}package.json`);
  return ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests];
}

/**
 * @param {string} root
 * @param {string} member
 */
function buildInputs(root, member) {
  const configs = readdirSync(join(root, member)).filter((name) => /^tsconfig.*\.json$/.test(name));
  const sources = filesUnder(root, `${member}/src`).filter((path) => !path.endsWith(".test.ts"));
  return [...configs.sort().map((name) => `${member}/${name}`), ...sources];
}

/** @param {string} root */
export function workspaceMembers(root) {
  return WORKSPACE_FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .map((name) => `${folder}/${name}`)
      .filter((member) => existsSync(join(root, member, "package.json"))),
  );
}

/**
 * All files below a folder, sorted; none if there is no such folder.
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function filesUnder(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(root, path) : [path];
  });
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} root
 * @param {string} path
 */
function hashContent(hash, root, path) {
  const bytes = readFileSync(join(root, path));
  hash.update(`${path} ${bytes.length}\n`).update(bytes);
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} root
 * @param {string} path
 */
function hashSize(hash, root, path) {
  hash.update(`${path} ${statSync(join(root, path)).size}\n`);
}

/** @param {string} path */
function requireFile(path) {
  if (!existsSync(path)) throw new Error(`${path} is missing`);
}
