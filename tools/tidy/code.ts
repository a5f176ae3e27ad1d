// Reads TypeScript and JavaScript just far enough for the rules: what is code, and which modules a file names. Not a
// parser: the compiler has accepted these files already, so it is enough to skip comments, strings and regular
// expressions correctly.

/** One step over the source: where the next piece begins, and whether this one is code. */
interface Piece {
  readonly end: number;
  readonly isCode: boolean;
}

const AFTER_THESE_A_SLASH_BEGINS_A_REGEX = /(^|[(,=:[!&|?{};+\-*%<>~^]|\b(return|typeof|case|in|of))\s*$/;

/** The source with comments gone and strings, templates and regular expressions emptied. */
export function codeOf(source: string): string {
  let code = "";
  for (let at = 0; at < source.length; ) {
    const { end, isCode } = pieceAt(source, at, code);
    if (isCode) code += source.slice(at, end);
    else code += source.startsWith("/", at) && "/*".includes(source[at + 1] ?? "") ? " " : '""';
    at = end;
  }
  return code;
}

/** The modules a source imports, re-exports or loads, as written. */
export function modulesOf(source: string): readonly string[] {
  const bare = withoutComments(source);
  const forms = [
    /\b(?:import|export)\s+(?:type\s+)?[\w*\s{},$]*?\bfrom\s*["']([^"'\n]+)["']/g,
    /\bimport\s*["']([^"'\n]+)["']/g,
    /\b(?:import|require)\s*\(\s*["']([^"'\n]+)["']\s*\)/g,
  ];
  // A worker's file may be named by choice: new URL(isSource ? "./worker.ts" : "./worker.js", import.meta.url).
  const urls = [...bare.matchAll(/\bnew\s+URL\s*\(([^)]*?),\s*import\.meta\.url/g)].flatMap(([, chosen]) => [
    ...(chosen ?? "").matchAll(/["'](\.[^"'\n]+)["']/g),
  ]);
  const matches = [...forms.flatMap((form) => [...bare.matchAll(form)]), ...urls];
  return matches.map((match) => match[1] ?? "");
}

function withoutComments(source: string): string {
  let rest = "";
  let code = "";
  for (let at = 0; at < source.length; ) {
    const { end, isCode } = pieceAt(source, at, code);
    const isComment = !isCode && /^\/[/*]/.test(source.slice(at, at + 2));
    rest += isComment ? " " : source.slice(at, end);
    code += isCode ? source.slice(at, end) : isComment ? " " : '""';
    at = end;
  }
  return rest;
}

function pieceAt(source: string, at: number, before: string): Piece {
  const char = source[at] ?? "";
  if (source.startsWith("//", at)) return { end: lineEnd(source, at), isCode: false };
  if (source.startsWith("/*", at)) return { end: indexAfter(source, "*/", at + 2), isCode: false };
  if (char === '"' || char === "'") return { end: quoteEnd(source, at, char), isCode: false };
  if (char === "`") return { end: templateEnd(source, at), isCode: false };
  if (char === "/" && AFTER_THESE_A_SLASH_BEGINS_A_REGEX.test(before.slice(-12))) {
    return { end: regexEnd(source, at), isCode: false };
  }
  return { end: at + 1, isCode: true };
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end === -1 ? source.length : end;
}

function indexAfter(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found + mark.length;
}

function quoteEnd(source: string, at: number, quote: string): number {
  let end = at + 1;
  while (end < source.length && source[end] !== quote) end += source[end] === "\\" ? 2 : 1;
  return end + 1;
}

/** A template with all that is nested in it; what stands inside `${}` is not looked at. */
function templateEnd(source: string, at: number): number {
  let end = at + 1;
  while (end < source.length && source[end] !== "`") {
    if (source.startsWith("${", end)) end = substitutionEnd(source, end + 2);
    else end += source[end] === "\\" ? 2 : 1;
  }
  return end + 1;
}

function substitutionEnd(source: string, at: number): number {
  let end = at;
  for (let depth = 1; end < source.length && depth > 0; ) {
    const char = source[end] ?? "";
    if (char === "`") end = templateEnd(source, end);
    else if (char === '"' || char === "'") end = quoteEnd(source, end, char);
    else {
      if (char === "{") depth++;
      if (char === "}") depth--;
      end++;
    }
  }
  return end;
}

function regexEnd(source: string, at: number): number {
  let end = at + 1;
  for (let isClass = false; end < source.length && (isClass || source[end] !== "/"); end++) {
    if (source[end] === "\\") end++;
    else if (source[end] === "[") isClass = true;
    else if (source[end] === "]") isClass = false;
  }
  return end + 1;
}
