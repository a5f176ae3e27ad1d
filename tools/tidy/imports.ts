// Who may import whom: between packages by their public entries only, inside the engine from top to bottom.
import { posix } from "node:path";
import { codeOf, modulesOf } from "./code.ts";
import type { Finding, ProjectFile } from "./project-files.ts";
import {
  CORE_LAYERS,
  isTest,
  LAYOUT,
  type Layer,
  MEMBERS,
  type Member,
  SOURCES_OF_TIME_AND_CHANCE,
  TEST_IMPORTS,
} from "./workspace.ts";

interface Manifest {
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const CORE_SOURCES = "packages/segcache-core/src/";

/** Imports outside what a package may name, or past another package's public entry. */
export function forbiddenImports(files: readonly ProjectFile[]): readonly Finding[] {
  return MEMBERS.flatMap((member) => {
    const own = files.filter(({ path }) => path.startsWith(`${member.folder}/`) && path.endsWith(".ts"));
    return own.flatMap(({ path, text }) =>
      modulesOf(text).flatMap((module) => {
        const problem = problemWith(module, path, member, files);
        return problem === undefined ? [] : [{ path, message: `imports ${module}: ${problem}` }];
      }),
    );
  });
}

function problemWith(module: string, path: string, member: Member, files: readonly ProjectFile[]): string | undefined {
  if (module.startsWith(".")) {
    const target = posix.join(posix.dirname(path), module);
    const isInside = target.startsWith(`${member.folder}/`) || (isTest(path) && target === "vitest.config.ts");
    return isInside ? undefined : "it lies outside the package; use the public entry";
  }
  if (module.startsWith("node:")) return member.usesNode || isTest(path) ? undefined : "this package is free of Node";
  const name = packageName(module);
  const neighbour = MEMBERS.find((other) => other.name === name);
  if (neighbour !== undefined && !publicEntries(neighbour, files).includes(module)) return "it is no public entry";
  return allowedNames(path, member, files).has(name) ? undefined : "this package may not import it";
}

function allowedNames(path: string, member: Member, files: readonly ProjectFile[]): ReadonlySet<string> {
  const manifest = manifestOf(member, files);
  const names = new Set([...member.imports, ...(member.fileImports[path.slice(member.folder.length + 1)] ?? [])]);
  if (member.usesDeclared || isTest(path)) for (const name of Object.keys(manifest.dependencies ?? {})) names.add(name);
  if (isTest(path)) {
    for (const name of [member.name, ...TEST_IMPORTS, ...Object.keys(manifest.devDependencies ?? {})]) names.add(name);
  }
  if (member.folder.startsWith("apps/")) {
    for (const other of MEMBERS) if (other.folder.startsWith("apps/") && other !== member) names.delete(other.name);
  }
  return names;
}

/** Dependencies of the engine, which has none, and dependencies of one app on another. */
export function forbiddenDependencies(files: readonly ProjectFile[]): readonly Finding[] {
  return MEMBERS.flatMap((member) => {
    const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifestOf(member, files);
    const runtime = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
    const all = [...runtime, ...Object.keys(devDependencies ?? {})];
    const apps = MEMBERS.filter(({ folder }) => folder.startsWith("apps/")).map(({ name }) => name);
    const bad = member.name === "segcache-core" ? runtime : all.filter((name) => apps.includes(name));
    return bad.map((name) => ({ path: `${member.folder}/package.json`, message: `may not depend on ${name}` }));
  });
}

/** Arrows of the engine that point up, and files that have no place in it yet. */
export function coreArrows(files: readonly ProjectFile[]): readonly Finding[] {
  const sources = files.filter(({ path }) => path.startsWith(CORE_SOURCES) && path.endsWith(".ts") && !isTest(path));
  return sources.flatMap(({ path, text }) => {
    const from = path.slice(CORE_SOURCES.length);
    if (!LAYOUT.test(from) && layerOf(from) === undefined) {
      return [{ path, message: "has no layer in tools/tidy/workspace.ts" }];
    }
    return modulesOf(text)
      .filter((module) => module.startsWith("."))
      .map((module) => posix.join(posix.dirname(from), module))
      .filter((to) => !isDownward(from, to))
      .map((to) => ({ path, message: `may not import ${to}: arrows point from cache down to layouts` }));
  });
}

function isDownward(from: string, to: string): boolean {
  if (LAYOUT.test(from)) return false;
  if (LAYOUT.test(to)) return true;
  const upper = layerOf(from);
  const lower = layerOf(to);
  if (upper === undefined || lower === undefined) return false;
  if (upper === lower) return true;
  const isAllowed = lower.onlyFor === undefined || lower.onlyFor.includes(upper.files[0] ?? "");
  return isAllowed && CORE_LAYERS.indexOf(upper) < CORE_LAYERS.indexOf(lower);
}

/** A file named itself goes before the folder it is in. */
function layerOf(path: string): Layer | undefined {
  const byName = CORE_LAYERS.find(({ files }) => files.includes(path));
  return byName ?? CORE_LAYERS.find(({ files }) => files.some((name) => name.endsWith("/") && path.startsWith(name)));
}

/** Time and chance taken from the environment outside the files made for it. */
export function uninjectedSources(files: readonly ProjectFile[]): readonly Finding[] {
  const sources = files.filter(({ path }) => /^(packages|apps)\/[^/]+\/src\/.*\.ts$/.test(path) && !isTest(path));
  const others = sources.filter(({ path }) => !SOURCES_OF_TIME_AND_CHANCE.test(path));
  return others.flatMap(({ path, text }) => {
    const found = /\b(Date\.now|Math\.random|performance\.now|new Date\(\))/.exec(codeOf(text));
    return found === null ? [] : [{ path, message: `uses ${found[1]}; take a clock or a random source instead` }];
  });
}

function publicEntries(member: Member, files: readonly ProjectFile[]): readonly string[] {
  return Object.keys(manifestOf(member, files).exports ?? {}).map((entry) => posix.join(member.name, entry));
}

function manifestOf(member: Member, files: readonly ProjectFile[]): Manifest {
  const file = files.find(({ path }) => path === `${member.folder}/package.json`);
  return file === undefined ? {} : JSON.parse(file.text);
}

function packageName(module: string): string {
  return module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");
}
