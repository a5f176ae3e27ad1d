import { expect, test } from "vitest";
import { helpText, type Invocation, parseCommandLine } from "./command-line.ts";
import { type Config, defaultConfig } from "./config.ts";
import { OPTIONS } from "./options.ts";
import { UsageError } from "./usage-error.ts";

const FILES: Readonly<Record<string, string>> = { "cache.conf": "port 7001\ntimeout 5\n", "bad.conf": "\nport x\n" };

function parse(...args: string[]): Invocation {
  return parseCommandLine(args, (path) => {
    const text = FILES[path];
    if (text === undefined) throw Object.assign(new Error("missing"), { code: "ENOENT" });
    return text;
  });
}

function configOf(...args: string[]): Config {
  const invocation = parse(...args);
  if (invocation.action !== "run") throw new Error(`the program would not run but ${invocation.action}`);
  return invocation.config;
}

test("without arguments every option has its default", () => {
  expect(parse()).toEqual({ action: "run", config: defaultConfig(), configFile: undefined });
  expect(configOf()).toMatchObject({
    port: 6379,
    bind: ["127.0.0.1"],
    "protected-mode": true,
    maxmemory: 256 * 1024 ** 2,
    databases: 16,
    maxclients: 10_000,
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

test("a list takes what follows up to the next option, or one text with blanks", () => {
  expect(configOf("--bind", "::1", "-10.0.0.1", "--port", "7").bind).toEqual(["::1", "-10.0.0.1"]);
  expect(configOf("--bind", "127.0.0.1 ::1").bind).toEqual(["127.0.0.1", "::1"]);
});

test("a value may look like an option", () => {
  expect(configOf("--requirepass", "--secret").requirepass).toBe("--secret");
  expect(configOf("--requirepass", "").requirepass).toBe("");
});

test("a config file comes first, and the command line wins over it", () => {
  expect(parse("cache.conf", "--port", "7002")).toMatchObject({
    config: { port: 7002, timeout: 5 },
    configFile: "cache.conf",
  });
});

test("settings that Redis has and this server cannot change pass when they change nothing", () => {
  expect(configOf("--save", "", "--appendonly", "no")).toEqual(defaultConfig());
});

test.each([
  [["--foo", "1"], "unknown option '--foo', see --help"],
  [["--foo=1"], "unknown option '--foo', see --help"],
  [["--port", "1", "server.conf"], "unexpected argument 'server.conf', see --help"],
  [["--port"], "option '--port' needs a value"],
  [["--port", "x"], "option '--port x': argument couldn't be parsed into an integer"],
  [["--port", "65536"], "option '--port 65536': argument must be between 0 and 65535 inclusive"],
  [["--port", "0"], "nothing to listen on: port and tls-port are 0 and unixsocket is empty"],
  [["--tls-port", "7000"], "tls-port needs tls-cert-file"],
  [["--tls-port", "7000", "--tls-cert-file", "a"], "tls-port needs tls-key-file"],
  [
    ["--tls-port", "7000", "--tls-cert-file", "a", "--tls-key-file", "b"],
    "tls-auth-clients needs tls-ca-cert-file, or no",
  ],
  [["--metrics-port", "6379"], "port, tls-port and metrics-port must differ"],
  [["--maxmemory", "12zb"], "option '--maxmemory 12zb': argument must be a memory value"],
  [["--databases", "17"], "option '--databases 17': argument must be between 1 and 16 inclusive"],
  [["--bind", ""], "option '--bind ': argument must not be empty"],
  [["--appendonly", "yes"], "appendonly cannot be anything but no here, see --help"],
  [["--save", "60 1"], 'save cannot be anything but "" here, see --help'],
  [["nosuch.conf"], "cannot read the config file nosuch.conf: there is no such file"],
  [["bad.conf"], "bad.conf:2: port: argument couldn't be parsed into an integer"],
])("%j is refused in one line", (args, message) => {
  expect(() => parse(...args)).toThrow(new UsageError(message));
});

test("--help and --version win over everything else", () => {
  expect(parse("--port", "x", "--help")).toEqual({ action: "help" });
  expect(parse("--version")).toEqual({ action: "version" });
});

test("--help lists every option with its default", () => {
  const lines = helpText().split("\n");
  for (const option of OPTIONS) {
    const line = lines.find((one) => one.startsWith(`  --${option.name} <`));
    expect(line, option.name).toContain(option.doc);
    if (option.default !== "") expect(line?.endsWith(` [${option.default}]`), option.name).toBe(true);
  }
});
