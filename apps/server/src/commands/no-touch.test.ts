// CLIENT NO-TOUCH: reads of such a client leave no trace in what eviction goes by.

import { expect, test } from "vitest";
import { Harness } from "../../test/support/harness.ts";

const READS = ["GET k", "MGET k k", "STRLEN k", "GETRANGE k 0 1", "GETEX k", "SET k other GET NX", "SUBSTR k 0 0"];

/** A server with a key that was stored ten seconds ago. */
function withOldKey(): Harness {
  const server = new Harness();
  server.send("SET k value");
  server.clock.advance(10_000);
  expect(server.send("OBJECT IDLETIME k")).toBe(":10"); // the engine has now seen the time
  return server;
}

test.each(READS)("%s counts, and does not after NO-TOUCH", (read) => {
  const server = withOldKey();
  server.send("CLIENT NO-TOUCH ON");
  const untouched = server.send(read);
  expect(server.send("OBJECT IDLETIME k")).toBe(":10");
  server.send("CLIENT NO-TOUCH OFF");
  expect(server.send(read)).toBe(untouched);
  expect(server.send("OBJECT IDLETIME k")).toBe(":0");
});

test("TOUCH counts all the same, and RESET ends NO-TOUCH", () => {
  const server = withOldKey();
  server.send("CLIENT NO-TOUCH ON");
  expect(server.send("TOUCH k")).toBe(":1");
  expect(server.send("OBJECT IDLETIME k")).toBe(":0");
  server.clock.advance(5000);
  server.send("GET k");
  expect(server.send("OBJECT IDLETIME k")).toBe(":5");
  server.send("RESET");
  server.send("GET k");
  expect(server.send("OBJECT IDLETIME k")).toBe(":0");
});

test("hits and misses are counted as ever, and begin anew with RESETSTAT", () => {
  const server = withOldKey();
  server.send("CLIENT NO-TOUCH ON");
  server.send("MGET k nothing k");
  expect(server.send("INFO stats")).toContain("keyspace_hits:2\\r\\nkeyspace_misses:1\\r\\n");
  server.send("CONFIG RESETSTAT");
  expect(server.send("INFO stats")).toContain("keyspace_hits:0\\r\\nkeyspace_misses:0\\r\\n");
  server.send("GET k");
  expect(server.send("INFO stats")).toContain("keyspace_hits:1\\r\\n");
});
