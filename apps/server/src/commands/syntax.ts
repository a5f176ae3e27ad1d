// What follows a command's name, in the notation below; COMMAND DOCS and docs/commands.md print it, redis-cli hints by it.
//   word        an argument       WORD        a literal token, with the lower-case word after it as its value
//   [a]         optional          (a)         grouped         a|b  one of them         a+  once or more

/** An argument as COMMAND DOCS describes it. */
export interface Argument {
  readonly name: string;
  readonly type: "key" | "string" | "integer" | "double" | "unix-time" | "pattern" | "pure-token" | "oneof" | "block";
  readonly token?: string;
  readonly flags: readonly ("optional" | "multiple")[];
  readonly parts: readonly Argument[];
}

const EXPIRATION = "EX seconds|PX milliseconds|EXAT unix-time-seconds|PXAT unix-time-milliseconds";
const CONDITION = "[NX|XX|GT|LT]";
const ON_OFF = "(ON|OFF)";

/** By the command's full name; one that is not here takes no arguments. */
export const SYNTAXES: Readonly<Record<string, string>> = {
  get: "key",
  set: `key value [NX|XX] [GET] [${EXPIRATION}|KEEPTTL]`,
  setex: "key seconds value",
  psetex: "key milliseconds value",
  setnx: "key value",
  getset: "key value",
  getdel: "key",
  getex: `key [${EXPIRATION}|PERSIST]`,
  mget: "key+",
  mset: "(key value)+",
  msetnx: "(key value)+",
  incr: "key",
  decr: "key",
  incrby: "key increment",
  decrby: "key decrement",
  incrbyfloat: "key float-increment",
  append: "key value",
  strlen: "key",
  getrange: "key start end",
  substr: "key start end",
  setrange: "key offset value",
  del: "key+",
  unlink: "key+",
  exists: "key+",
  touch: "key+",
  type: "key",
  ttl: "key",
  pttl: "key",
  expiretime: "key",
  pexpiretime: "key",
  persist: "key",
  expire: `key seconds ${CONDITION}`,
  pexpire: `key milliseconds ${CONDITION}`,
  expireat: `key unix-time-seconds ${CONDITION}`,
  pexpireat: `key unix-time-milliseconds ${CONDITION}`,
  scan: "cursor [MATCH pattern] [COUNT count] [TYPE type]",
  keys: "pattern",
  rename: "key newkey",
  renamenx: "key newkey",
  copy: "source destination [DB destination-db] [REPLACE]",
  watch: "key+",
  ping: "[message]",
  echo: "message",
  select: "index",
  auth: "[username] password",
  hello: "[protover [AUTH username password] [SETNAME clientname]]",
  flushdb: "[ASYNC|SYNC]",
  flushall: "[ASYNC|SYNC]",
  debug: "(PANIC|SEGFAULT|SLEEP seconds|HELP)",
  shutdown: "[NOSAVE|SAVE] [NOW] [FORCE] [ABORT]",
  info: "[section+]",
  "client|list": "[TYPE (NORMAL|MASTER|REPLICA|PUBSUB)|ID client-id+]",
  "client|setname": "connection-name",
  "client|setinfo": "(LIB-NAME libname|LIB-VER libver)",
  "client|kill":
    "(ip:port|([ID client-id] [TYPE (NORMAL|MASTER|REPLICA|PUBSUB)] [USER username] [ADDR ip:port] [LADDR ip:port] " +
    "[SKIPME yes/no] [MAXAGE maxage]))",
  "client|pause": "timeout [WRITE|ALL]",
  "client|reply": "(ON|OFF|SKIP)",
  "client|no-evict": ON_OFF,
  "client|no-touch": ON_OFF,
  "command|docs": "[command-name+]",
  "command|info": "[command-name+]",
  "command|getkeys": "command arg+",
  "command|getkeysandflags": "command arg+",
  "command|list": "[FILTERBY (MODULE module-name|ACLCAT category|PATTERN pattern)]",
  "config|get": "parameter+",
  "config|set": "(parameter value)+",
  "slowlog|get": "[count]",
  "latency|history": "event",
  "latency|reset": "[event+]",
  "latency|histogram": "[command-name+]",
  "memory|usage": "key [SAMPLES count]",
  "object|encoding": "key",
  "object|freq": "key",
  "object|idletime": "key",
  "object|refcount": "key",
};

