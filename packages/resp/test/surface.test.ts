// The package from outside: what it exports, that the main entry runs without Node, and that the README's examples work.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import * as main from "../src/index.ts";
import * as replies from "../src/replies.ts";

const ROOT = join(import.meta.dirname, "..");

/** Follows the imports from a source file; returns the ones that leave the package. */
function foreignImports(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const targets = [...readFileSync(file, "utf8").matchAll(/\bfrom "([^"]+)"|\bimport\(?\s*"([^"]+)"/g)].map(
    (m) => m[1] ?? m[2],
  );
  return targets.flatMap((target) =>
    target.startsWith(".") ? foreignImports(join(dirname(file), target), seen) : [target],
  );
}

describe("exports", () => {
  test("of the main entry", () => {
    expect(Object.keys(main).sort()).toEqual([
      "BATCH_ARGUMENTS_MAX",
      "BATCH_REQUESTS_MAX",
      "DEFAULT_REQUEST_LIMITS",
      "MALFORMED",
      "NEED_MORE",
      "ProtocolError",
      "READY",
      "ReplyWriter",
      "RequestBatch",
      "RequestParser",
      "UNAUTHENTICATED_ARGUMENTS_MAX",
      "UNAUTHENTICATED_BULK_BYTES_MAX",
      "parseInt64",
      "parseInteger",
      "writeInteger",
    ]);
  });

  test("of the replies entry", () => {
    expect(Object.keys(replies).sort()).toEqual(["ProtocolError", "ReplyError", "ReplyParser"]);
  });
});

test("the main entry imports nothing, the replies entry redis-parser", () => {
  expect(foreignImports(join(ROOT, "src/index.ts"))).toEqual([]);
  expect(foreignImports(join(ROOT, "src/replies.ts"))).toEqual(["redis-parser"]);
});

test("the main entry works where only the language exists", () => {
  const script = `
    for (const name of ["Buffer", "process", "TextEncoder", "TextDecoder", "require"]) delete globalThis[name];
    const { RequestParser, ReplyWriter } = await import("@segcache/resp");
    const parser = new RequestParser();
    parser.feed(Uint8Array.from("GET 'a'\\n", (c) => c.charCodeAt(0)));
    const reply = new ReplyWriter();
    reply.integer(parser.next() * 10 + parser.argumentCount);
    console.log(String.fromCharCode(...reply.take()));`;
  expect(run(script)).toBe(":12\r\n\n");
});

const EXAMPLE_OUTPUTS = ["+PONG\r\n$11\r\nhello there\r\n\n", "hi\nERR\n7\n"];
const examples = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code]) => code,
);

test("the README has as many examples as are known here", () => {
  expect(examples.length).toBe(EXAMPLE_OUTPUTS.length);
});

test.each(EXAMPLE_OUTPUTS.map((output, i) => [output, examples[i]]))("README: %j", (output, code) => {
  expect(run(code)).toBe(output);
});

/** Runs TypeScript as a module of this package, so that it imports the package by its name, from source. */
function run(code: string): string {
  const flags = ["--conditions=source", "--input-type=module-typescript", "--eval"];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, code], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
