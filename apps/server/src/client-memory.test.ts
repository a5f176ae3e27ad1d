import { expect, test } from "vitest";
import { Harness, TestPeer } from "../test/support/harness.ts";
import { clientBytesMax, clientMemoryLimit, evictClients } from "./client-memory.ts";
import { defaultConfig } from "./config.ts";
import type { Session } from "./session.ts";
import { totalsOf } from "./threads/report.ts";

const KIB = 1024;

/** A server whose sessions hold so many bytes of output, from the second on; the first one holds none. */
function holding(limit: string, ...kibibytes: readonly number[]): { server: Harness; others: Session[] } {
  const server = new Harness();
  const first = server.session;
  const others = kibibytes.map((size) => {
    const session = server.connect();
    (session.peer as TestPeer).outputBytes = size * KIB;
    return session;
  });
  server.session = first;
  expect(server.send(`CONFIG SET maxmemory-clients ${limit}`)).toBe("+OK");
  return { server, others };
}

function cut(sessions: readonly Session[]): number[] {
  return sessions.flatMap(({ peer }, i) => (peer instanceof TestPeer && peer.isDestroyed ? [i] : []));
}

test.each([
  ["0", "0", Number.POSITIVE_INFINITY],
  ["0%", "0", Number.POSITIVE_INFINITY],
  ["1mb", "1mb", 1024 * KIB],
  ["1", "1", 128 * KIB],
  ["50%", "50%", 128 * 1024 * KIB],
  ["100%", "100%", 256 * 1024 * KIB],
] as const)("%s is written %s", (text, written, bytes) => {
  const parsed = clientMemoryLimit().parse([text], undefined);
  if ("problem" in parsed) throw new Error(parsed.problem);
  expect(clientMemoryLimit().write(parsed.value)).toEqual([[written]]);
  expect(clientBytesMax({ ...defaultConfig(), "maxmemory-clients": parsed.value })).toBe(bytes);
});

test("those that hold most go first, and no more than need be", () => {
  const { server, others } = holding("500kb", 100, 300, 200, 250);
  evictClients(server.state);
  expect(cut(others)).toEqual([1, 3]);
  expect(totalsOf(server.state).bytes).toBe(300 * KIB);
  expect(server.send("INFO stats")).toContain("evicted_clients:2\\r\\n");
  expect(server.send("CLIENT LIST")).not.toContain("id=3 ");
});

test("within the bound, or without one, nobody goes", () => {
  for (const limit of ["600kb", "0"]) {
    const { server, others } = holding(limit, 300, 300);
    evictClients(server.state);
    expect(cut(others)).toEqual([]);
  }
});

test("NO-EVICT spares a client, whose bytes others pay for", () => {
  const { server, others } = holding("500kb", 450, 40, 30);
  others[0]!.noEvict = true;
  evictClients(server.state);
  expect(cut(others)).toEqual([1]);
  for (const session of others) session.noEvict = true;
  (others[2]!.peer as TestPeer).outputBytes = 900 * KIB;
  evictClients(server.state);
  expect(cut(others)).toEqual([1]);
});

test("names count, which may be long", () => {
  const { server } = holding("0");
  server.send(["CLIENT", "SETNAME", "n".repeat(1000)]);
  server.send(["CLIENT", "SETINFO", "LIB-NAME", "l".repeat(100)]);
  server.send(["CLIENT", "SETINFO", "LIB-VER", "v".repeat(10)]);
  expect(totalsOf(server.state).bytes).toBe(1110);
});

test("what waits in a transaction and what is watched counts", () => {
  const { server } = holding("0");
  server.connect();
  server.send(`WATCH ${"k".repeat(1000)}`);
  const watched = totalsOf(server.state).bytes;
  expect(watched).toBeGreaterThan(1000);
  server.send("MULTI");
  server.send(`SET k ${"v".repeat(200 * KIB)}`);
  expect(totalsOf(server.state).bytes - watched).toBeGreaterThan(200 * KIB);
  const { session } = server;
  server.connect();
  expect(server.send("INFO memory")).toContain(`mem_clients_normal:${totalsOf(server.state).bytes}\\r\\n`);
  server.state.config["maxmemory-clients"] = { amount: 128 * KIB, isPercent: false };
  evictClients(server.state);
  expect(cut([session])).toEqual([0]);
});
