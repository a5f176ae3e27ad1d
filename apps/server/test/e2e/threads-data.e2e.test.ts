// One cache under several threads: counts end exact, what is atomic in Redis is atomic here, a crash costs one thread's clients
// their connections, and the end of the server cuts nothing off.

import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { Crowd } from "../support/crowd.ts";
import { RawClient } from "../support/raw-client.ts";
import { encodeRequest } from "../support/requests.ts";
import { ServerProcess } from "../support/server-process.ts";

const THREADS = 2;
const RETRY_MS = 20;

let server: ServerProcess | undefined;
let crowd: Crowd | undefined;
afterEach(async () => {
  crowd?.close();
  await server?.stop("SIGKILL");
});

async function start(...args: string[]): Promise<Crowd> {
  server = await ServerProcess.start("--threads", String(THREADS), "--enable-debug-command", "yes", ...args);
  crowd = await Crowd.connect(server.port, THREADS);
  return crowd;
}

function pipeline(...requests: readonly string[]): Buffer {
  return Buffer.concat(requests.map((line) => encodeRequest(line.split(" "))));
}

describe("keys of all", () => {
  test("counters end exact", async () => {
    const { clients, first } = await start();
    const rounds = 500;
    const batch = pipeline(...Array.from({ length: rounds }, (_, i) => `INCR counter-${i % 5}`));
    for (const client of clients) client.socket.write(batch);
    for (const client of clients) for (let i = 0; i < rounds; i++) await client.reply();
    const each = `"${(clients.length * rounds) / 5}"`;
    expect(await first.request("MGET counter-0 counter-1 counter-2 counter-3 counter-4")).toBe(
      `[${Array.from({ length: 5 }, () => each).join(", ")}]`,
    );
  });

  test("transfers in transactions are seen whole, by MGET too, and so are MSETs", async () => {
    const { clients } = await start();
    const accounts = Array.from({ length: 8 }, (_, i) => `account-${i}`);
    await clients[0]!.request(`MSET ${accounts.map((name) => `${name} 1000`).join(" ")}`);
    const rounds = 150;
    const transfers = clients.slice(4).map(async (client, n) => {
      for (let i = 0; i < rounds; i++) {
        const from = accounts[(i + n) % accounts.length]!;
        const to = accounts[(i * 3 + 2 * n + 1) % accounts.length]!;
        client.socket.write(pipeline("MULTI", `DECRBY ${from} 7`, `INCRBY ${to} 7`, "EXEC"));
        for (let reply = 0; reply < 4; reply++) await client.reply();
      }
    });
    let isOver = false;
    const over = Promise.all(transfers).then(() => {
      isOver = true;
    });
    const watchers = clients.slice(0, 2).map(async (client) => {
      for (let i = 0; !isOver || i < 10; i++) {
        const values = [...(await client.request(`MGET ${accounts.join(" ")}`)).matchAll(/-?\d+/g)].map(Number);
        expect(values.reduce((sum, value) => sum + value, 0)).toBe(8000);
      }
    });
    const writers = clients.slice(2, 4).map(async (client, n) => {
      for (let i = 0; !isOver || i < 10; i++) {
        if (n === 0) await client.request(`MSET left ${i} right ${i}`);
        else expect(await client.request("MGET left right")).toMatch(/^\[("\d+"|nil), \1\]$/);
      }
    });
    await Promise.all([over, ...watchers, ...writers]);
  });

  test("of WATCH, GET, MULTI, SET, EXEC loops no step is lost", async () => {
    const { clients, first } = await start();
    const steps = 20;
    const runs = clients.slice(0, 8).map(async (client) => {
      let refused = 0;
      for (let done = 0; done < steps; ) {
        await client.request("WATCH shared");
        const text = await client.request("GET shared");
        const value = text === "nil" ? 0 : Number(text.slice(1, -1));
        client.socket.write(pipeline("MULTI", `SET shared ${value + 1}`, "EXEC"));
        const replies = [await client.reply(), await client.reply(), await client.reply()];
        if (replies[2] === "[+OK]") done++;
        else refused++;
      }
      return refused;
    });
    const refused = (await Promise.all(runs)).reduce((sum, count) => sum + count, 0);
    expect(await first.request("GET shared")).toBe(`"${8 * steps}"`);
    expect(refused).toBeGreaterThan(0); // they did meet
  });

  test("RENAME, COPY, MSETNX, DEL, FLUSHALL and transactions of them wait for nobody for ever", async () => {
    const { clients, first } = await start();
    const lines = [
      [
        "MSET a 1 b 2 c 3",
        "RENAME a d",
        "COPY d a REPLACE",
        "MSETNX a 1 e 2",
        "COPY a x DB 3 REPLACE",
        "DEL a b c d e",
      ],
      ["MULTI", "SET a 1", "SELECT 2", "SET a 2", "SELECT 0", "COPY a b DB 2 REPLACE", "DBSIZE", "EXEC"],
      ["MULTI", "SET a 1", "RENAMENX a f", "EXISTS a b c d", "TOUCH d c b a", "UNLINK f c", "EXEC"],
      ["FLUSHDB", "SCAN 0", "KEYS *", "RANDOMKEY", "MULTI", "FLUSHALL", "KEYS *", "EXEC"],
    ];
    const rounds = 20;
    const runs = clients.map(async (client, n) => {
      const mine = lines[n % lines.length]!;
      for (let round = 0; round < rounds; round++) {
        client.socket.write(pipeline(...mine));
        const replies: string[] = [];
        for (let i = 0; i < mine.length; i++) replies.push(await client.reply());
        expect(replies.filter((reply) => reply.includes("internal error"))).toEqual([]);
        if (n % lines.length === 3) expect(replies.at(-1)).toBe("[+OK, []]");
      }
    });
    await Promise.all(runs);
    expect(await first.request("INFO segcache")).toContain("total_internal_errors:0");
  });
});

