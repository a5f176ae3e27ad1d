// Replies as people read them: `+OK`, `-ERR ...`, `:1`, `"text"`, `nil`, `["a", :1]`, `{"k": "v"}`, `~[+fast]`,
// `txt"..."`. One notation for both protocols, in which no two different replies look alike.

/** Reads one reply at `at`; undefined when it has not fully arrived. */
export function readReply(bytes: string, at = 0): { readonly text: string; readonly next: number } | undefined {
  const end = bytes.indexOf("\r\n", at);
  if (end < 0) return undefined;
  const type = bytes[at];
  const line = bytes.slice(at + 1, end);
  const next = end + 2;
  switch (type) {
    case "+":
    case "-":
    case ":":
    case ",":
    case "#":
    case "(":
      return { text: type + line, next };
    case "_":
      return { text: "nil3", next };
    case "$":
    case "=":
      return readBulk(bytes, next, Number(line), type === "=");
    case "*":
      return Number(line) < 0 ? { text: "nil[]", next } : readList(bytes, next, Number(line), "");
    case "~":
    case ">":
      return readList(bytes, next, Number(line), type);
    case "%":
      return readMap(bytes, next, Number(line));
    default:
      throw new Error(`not a reply: ${JSON.stringify(bytes.slice(at, at + 40))}`);
  }
}

/** All replies in the bytes. @throws if the last is cut off. */
export function readReplies(bytes: string): string[] {
  const replies: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const reply = readReply(bytes, at);
    if (reply === undefined) throw new Error(`a reply is cut off: ${JSON.stringify(bytes.slice(at))}`);
    replies.push(reply.text);
    at = reply.next;
  }
  return replies;
}

type Read = ReturnType<typeof readReply>;

function readBulk(bytes: string, at: number, length: number, isVerbatim: boolean): Read {
  if (length < 0) return { text: "nil", next: at };
  if (bytes.length < at + length + 2) return undefined;
  const content = bytes.slice(at, at + length);
  const text = isVerbatim ? content.slice(0, 3) + JSON.stringify(content.slice(4)) : JSON.stringify(content);
  return { text, next: at + length + 2 };
}

function readList(bytes: string, from: number, length: number, mark: string): Read {
  const items: string[] = [];
  let at = from;
  for (let i = 0; i < length; i++) {
    const item = readReply(bytes, at);
    if (item === undefined) return undefined;
    items.push(item.text);
    at = item.next;
  }
  return { text: `${mark}[${items.join(", ")}]`, next: at };
}

function readMap(bytes: string, from: number, pairs: number): Read {
  const list = readList(bytes, from, pairs * 2, "");
  return list === undefined ? undefined : { text: `{${list.text.slice(1, -1)}}`, next: list.next };
}
