// Client libraries of other languages, as Debian packages them, each running a small program against the built server.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasPeer } from "../support/programs.ts";
import { runProgram } from "../support/run-program.ts";
import { ServerProcess } from "../support/server-process.ts";

// By path: a version manager's interpreter earlier on PATH does not see Debian's modules.
const PYTHON = "/usr/bin/python3";
const PHP = "/usr/bin/php";
const RUBY = "/usr/bin/ruby";

let server: ServerProcess;
let directory = "";

beforeAll(async () => {
  server = await ServerProcess.start();
  directory = mkdtempSync(join(tmpdir(), "peers-"));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  expect((await server.stop()).code).toBe(0);
});

function peer(name: string): string {
  return fileURLToPath(new URL(`peers/${name}`, import.meta.url));
}

async function expectOk(program: string, args: readonly string[]): Promise<void> {
  const output = await runProgram(program, [...args, String(server.port)]);
  expect(output).toEqual({ code: 0, stdout: "ok\n", stderr: "" });
}

describe.skipIf(!hasPeer("python3-redis", PYTHON, ["-c", "import redis"]))("redis-py", () => {
  test("strings, transactions, scans, and Django's requests", () => expectOk(PYTHON, [peer("peer.py")]));
});

describe.skipIf(!hasPeer("python3-django, python3-django-redis", PYTHON, ["-c", "import django, django_redis"]))(
  "django-redis",
  () => {
    test("a site's cache, pages and sessions", () => expectOk(PYTHON, [peer("django_site.py")]));
  },
);

describe.skipIf(!hasPeer("php-redis", PHP, ["-r", 'exit(extension_loaded("redis") ? 0 : 1);']))("phpredis", () => {
  test("strings, transactions and scans", () => expectOk(PHP, [peer("peer.php")]));
});

describe.skipIf(!hasPeer("ruby-redis", RUBY, ["-e", 'require "redis"']))("redis-rb", () => {
  test("strings, transactions and scans", () => expectOk(RUBY, [peer("peer.rb")]));
});

describe.skipIf(
  !hasPeer("libhiredis-dev, gcc", "gcc", ["-xc", "-fsyntax-only", "-include", "hiredis/hiredis.h", "/dev/null"]),
)("hiredis", () => {
  test("requests, a pipeline, binary data, a transaction", async () => {
    const program = join(directory, "peer");
    const compiled = await runProgram("gcc", ["-Wall", "-o", program, peer("peer.c"), "-lhiredis"]);
    expect(compiled).toEqual({ code: 0, stdout: "", stderr: "" });
    await expectOk(program, []);
  });
});
