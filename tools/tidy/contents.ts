// Rules on one file at a time: its name, its size, and words and forms that may not be in it.
import { codeOf } from "./code.ts";
import type { Finding, ProjectFile } from "./project-files.ts";

const LINES_MAX = 400;
const CODE = /\.(ts|mts|mjs|js)$/;
const TYPESCRIPT = /\.m?ts$/;

interface Ban {
  readonly files: RegExp;
  readonly except?: RegExp;
  /** Whether comments and strings are looked at too. */
  readonly inText: boolean;
  readonly sign: RegExp;
  readonly message: string;
}

// The words are put together here so that this file does not break its own rules.
const UNFINISHED = ["FIX" + "ME", "TO" + "DO", "X" + "XX", "HA" + "CK"];
const CHECKS_OFF = ["no" + "check", "ig" + "nore"].map((word) => `@ts-${word}`);
const MACHINE_FOLDERS = ["work", "root"];

const BANS: readonly Ban[] = [
  {
    files: TYPESCRIPT,
    inText: false,
    sign: /(?<![.\w$])any\b(?!\s*[(:?])/,
    message: "has the type `any`; say what it is, or `unknown`",
  },
  {
    files: CODE,
    except: /(^|\/)vitest[^/]*\.config\.ts$/,
    inText: false,
    sign: /\bexport\s+default\b/,
    message: "has a default export; name it",
  },
  { files: CODE, inText: false, sign: /\.only\s*\(/, message: "runs only some of its tests" },
  {
    files: CODE,
    inText: true,
    sign: new RegExp(`(${CHECKS_OFF.join("|")})\\b`),
    message: "switches the type checker off",
  },
  {
    files: CODE,
    inText: true,
    sign: new RegExp(`\\b(${UNFINISHED.join("|")})\\b`),
    message: "leaves something unfinished",
  },
  {
    files: /./,
    except: /^pnpm-lock\.yaml$/,
    inText: true,
    sign: new RegExp(`(?<![\\w.*-])/(${MACHINE_FOLDERS.join("|")})/`),
    message: "names a path of one machine",
  },
];

const VAGUE_NAME = /^(utils?|common|commons|helpers?|misc|shared|stuff)$/;

/** Forms and words that are banned, one finding for each kind and file. */
export function bannedContents(files: readonly ProjectFile[]): readonly Finding[] {
  return files.flatMap(({ path, text }) => {
    const code = CODE.test(path) ? codeOf(text) : text;
    return BANS.filter(({ files: kind, except }) => kind.test(path) && except?.test(path) !== true)
      .filter(({ sign, inText }) => sign.test(inText ? text : code))
      .map(({ message }) => ({ path, message }));
  });
}

export function tooLong(files: readonly ProjectFile[]): readonly Finding[] {
  return files
    .filter(({ path }) => CODE.test(path))
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0) }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => ({ path, message: `has ${lines} lines, more than ${LINES_MAX}` }));
}

export function vagueNames(files: readonly ProjectFile[]): readonly Finding[] {
  return files
    .filter(({ path }) => path.split("/").some((part) => VAGUE_NAME.test(part.replace(/\..*$/, ""))))
    .map(({ path }) => ({ path, message: "has a name that says nothing" }));
}
