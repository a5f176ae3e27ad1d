import { expect, test } from "vitest";
import { type Config, defaultConfig } from "./config.ts";
import { readConfigFile } from "./config-file.ts";
import { UsageError } from "./usage-error.ts";

function configOf(text: string): Config {
  const config = defaultConfig();
  readConfigFile("cache.conf", text, config);
  return config;
}

test("a file as people write it", () => {
  const text = [
    "# a comment, 'with quotes",
    "",
    "port 7000",
    "   MaxMemory 64mb\r",
    'requirepass "two \\"words\\""',
    "bind 127.0.0.1 -::1",
    "unixsocket '/run/a b.sock'",
    "unixsocketperm 770",
    "client-output-buffer-limit normal 1mb 0 0",
    "client-output-buffer-limit pubsub 2mb 1mb 10",
    'save ""',
    "appendonly no",
    "port 7001",
  ].join("\n");
  expect(configOf(text)).toMatchObject({
    port: 7001,
    maxmemory: 64 * 1024 ** 2,
    requirepass: 'two "words"',
    bind: ["127.0.0.1", "-::1"],
    unixsocket: "/run/a b.sock",
    unixsocketperm: 0o770,
    "client-output-buffer-limit": {
      normal: { hardBytes: 1024 ** 2, softBytes: 0, softSeconds: 0 },
      pubsub: { hardBytes: 2 * 1024 ** 2, softBytes: 1024 ** 2, softSeconds: 10 },
    },
  });
});

test("an empty file, or one that is all comment, changes nothing", () => {
  expect(configOf("")).toEqual(defaultConfig());
  expect(configOf("\uFEFF# nothing\n\n")).toEqual(defaultConfig());
});

test.each([
  ["port 7000\nfoo bar\n", "cache.conf:2: unknown option 'foo'"],
  ["include other.conf", "cache.conf:1: include is not supported: put all options into one file"],
  ["port", "cache.conf:1: port: wrong number of arguments"],
  ["port 1 2", "cache.conf:1: port: wrong number of arguments"],
  ["\n\nport abc", "cache.conf:3: port: argument couldn't be parsed into an integer"],
  ['requirepass "abc', "cache.conf:1: unbalanced quotes"],
  ["maxmemory-policy volatile-lru", /^cache\.conf:1: maxmemory-policy: keys without a time to live cannot be spared/],
  ["appendonly yes", "cache.conf:1: appendonly cannot be anything but no here"],
  ["save 3600 1", 'cache.conf:1: save cannot be anything but "" here'],
])("%j is refused with its line", (text, message) => {
  expect(() => configOf(text)).toThrow(UsageError);
  expect(() => configOf(text)).toThrow(message);
});
