// Redis's own tools against the built server. They are real peers: where they are missing these tests are skipped.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasProgram } from "../support/programs.ts";
import { argumentsOf, encodeRequest } from "../support/requests.ts";
import { type Output, runProgram } from "../support/run-program.ts";
import { ServerProcess } from "../support/server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
});
afterAll(async () => {
  expect((await server.stop()).code).toBe(0);
});

function run(program: string, args: readonly string[], input: string | Uint8Array = ""): Promise<Output> {
  return runProgram(program, ["-p", String(server.port), ...args], input);
}

describe.skipIf(!hasProgram("redis-cli"))("redis-cli", () => {
  async function cli(...args: string[]): Promise<string> {
    return (await run("redis-cli", args)).stdout.trimEnd();
  }

  test("single commands", async () => {
    expect(await cli("PING")).toBe("PONG");
    expect(await cli("SET", "greeting", "hello world", "EX", "100")).toBe("OK");
    expect(await cli("GET", "greeting")).toBe("hello world");
    expect(await cli("TTL", "greeting")).toBe("100");
    expect(await cli("--no-raw", "MGET", "greeting", "nothing")).toBe('1) "hello world"\n2) (nil)');
    expect(await cli("--no-raw", "INCR", "counter")).toBe("(integer) 1");
    expect(await cli("-n", "3", "DBSIZE")).toBe("0");
  });

  test("errors", async () => {
    expect(await cli("INCR", "greeting")).toContain("ERR value is not an integer or out of range");
    expect(await cli("NOSUCH", "a")).toContain("ERR unknown command 'NOSUCH', with args beginning with: 'a'");
    expect(await cli("GET")).toContain("ERR wrong number of arguments for 'get' command");
    expect(await cli("CLIENT", "nosuch")).toContain("ERR unknown subcommand 'nosuch'. Try CLIENT HELP.");
    expect(await cli("-a", "secret", "--no-auth-warning", "PING")).toContain("PONG");
  });

  test("RESP3", async () => {
    expect(await cli("-3", "--no-raw", "GET", "nothing")).toBe("(nil)");
    expect(await cli("-3", "--json", "CONFIG", "GET", "databases")).toBe('{"databases":"16"}');
    expect(await cli("-3", "INFO", "replication")).toContain("role:master");
    expect(await cli("-3", "HELLO", "3")).toContain("proto 3");
  });

  test("a session on standard input", async () => {
    const { stdout, code } = await run("redis-cli", [], "SET a 1\nINCR a\nGET a\nSELECT 99\nPING\n");
    expect(stdout).toBe("OK\n2\n2\nERR DB index is out of range\n\nPONG\n");
    expect(code).toBe(0);
  });

  test("--pipe loads a stream of requests", async () => {
    const count = 10_000;
    const requests = Array.from({ length: count }, (_, i) => encodeRequest(["SET", `pipe-${i}`, `value ${i}`]));
    const { stdout, code } = await run("redis-cli", ["--pipe"], Buffer.concat(requests));
    expect(stdout).toContain(`errors: 0, replies: ${count}`);
    expect(code).toBe(0);
    expect(await cli("GET", `pipe-${count - 1}`)).toBe(`value ${count - 1}`);
  });

  test("the README's session goes as printed", async () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const session = readme.split("```\n").find((block) => block.startsWith("127.0.0.1:6379> ")) ?? "";
    const steps = session.split("127.0.0.1:6379> ").slice(1);
    expect(steps.length).toBeGreaterThan(5);
    await cli("FLUSHALL");
    for (const step of steps) {
      const [line, ...printed] = step.trimEnd().split("\n");
      expect(await cli("--no-raw", ...argumentsOf(line!)), line).toBe(printed.join("\n"));
    }
  });

  test("what it asks for its help can be told", async () => {
    const documented = JSON.parse(await cli("--json", "COMMAND", "DOCS", "GET", "CLIENT")) as object;
    expect(documented).toMatchObject({ get: { group: "string" }, client: { subcommands: { "client|id": {} } } });
    expect(await cli("--json", "COMMAND", "COUNT")).toMatch(/^\d+$/);
  });
});
