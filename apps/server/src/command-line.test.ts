import { expect, test } from "vitest";
import { helpText, parseCommandLine, UsageError } from "./command-line.ts";
import { type Config, OPTIONS } from "./config.ts";

function configOf(...args: string[]): Config {
  const invocation = parseCommandLine(args);
  if (invocation.action !== "run") throw new Error(`the program would not run but ${invocation.action}`);
  return invocation.config;
}

test("without arguments every option has its default", () => {
  expect(configOf()).toEqual({
    port: 6379,
    bind: "127.0.0.1",
    maxmemory: 256 * 1024 ** 2,
    "maxmemory-policy": "fifo",
    "segment-size": 0,
    databases: 16,
    maxclients: 10_000,
    timeout: 0,
    "tcp-keepalive": 300,
    "proto-max-bulk-len": 512 * 1024 ** 2,
    loglevel: "notice",
    "slowlog-log-slower-than": 10_000,
    "slowlog-max-len": 128,
    "latency-monitor-threshold": 0,
  });
});

test("options come as --name value or --name=value, in any case, and the last counts", () => {
  const config = configOf("--port", "1", "--MAXMEMORY=64mb", "--loglevel", "WARNING", "--port", "7000");
  expect(config).toMatchObject({ port: 7000, maxmemory: 64 * 1024 ** 2, loglevel: "warning" });
});

test.each([
  [["--foo", "1"], "unknown option '--foo', see --help"],
  [["--foo=1"], "unknown option '--foo', see --help"],
  [["server.conf"], "unexpected argument 'server.conf', see --help"],
  [["--port"], "option '--port' needs a value"],
  [["--port", "x"], "option '--port x': argument couldn't be parsed into an integer"],
  [["--port", "65536"], "option '--port 65536': argument must be between 1 and 65535 inclusive"],
  [["--port", "0"], "option '--port 0': argument must be between 1 and 65535 inclusive"],
  [["--maxmemory", "12zb"], "option '--maxmemory 12zb': argument must be a memory value"],
  [
    ["--maxmemory-policy", "lru"],
    "option '--maxmemory-policy lru': argument(s) must be one of the following: fifo, none",
  ],
  [["--databases", "17"], "option '--databases 17': argument must be between 1 and 16 inclusive"],
  [["--bind", ""], "option '--bind ': argument must not be empty"],
])("%j is refused in one line", (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(new UsageError(message));
});

test("--help and --version win over everything else", () => {
  expect(parseCommandLine(["--port", "x", "--help"])).toEqual({ action: "help" });
  expect(parseCommandLine(["--version"])).toEqual({ action: "version" });
});

test("--help lists every option with its default", () => {
  for (const option of OPTIONS) {
    expect(helpText()).toMatch(
      new RegExp(`--${option.name} <\\w+> .*${option.doc.slice(0, 10)}.*\\[${option.default}\\]`),
    );
  }
});
