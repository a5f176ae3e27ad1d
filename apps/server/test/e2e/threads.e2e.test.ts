// A server of several threads speaks as one: whichever thread a client came to, it sees and changes the whole server.

import { afterEach, describe, expect, test } from "vitest";
import { Crowd } from "../support/crowd.ts";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";

let server: ServerProcess | undefined;
let crowd: Crowd | undefined;
afterEach(async () => {
  crowd?.close();
  await server?.stop("SIGKILL");
});

async function start(threads: number, ...args: string[]): Promise<Crowd> {
  server = await ServerProcess.start("--threads", String(threads), ...args);
  crowd = await Crowd.connect(server.port, threads);
  return crowd;
}

function numberOf(reply: string, field: string): number {
  return Number(new RegExp(`${field}:(\\d+)`).exec(reply)?.[1] ?? Number.NaN);
}

/** What one connection is told of by a request of another one, which has been answered. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

describe.each([2, 3])("%i threads", (threads) => {
  test("INFO tells of all of them, to everybody", async () => {
    const { clients, all } = bound(await start(threads));
    const replies = await all("INFO clients");
    expect(replies.map((reply) => numberOf(reply, "connected_clients"))).toEqual(clients.map(() => clients.length));
    const before = numberOf(await clients[0]!.request("INFO stats"), "total_commands_processed");
    await all("SET key value");
    const after = numberOf(await clients[0]!.request("INFO stats"), "total_commands_processed");
    expect(after - before).toBe(clients.length + 1);
    expect(await clients[1]!.request("INFO commandstats")).toContain(`cmdstat_set:calls=${clients.length},`);
    expect(await clients[0]!.request("INFO server")).toContain("redis_version:");
  });

  test("CLIENT LIST names everybody once, in the order they came", async () => {
    const { clients, all } = bound(await start(threads));
    const ids = (await all("CLIENT ID")).map((reply) => Number(reply.slice(1)));
    expect(new Set(ids).size).toBe(clients.length);
    for (const reply of await all("CLIENT LIST")) {
      const listed = [...reply.matchAll(/(?<!\w-)id=(\d+) addr/g)].map((match) => Number(match[1]));
      expect(listed).toEqual([...ids].sort((a, b) => a - b));
    }
    const [first, second] = ids;
    const some = await clients[2]!.request(`CLIENT LIST ID ${second} ${first}`);
    expect([...some.matchAll(/(?<!\w-)id=(\d+) addr/g)].map((match) => Number(match[1]))).toEqual([second, first]);
  });

  test("CLIENT KILL ends whom it names, wherever they are, before it answers", async () => {
    const { first, others } = await start(threads);
    const killed = others[0]!;
    const id = (await killed.request("CLIENT ID")).slice(1);
    expect(await first.request(`CLIENT KILL ID ${id}`)).toBe(":1");
    expect(await first.request("CLIENT LIST")).not.toContain(`id=${id} `);
    await killed.closed();
    expect(await first.request("CLIENT KILL TYPE normal")).toBe(`:${others.length - 1}`);
    for (const other of others) await other.closed();
    expect(numberOf(await first.request("INFO clients"), "connected_clients")).toBe(1);
    expect(await first.request("CLIENT KILL TYPE normal SKIPME no")).toBe(":1");
    await first.closed();
  });

  test("what CONFIG SET was answered OK for holds for everybody", async () => {
    const { clients, all } = bound(await start(threads));
    for (const [i, client] of clients.entries()) {
      expect(await client.request(`CONFIG SET timeout ${i + 1000}`)).toBe("+OK");
      const next = clients[(i + 1) % clients.length]!;
      expect(await next.request("CONFIG GET timeout")).toBe(`["timeout", "${i + 1000}"]`);
    }
    expect(await clients[0]!.request("CONFIG SET maxmemory 32mb")).toBe("+OK");
    expect(new Set(await all("CONFIG GET maxmemory"))).toEqual(new Set([`["maxmemory", "${32 * 1024 ** 2}"]`]));
    expect(await clients[1]!.request("CONFIG SET requirepass secret")).toBe("+OK");
    const stranger = await RawClient.open(server!.port);
    expect(await stranger.request("GET a")).toMatch(/^-NOAUTH/);
    stranger.destroy();
  });

  test("CONFIG SETs at the same time leave all with the same", async () => {
    const { clients, all } = bound(await start(threads));
    await Promise.all(clients.map((client, i) => client.request(`CONFIG SET slowlog-max-len ${i}`)));
    expect(new Set(await all("CONFIG GET slowlog-max-len")).size).toBe(1);
  });

  test("CONFIG RESETSTAT empties the counters of all", async () => {
    const { first, others, all } = bound(await start(threads));
    await all("GET nothing");
    expect(await others[0]!.request("CONFIG RESETSTAT")).toBe("+OK");
    const stats = await first.request("INFO everything");
    expect(numberOf(stats, "keyspace_misses")).toBe(0);
    expect(stats).not.toContain("cmdstat_get:");
    await all("GET nothing");
    expect(numberOf(await first.request("INFO stats"), "keyspace_misses")).toBe(others.length + 1);
  });

  test("MONITOR tells of what everybody does from its OK on, and of nothing after it ended", async () => {
    const { first, others } = await start(threads);
    expect(await first.request("MONITOR")).toBe("+OK");
    for (const [i, client] of others.entries()) await client.request(`SET key ${i}`);
    const lines: string[] = [];
    for (let i = 0; i < others.length; i++) lines.push(await first.reply());
    const values = lines.map((line) => /"SET" "key" "(\d+)"/.exec(line)?.[1]);
    expect(new Set(values)).toEqual(new Set(others.map((_, i) => String(i))));
    expect(await others[0]!.request("CLIENT LIST")).toMatch(/flags=O /);
    first.destroy();
    await until(async () => !(await others[0]!.request("CLIENT LIST")).includes("flags=O"));
  });

  test("SLOWLOG has the commands of all, each with a number of its own", async () => {
    const { clients, first, others } = await start(threads);
    await first.request("CONFIG SET slowlog-log-slower-than 0");
    await others[0]!.request("PING"); // an entry of one word
    for (const [i, client] of clients.entries()) await client.request(`ECHO number-${i}`);
    await first.request("CONFIG SET slowlog-log-slower-than -1");
    const reply = await others[1]!.request("SLOWLOG GET -1");
    const entries = [...reply.matchAll(/\[:(\d+), :\d+, :\d+, \["(\w+)"(?:, "([^"]*)")?/g)];
    const ids = entries.map(([, id]) => Number(id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    const echoed = entries.flatMap(([, , name, text]) => (name === "ECHO" ? [text] : []));
    expect(new Set(echoed)).toEqual(new Set(clients.map((_, i) => `number-${i}`)));
    expect(await others[2]!.request("SLOWLOG LEN")).toBe(`:${entries.length}`);
    expect(await others[3]!.request("SLOWLOG RESET")).toBe("+OK");
    expect(new Set(await crowd!.all("SLOWLOG LEN"))).toEqual(new Set([":0"]));
  });

  test("CLIENT PAUSE holds everybody's writes, CLIENT UNPAUSE lets them go", async () => {
    const { first, others } = await start(threads);
    expect(await first.request("CLIENT PAUSE 60000 WRITE")).toBe("+OK");
    const held = others.map((client) => client.request("INCR counter"));
    const observer = await RawClient.open(server!.port);
    expect(await observer.request("GET counter")).toBe("nil");
    const waiting = async (): Promise<number> => {
      const lines = (await observer.request("CLIENT LIST")).split("\\n");
      return lines.filter((line) => / qbuf=[1-9]/.test(line) && !line.includes("cmd=client|list")).length;
    };
    await until(async () => (await waiting()) === others.length);
    expect(await observer.request("GET counter")).toBe("nil");
    observer.destroy();
    expect(await first.request("CLIENT UNPAUSE")).toBe("+OK");
    const replies = await Promise.all(held);
    expect(new Set(replies)).toEqual(new Set(others.map((_, i) => `:${i + 1}`)));
  });

  test("LATENCY and MEMORY speak for all", async () => {
    const { first, clients } = await start(threads, "--enable-debug-command", "local");
    await first.request("CONFIG SET latency-monitor-threshold 1");
    for (const client of clients) await client.request("DEBUG SLEEP 0.002");
    expect(await first.request("LATENCY HISTOGRAM debug")).toContain(`"calls", :${clients.length},`);
    expect(await first.request("LATENCY LATEST")).toMatch(/^\[\["command", /);
    await first.request("CONFIG SET latency-monitor-threshold 0"); // nothing is noted from here on
    expect(await clients[1]!.request("LATENCY RESET")).toMatch(/^:[12]$/);
    expect(new Set(await crowd!.all("LATENCY LATEST"))).toEqual(new Set(["[]"]));
    expect(await first.request("MEMORY STATS")).toContain('"clients.normal"');
  });

  test("replies keep their order, also where one waits for the other threads", async () => {
    const { first, others } = await start(threads);
    const lines = [
      "INCR n",
      "INFO clients",
      "INCR n",
      "CLIENT LIST",
      "CONFIG SET timeout 5000",
      "INCR n",
      "LATENCY LATEST",
    ];
    const all = [...lines, "CONFIG RESETSTAT", "INCR n", "CLIENT PAUSE 1", "CLIENT UNPAUSE", "INCR n"];
    first.socket.write(`${all.join("\r\n")}\r\n`);
    expect(await first.reply()).toBe(":1");
    expect(await first.reply()).toContain(`connected_clients:${others.length + 1}`);
    expect(await first.reply()).toBe(":2");
    expect(await first.reply()).toContain("laddr=");
    expect(await first.reply()).toBe("+OK");
    expect(await first.reply()).toBe(":3");
    expect(await first.reply()).toBe("[]");
    for (const reply of ["+OK", ":4", "+OK", "+OK", ":5"]) expect(await first.reply()).toBe(reply);
  });

  test("in a transaction too, whose replies come together", async () => {
    const { first, others } = await start(threads);
    const lines = ["MULTI", "INCR n", "INFO clients", "CONFIG SET timeout 700", "CONFIG GET timeout", "INCR n", "EXEC"];
    first.socket.write(`${lines.join("\r\n")}\r\nPING\r\n`);
    for (let i = 0; i < lines.length - 1; i++) await first.reply();
    const reply = await first.reply();
    expect(reply).toContain(`connected_clients:${others.length + 1}`);
    expect(reply).toMatch(/^\[:1, .*, \+OK, \["timeout", "700"\], :2\]$/);
    expect(await first.reply()).toBe("+PONG");
    expect(new Set(await crowd!.all("CONFIG GET timeout"))).toEqual(new Set(['["timeout", "700"]']));
  });
});

/** Methods taken out of a crowd keep their crowd. */
function bound(it: Crowd): Pick<Crowd, "clients" | "first" | "others" | "all"> {
  return { clients: it.clients, first: it.first, others: it.others, all: (line) => it.all(line) };
}