describe("a thread that crashes", () => {
  test.each(["PANIC", "SEGFAULT"])("(%s) closes its clients' connections and is replaced", async (how) => {
    const { clients } = await start();
    await clients[0]!.request("SET kept value");
    await crowd!.all("CLIENT SETNAME old");
    const victim = clients[0]!;
    victim.socket.write(`DEBUG ${how}\r\n`);
    await victim.closed();
    const observer = await connectedTo(server!.port);
    while (!(await observer.request("INFO segcache")).includes("thread_crashes:1")) await sleep(RETRY_MS);
    const [, connected] = /connected_clients:(\d+)/.exec(await observer.request("INFO clients")) ?? [];
    // The system closes what the thread's ring still received from in its own time.
    while (clients.filter((client) => !client.isClosed).length > Number(connected) - 1) await sleep(RETRY_MS);
    const left = clients.filter((client) => !client.isClosed);
    expect(left).toHaveLength(Number(connected) - 1);
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(clients.length);
    for (const client of left) expect(await client.request("GET kept")).toBe('"value"');
    const listed = await observer.request("CLIENT LIST");
    expect(listed.match(/name=old /g)).toHaveLength(left.length);
    const newcomers = await Crowd.connect(server!.port, THREADS); // every thread serves some again
    for (const reply of await newcomers.all("GET kept")) expect(reply).toBe('"value"');
    const counted = await observer.request("INFO clients");
    expect(counted).toContain(`connected_clients:${left.length + newcomers.clients.length + 1}`);
    newcomers.close();
    observer.destroy();
    expect(server!.stdout).toContain("a thread crashed");
    expect(await server!.stop()).toMatchObject({ code: 0, stderr: "" });
  });

  test("in the midst of a key leaves its part of the cache empty, but free", async () => {
    const { clients } = await start();
    const names = Array.from({ length: 200 }, (_, i) => `key-${i}`);
    await clients[0]!.request(`MSET ${names.map((name) => `${name} 1`).join(" ")}`);
    clients[0]!.socket.write(pipeline("INCR key-0", "DEBUG SEGFAULT"));
    await clients[0]!.closed();
    const observer = await connectedTo(server!.port);
    while (!(await observer.request("INFO segcache")).includes("thread_crashes:1")) await sleep(RETRY_MS);
    expect(await observer.request("INFO segcache")).toContain("shards_emptied:1");
    const values = await observer.request(`MGET ${names.join(" ")}`);
    expect(values.startsWith("[nil, ")).toBe(true); // a wrong value would be worse than none
    expect(values).toContain('"1"'); // in the other parts
    for (const name of names) expect(await observer.request(`SET ${name} 2`)).toBe("+OK");
    expect(await observer.request(`EXISTS ${names.join(" ")}`)).toBe(`:${names.length}`);
    observer.destroy();
  });

  test("keeps settings, and its part of the counters as far as they were told", async () => {
    const { clients, first } = await start("--metrics-port", "0");
    await crowd!.all("GET nothing");
    expect(await first.request("CONFIG SET timeout 12345")).toBe("+OK");
    expect(await first.request("INFO commandstats")).toContain(`cmdstat_get:calls=${clients.length},`);
    for (let crash = 1; crash <= 2; crash++) {
      const victim = await connectedTo(server!.port);
      victim.socket.write("DEBUG PANIC\r\n");
      await victim.closed();
      const observer = await connectedTo(server!.port);
      while (!(await observer.request("INFO segcache")).includes(`thread_crashes:${crash}`)) await sleep(RETRY_MS);
      expect(await observer.request("INFO commandstats")).toContain(`cmdstat_get:calls=${clients.length},`);
      observer.destroy();
    }
    const newcomers = await Crowd.connect(server!.port, THREADS);
    expect(new Set(await newcomers.all("CONFIG GET timeout"))).toEqual(new Set(['["timeout", "12345"]']));
    newcomers.close();
  });
});