const KEYS: ReadonlySet<string> = new Set(["key", "newkey", "source", "destination"]);
const INTEGERS: ReadonlySet<string> = new Set([
  "seconds",
  "milliseconds",
  "increment",
  "decrement",
  "start",
  "end",
  "offset",
  "cursor",
  "count",
  "index",
  "destination-db",
  "protover",
  "client-id",
  "timeout",
  "maxage",
]);

/** The arguments of a command, read from its syntax. */
export function argumentsOf(syntax: string): readonly Argument[] {
  const tokens = syntax.match(/[[\]()|+]|[^\s[\]()|+]+/g) ?? [];
  const alternatives = new SyntaxReader(tokens).alternatives();
  return alternatives[0] ?? [];
}

/** The syntax as Redis's documentation writes it: `key [key ...]`. */
export function printedSyntax(syntax: string): string {
  return syntax
    .replaceAll(/\[([a-z-]+)\+\]/g, "[$1 [$1 ...]]")
    .replaceAll(/\(([^()|]+)\)\+/g, "$1 [$1 ...]")
    .replaceAll(/([a-z-]+)\+/g, "$1 [$1 ...]")
    .replaceAll("|", " | ");
}

class SyntaxReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  alternatives(): Argument[][] {
    const all = [this.#sequence()];
    while (this.#tokens[this.#at] === "|") {
      this.#at++;
      all.push(this.#sequence());
    }
    return all;
  }

  #sequence(): Argument[] {
    const items: Argument[] = [];
    for (let token = this.#tokens[this.#at]; token !== undefined && !"|])".includes(token); ) {
      this.#at++;
      const item = token === "[" || token === "(" ? this.#group(token === "[") : this.#word(token);
      const isMultiple = this.#tokens[this.#at] === "+";
      if (isMultiple) this.#at++;
      items.push(isMultiple ? { ...item, flags: [...item.flags, "multiple"] } : item);
      token = this.#tokens[this.#at];
    }
    return items;
  }

  #group(isOptional: boolean): Argument {
    const alternatives = this.alternatives().map((items) => (items.length === 1 ? items[0]! : blockOf(items)));
    this.#at++; // the closing bracket
    const [only] = alternatives;
    const group = alternatives.length === 1 && only !== undefined ? only : oneOf(alternatives);
    return isOptional ? { ...group, flags: ["optional", ...group.flags] } : group;
  }

  #word(word: string): Argument {
    if (!isLiteral(word)) return { name: word, type: typeOf(word), flags: [], parts: [] };
    const next = this.#tokens[this.#at];
    if (next === undefined || "[]()|+".includes(next) || isLiteral(next)) {
      if (next !== "(") return { name: word.toLowerCase(), type: "pure-token", token: word, flags: [], parts: [] };
      this.#at++;
      return { ...this.#group(false), token: word };
    }
    this.#at++;
    return { name: next, type: typeOf(next), token: word, flags: [], parts: [] };
  }
}

function blockOf(parts: readonly Argument[]): Argument {
  return { name: parts.map(({ name }) => name).join("_"), type: "block", flags: [], parts };
}

function oneOf(parts: readonly Argument[]): Argument {
  return { name: parts.map(({ name }) => name).join("_"), type: "oneof", flags: [], parts };
}

function isLiteral(word: string): boolean {
  return /^[A-Z-]+$/.test(word);
}

function typeOf(word: string): Argument["type"] {
  if (KEYS.has(word)) return "key";
  if (INTEGERS.has(word)) return "integer";
  if (word.startsWith("unix-time")) return "unix-time";
  if (word === "pattern") return "pattern";
  return word === "float-increment" ? "double" : "string";
}
