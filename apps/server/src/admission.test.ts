import { expect, test } from "vitest";
import { refusalOf } from "./admission.ts";
import { type Config, defaultConfig } from "./config.ts";

function refusal(address: string | undefined, connections: number, changes: Partial<Config> = {}): string | undefined {
  return refusalOf({ ...defaultConfig(), maxclients: 2, ...changes }, address, connections);
}

test.each(["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", undefined])("%s is local", (address) => {
  expect(refusal(address, 0)).toBeUndefined();
});

test.each(["192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7", "1127.0.0.1"])(
  "%s is denied in protected mode",
  (address) => {
    expect(refusal(address, 0)).toMatch(/^-DENIED Redis is running in protected mode .*\r\n$/);
    expect(refusal(address, 0, { "protected-mode": false })).toBeUndefined();
    expect(refusal(address, 0, { requirepass: "secret" })).toBeUndefined();
  },
);

test("above maxclients nobody is served", () => {
  expect(refusal("127.0.0.1", 1)).toBeUndefined();
  expect(refusal("127.0.0.1", 2)).toBe("-ERR max number of clients reached\r\n");
});