describe("the end", () => {
  test("what all had sent is answered first", async () => {
    const { clients } = await start();
    const count = 500;
    const batch = pipeline(...Array.from({ length: count }, () => "INCR n"));
    for (const client of clients) client.socket.write(batch);
    for (const client of clients) await client.bytes(4);
    const exit = server!.stop();
    const replies = clients.map(async (client) => {
      const seen: string[] = [];
      for (let i = 0; i < count; i++) seen.push(await client.reply());
      await client.closed();
      return seen;
    });
    const values = (await Promise.all(replies)).flat().map((reply) => Number(reply.slice(1)));
    expect(new Set(values).size).toBe(count * clients.length);
    expect(await exit).toMatchObject({ code: 0, signal: null, stderr: "" });
  });

  test("a thread that stands still is not waited for", async () => {
    const { clients } = await start();
    const others = clients.slice(1);
    clients[0]!.socket.write("DEBUG SLEEP 3000\r\n");
    const answered = new Set<RawClient>();
    for (const client of others)
      void client.request("PING").then(
        () => answered.add(client),
        () => {},
      );
    while (answered.size === 0) await sleep(RETRY_MS); // those of the other thread are
    expect(await server!.stop()).toMatchObject({ code: 0, signal: null });
    expect(answered.size).toBeLessThan(others.length);
  });

  test("requests that wait for other threads are answered too", async () => {
    const { clients } = await start();
    for (const client of clients)
      client.socket.write("INFO clients\r\nCONFIG SET timeout 99\r\nCLIENT LIST\r\nECHO end\r\n");
    const exit = server!.stop();
    for (const client of clients) {
      await client.closed();
      // A request that had not arrived may go without an answer, but nothing is answered half.
      if (client.received !== "") expect(client.received).toMatch(/\$3\r\nend\r\n$|\r\n$/);
    }
    expect(await exit).toMatchObject({ code: 0, stderr: "" });
  });
});

/** A connection to a server that may just have lost a thread: the system may still have given it to that one. */
async function connectedTo(port: number): Promise<RawClient> {
  for (;;) {
    try {
      const client = await RawClient.open(port);
      await client.request("PING");
      return client;
    } catch {
      await sleep(RETRY_MS);
    }
  }
}
