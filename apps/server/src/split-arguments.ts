// A line of a config file as words, by Redis's quoting rules: blanks separate, "..." knows \n \r \t \b \a \xHH and takes
// any other escaped character as it is, '...' knows \' alone, and a closing quote must end its word. The reverse quotes
// what needs it. Bytes that are no ASCII stay as they are.

const BLANK = /\s/;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", a: "\x07" };
const PLAIN_WORD = /^[^\s"'\\#\p{Cc}]+$/u;

/** The words, or undefined when a quote is not closed or not followed by a blank. */
export function splitArguments(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && BLANK.test(line[at]!)) at++;
    if (at >= line.length) return words;
    const word = readWord(line, at);
    if (word === undefined) return undefined;
    words.push(word.text);
    at = word.next;
  }
}

/** A word as splitArguments reads it back. */
export function quoteArgument(word: string): string {
  if (PLAIN_WORD.test(word)) return word;
  const escaped = word.replace(/["\\\p{Cc}]/gu, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    const name = Object.entries(ESCAPES).find(([, meant]) => meant === character)?.[0];
    return name === undefined ? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}` : `\\${name}`;
  });
  return `"${escaped}"`;
}

interface Word {
  readonly text: string;
  readonly next: number;
}

/** One word, which may be quoted in part: `a"b c"` is `ab c`. */
function readWord(line: string, start: number): Word | undefined {
  let text = "";
  for (let at = start; ; ) {
    const character = line[at];
    if (character === undefined || BLANK.test(character)) return { text, next: at };
    if (character !== '"' && character !== "'") {
      text += character;
      at++;
      continue;
    }
    const quoted = character === '"' ? readDoubleQuoted(line, at + 1) : readSingleQuoted(line, at + 1);
    if (quoted === undefined) return undefined;
    const after = line[quoted.next];
    if (after !== undefined && !BLANK.test(after)) return undefined;
    return { text: text + quoted.text, next: quoted.next };
  }
}

function readDoubleQuoted(line: string, start: number): Word | undefined {
  let text = "";
  for (let at = start; at < line.length; at++) {
    const character = line[at]!;
    if (character === '"') return { text, next: at + 1 };
    if (character !== "\\" || at + 1 >= line.length) {
      text += character;
      continue;
    }
    const hex = /^x([0-9a-f]{2})/i.exec(line.slice(at + 1, at + 4))?.[1];
    if (hex !== undefined) {
      text += String.fromCharCode(Number.parseInt(hex, 16));
      at += 3;
    } else {
      at++;
      text += ESCAPES[line[at]!] ?? line[at]!;
    }
  }
  return undefined;
}

function readSingleQuoted(line: string, start: number): Word | undefined {
  let text = "";
  for (let at = start; at < line.length; at++) {
    const character = line[at]!;
    if (character === "'") return { text, next: at + 1 };
    if (character === "\\" && line[at + 1] === "'") at++;
    text += line[at]!;
  }
  return undefined;
}
