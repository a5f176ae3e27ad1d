// The modes of redis-cli that look into a server, and all of redis-benchmark that concerns strings.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasProgram } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";
import { encodeRequest } from "../support/requests.ts";
import { runProgram } from "../support/run-program.ts";
import { ServerProcess } from "../support/server-process.ts";

const KEYS = 300;
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
  const client = await RawClient.open(server.port);
  const requests = Array.from({ length: KEYS }, (_, i) => encodeRequest(["SET", `key:${i}`, "x".repeat(i + 1)]));
  client.socket.write(Buffer.concat(requests));
  for (let i = 0; i < KEYS; i++) expect(await client.reply()).toBe("+OK");
  client.destroy();
});
afterAll(async () => {
  expect((await server.stop()).code).toBe(0);
});

async function cli(...args: string[]): Promise<string> {
  const { stdout, stderr } = await runProgram("redis-cli", ["-p", String(server.port), ...args]);
  expect(stderr).toBe("");
  return stdout;
}

describe.skipIf(!hasProgram("redis-cli"))("redis-cli", () => {
  test("--scan lists every key, or those of a pattern", async () => {
    expect(new Set((await cli("--scan")).trimEnd().split("\n")).size).toBe(KEYS);
    const some = await cli("--scan", "--pattern", "key:1?");
    expect(some.trimEnd().split("\n")).toHaveLength(10);
  });

  test("--bigkeys finds the longest value", async () => {
    const output = await cli("--bigkeys");
    expect(output).toContain(`Sampled ${KEYS} keys in the keyspace!`);
    expect(output).toContain(`Biggest string found '"key:${KEYS - 1}"' has ${KEYS} bytes`);
    expect(output).toContain(`${KEYS} strings with ${(KEYS * (KEYS + 1)) / 2} bytes (100.00% of keys`);
  });

  test("--memkeys finds the most memory", async () => {
    const output = await cli("--memkeys");
    expect(output).toContain(`Sampled ${KEYS} keys in the keyspace!`);
    expect(output).toMatch(/Biggest string found '"key:2\d\d"' has \d+ bytes/);
  });

  test("--hotkeys finds keys", async () => {
    const output = await cli("--hotkeys");
    expect(output).toContain(`Sampled ${KEYS} keys in the keyspace!`);
    expect(output).toMatch(/hot key found with counter: \d+\tkeyname: "key:\d+"/);
  });

  test("--latency measures", async () => {
    expect(await cli("--latency", "--raw", "-i", "1")).toMatch(/^\d+ \d+ \d+\.\d+ \d+\n$/);
  });

  test("--stat shows lines of figures", async () => {
    // It writes when its buffer is full, so it is asked for many lines.
    const args = ["-p", String(server.port), "--stat", "-i", "0.001"];
    const { stdout } = await runProgram("redis-cli", args, "", (text) => text.split("\n").length > 20);
    expect(stdout).toMatch(/keys +mem +clients +blocked +requests +connections/);
    expect(stdout).toMatch(new RegExp(`\\n${KEYS} +\\d[\\d.]*[KM] +1 +0 +\\d+ \\(\\+\\d+\\) +\\d+`));
  });

  test("help tells arguments from COMMAND DOCS", async () => {
    const help = await cli("help", "set");
    expect(help).toContain("key value [NX|XX] [GET] [EX seconds|PX milliseconds|EXAT unix-time-seconds|");
    expect(help).toContain("Stores a value, with a lifetime or on a condition if wanted.");
    expect(await cli("help", "client", "kill")).toContain("CLIENT KILL");
  });

  test("a transaction and a monitor", async () => {
    const input = "MULTI\nSET t 1\nINCR t\nEXEC\nEXEC\n";
    const { stdout } = await runProgram("redis-cli", ["-p", String(server.port)], input);
    expect(stdout).toBe("OK\nQUEUED\nQUEUED\nOK\n2\nERR EXEC without MULTI\n\n");
    const monitor = runProgram("redis-cli", ["-p", String(server.port), "monitor"], "", (text) => /"PING"/.test(text));
    const client = await RawClient.open(server.port);
    while (!(await client.request("CLIENT LIST")).includes("flags=O")) await client.request("CLIENT ID");
    await client.request("PING");
    expect((await monitor).stdout).toMatch(/\n\d+\.\d{6} \[0 127\.0\.0\.1:\d+\] "PING"\n/);
    client.destroy();
  });

  test("its way of asking for keys' facts", async () => {
    expect(await cli("OBJECT", "ENCODING", "key:0")).toBe("embstr\n");
    expect(await cli("MEMORY", "USAGE", "key:0")).toMatch(/^\d+\n$/);
    expect(await cli("-3", "MEMORY", "STATS")).toContain("keys.count");
    expect(await cli("LATENCY", "DOCTOR")).toContain("Latency monitoring is off.");
    expect(await cli("SLOWLOG", "LEN")).toMatch(/^\d+\n$/);
    expect(await cli("COMMAND", "GETKEYS", "MSET", "a", "1", "b", "2")).toBe("a\nb\n");
  });
});

describe.skipIf(!hasProgram("redis-benchmark"))("redis-benchmark", () => {
  const TESTS = ["PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "MSET"];

  test.each([[], ["-P", "16"], ["-3"], ["-3", "-P", "16"], ["-d", "1000", "-c", "200"]])(
    "every test of strings %s %s %s %s",
    async (...options) => {
      const args = ["-p", String(server.port), "-t", TESTS.join(",").toLowerCase(), "-q", "-r", "1000", "-n", "5000"];
      const { stdout, stderr, code } = await runProgram("redis-benchmark", [...args, ...options.map(String)]);
      expect(stderr).toBe("");
      expect(stdout).not.toMatch(/error|WARNING/i);
      for (const name of TESTS) expect(stdout).toMatch(new RegExp(`${name}[^:\\n]*: [\\d.]+ requests per second`));
      expect(code).toBe(0);
    },
  );

  test("a command line of one's own", async () => {
    const args = ["-p", String(server.port), "-q", "-n", "2000", "-r", "100", "GETEX", "key:__rand_int__", "EX", "100"];
    const { stdout, code } = await runProgram("redis-benchmark", args);
    expect(stdout).toMatch(/requests per second/);
    expect(stdout).not.toMatch(/error/i);
    expect(code).toBe(0);
  });
});
