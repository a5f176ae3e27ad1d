import { expect, test } from "vitest";
import { Harness } from "../test/support/harness.ts";
import { TRANSACTION_BYTES_MAX } from "./transaction.ts";

const MEBIBYTE = 1024 ** 2;

test("a transaction that grows too large is refused as a whole", () => {
  const server = new Harness();
  const value = Buffer.alloc(8 * MEBIBYTE);
  server.send("MULTI");
  for (let i = 0; i < TRANSACTION_BYTES_MAX / value.length - 1; i++) {
    expect(server.send(["ECHO", value])).toBe("+QUEUED");
  }
  expect(server.send(["ECHO", value])).toMatch(/^-ERR the transaction is too large: the limit is \d+ bytes$/);
  expect(server.session.transaction?.bytes).toBeLessThanOrEqual(TRANSACTION_BYTES_MAX);
  expect(server.send("EXEC")).toBe("-EXECABORT Transaction discarded because of previous errors.");
});

test("many small requests count more than their bytes", () => {
  const server = new Harness();
  server.send("MULTI");
  server.send("PING");
  expect(server.session.transaction?.bytes).toBeGreaterThan("PING".length);
});

test("a hundred thousand small requests fit, and run in order", () => {
  const server = new Harness();
  const count = 100_000;
  server.send("MULTI");
  for (let i = 1; i <= count; i++) server.send("INCR n");
  expect(server.session.transaction?.size).toBe(count);
  const results = server.send("EXEC");
  expect(results.startsWith("[:1, :2, :3, ")).toBe(true);
  expect(results.endsWith(`, :${count - 1}, :${count}]`)).toBe(true);
});

test("the keys watched are bounded too", () => {
  const server = new Harness();
  const keys = Array.from({ length: 8 }, (_, i) => `${i}${"k".repeat(9 * MEBIBYTE)}`);
  expect(server.send(["WATCH", ...keys])).toMatch(/^-ERR too many keys are watched/);
  expect(server.send("UNWATCH")).toBe("+OK");
  expect(server.session.watches.size).toBe(0);
});

test("a key is watched once per database, however often it is named", () => {
  const server = new Harness();
  server.send("WATCH a a b");
  server.send("SELECT 1");
  server.send("WATCH a");
  expect(server.session.watches.size).toBe(3);
});

test("very many watched keys cost time in proportion", () => {
  const server = new Harness();
  const keys = Array.from({ length: 100_000 }, (_, i) => `key:${i}`);
  expect(server.send(["WATCH", ...keys])).toBe("+OK"); // each compared with each would take minutes
  expect(server.session.watches.size).toBe(keys.length);
});

test("a queued request does not change with the buffer it came in", () => {
  const server = new Harness();
  const value = Buffer.from("before");
  server.send("MULTI");
  server.send(["SET", "a", value]);
  value.write("after!");
  expect(server.send("EXEC")).toBe("[+OK]");
  expect(server.send("GET a")).toBe('"before"');
});
