// CLIENT, CONFIG, COMMAND and INFO, as far as they depend on a clock, on several sessions or on the server's state.

import { describe, expect, test } from "vitest";
import { Harness, TestPeer } from "../../test/support/harness.ts";
import { defaultConfig } from "../config.ts";
import { OPTIONS } from "../options.ts";
import { COMMANDS } from "./table.ts";

/** The fields of an INFO reply. */
function infoOf(server: Harness, section = ""): Map<string, string> {
  const text = String(JSON.parse(server.send(`INFO ${section}`)));
  const lines = text.split("\r\n").filter((line) => line.includes(":"));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
}

describe("CLIENT", () => {
  test("LIST tells of all sessions, INFO of one's own", () => {
    const server = new Harness();
    server.send("CLIENT SETNAME first");
    server.clock.advance(5000);
    server.connect();
    server.send("SELECT 7");
    server.send("CLIENT SETINFO LIB-NAME ioredis");
    server.send("CLIENT SETINFO LIB-VER 6.0.0");
    server.clock.advance(2000);
    const [first, second, end] = String(JSON.parse(server.send("CLIENT LIST"))).split("\n");
    expect(first).toMatch(
      /^id=1 addr=127\.0\.0\.1:1111 laddr=127\.0\.0\.1:6379 fd=-1 name=first age=7 idle=7 flags=N db=0 /,
    );
    expect(first).toMatch(/ cmd=client\|setname user=default redir=-1 resp=2 lib-name= lib-ver=$/);
    expect(second).toMatch(/^id=2 .* age=2 .* db=7 .* lib-name=ioredis lib-ver=6\.0\.0$/);
    expect(end).toBe("");
    expect(server.send("CLIENT INFO")).toContain("id=2 ");
    expect(server.send("CLIENT INFO")).not.toContain("id=1 ");
  });

  test("what waits for a client is told, and of the own request what it takes", () => {
    const server = new Harness();
    server.session.descriptor = 17;
    const peer = server.session.peer as TestPeer;
    peer.outputBytes = 1000;
    peer.inputBytes = 30;
    server.send("WATCH k");
    server.send("MULTI");
    server.send("GET k");
    server.connect();
    const [first, own] = String(JSON.parse(server.sendBatch(["PING", "CLIENT LIST"]).slice("+PONG ".length))).split(
      "\n",
    );
    expect(first).toMatch(/ fd=17 .* multi=1 qbuf=30 qbuf-free=0 argv-mem=0 multi-mem=(\d+) /);
    const waiting = Number(/multi-mem=(\d+)/.exec(first!)?.[1]);
    expect(waiting).toBeGreaterThan("GETkk".length);
    expect(first).toContain(` obl=0 oll=1 omem=1000 tot-mem=${1030 + waiting} events=rw `);
    const [asked, answered] = ["CLIENTLIST".length, "+PONG\r\n".length];
    expect(own).toContain(
      ` qbuf=0 qbuf-free=0 argv-mem=${asked} multi-mem=0 rbs=0 rbp=0 obl=${answered} oll=0 omem=0 `,
    );
    expect(own).toContain(` tot-mem=${asked + answered} events=r `);
  });

  test("LIST ID tells of the sessions named, in that order", () => {
    const server = new Harness();
    server.connect();
    const ids = [...server.send("CLIENT LIST ID 2 99 1").matchAll(/id=(\d+) addr/g)].map((match) => match[1]);
    expect(ids).toEqual(["2", "1"]);
  });

  test("flags show NO-EVICT and NO-TOUCH", () => {
    const server = new Harness();
    server.send("CLIENT NO-EVICT ON");
    server.send("CLIENT NO-TOUCH ON");
    expect(server.send("CLIENT INFO")).toContain(" flags=eT ");
    server.send("RESET");
    expect(server.send("CLIENT INFO")).toContain(" flags=N ");
  });

  test("RESET keeps the library's name", () => {
    const server = new Harness();
    server.send("CLIENT SETINFO LIB-NAME ioredis");
    server.send("RESET");
    expect(server.send("CLIENT INFO")).toContain("lib-name=ioredis");
  });
});

describe("CONFIG", () => {
  test("GET * tells every option, and what tools look for", () => {
    const server = new Harness();
    const pairs = JSON.parse(server.send("CONFIG GET *")) as string[];
    const settings = new Map(pairs.flatMap((text, i) => (i % 2 === 0 ? [[text, pairs[i + 1]] as const] : [])));
    for (const option of OPTIONS) expect(settings.has(option.name), option.name).toBe(true);
    expect(settings.get("maxmemory")).toBe(String(4 * 1024 ** 2));
    expect(settings.get("save")).toBe("");
    expect(settings.get("appendonly")).toBe("no");
  });

  test("SET changes what the server works by", () => {
    const server = new Harness();
    expect(server.send("CONFIG SET maxclients 5 loglevel warning")).toBe("+OK");
    expect(server.state.config.maxclients).toBe(5);
    expect(server.state.log.level).toBe("warn");
  });

  test("every option that is not mutable is refused", () => {
    const server = new Harness();
    for (const option of OPTIONS.filter((one) => !one.isMutable)) {
      const reply = server.send(["CONFIG", "SET", option.name, option.default]);
      expect(reply, option.name).toMatch(/can't set immutable config$/);
    }
  });

  test("every mutable option takes its default, and tells it", () => {
    const server = new Harness({ maxmemory: 256 * 1024 ** 2 });
    const defaults = defaultConfig();
    for (const option of OPTIONS.filter((one) => one.isMutable)) {
      expect(server.send(["CONFIG", "SET", option.name, option.default]), option.name).toBe("+OK");
      const pair = JSON.parse(server.send(["CONFIG", "GET", option.name])) as string[];
      expect(pair).toEqual([option.name, option.format(defaults)]);
    }
  });

  test("one refused setting leaves all as they were", () => {
    const server = new Harness();
    expect(server.send("CONFIG SET loglevel warning timeout 7 maxclients none")).toMatch(/'maxclients'/);
    expect(server.state.config).toMatchObject({ loglevel: "notice", timeout: 0 });
    expect(server.state.log.level).not.toBe("warn");
  });

  test("client-output-buffer-limit changes the classes that are named", () => {
    const server = new Harness();
    expect(server.send(["CONFIG", "SET", "client-output-buffer-limit", "normal 1mb 0 0"])).toBe("+OK");
    expect(server.send("CONFIG GET client-output-buffer-limit")).toBe(
      '["client-output-buffer-limit", "normal 1048576 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"]',
    );
  });

  test("REWRITE without a config file is refused", () => {
    expect(new Harness().send("CONFIG REWRITE")).toBe("-ERR The server is running without a config file");
  });

  test("RESETSTAT resets the server's and the engine's counters", () => {
    const server = new Harness();
    server.send("SET a 1 PX 1");
    server.send("GET a");
    server.send("GET b");
    server.clock.advance(2000);
    server.state.cache.expire();
    expect(infoOf(server, "stats").get("expired_keys")).toBe("1");
    server.send("CONFIG RESETSTAT");
    const stats = infoOf(server, "stats");
    for (const name of ["keyspace_hits", "keyspace_misses", "expired_keys", "total_error_replies"]) {
      expect(stats.get(name), name).toBe("0");
    }
    server.send("GET b");
    expect(infoOf(server, "stats").get("keyspace_misses")).toBe("1");
  });
});

describe("INFO", () => {
  test("estimates how long keys have still to live", () => {
    const server = new Harness();
    for (let i = 0; i < 1000; i++) server.send(`SET key-${i} 1 ${i % 2 === 0 ? "" : `EX ${100 + (i % 3) * 100}`}`);
    const average = /expires=500,avg_ttl=(\d+)$/.exec(infoOf(server).get("db0") ?? "")?.[1];
    expect(Number(average)).toBeGreaterThan(150_000);
    expect(Number(average)).toBeLessThan(250_000);
  });

  test("tells versions, memory, hits and keys", () => {
    const server = new Harness();
    server.send("SET a 1");
    server.send("GET a");
    server.send("GET b");
    server.send("SELECT 9");
    server.send("SET c 1 EX 10");
    server.clock.advance(3000);
    const info = infoOf(server);
    expect(info.get("redis_version")).toBe("7.2.0");
    expect(info.get("segcache_version")).toMatch(/^\d+\.\d+\.\d+/);
    expect(info.get("uptime_in_seconds")).toBe("3");
    expect(info.get("connected_clients")).toBe("1");
    expect(info.get("keyspace_hits")).toBe("1");
    expect(info.get("keyspace_misses")).toBe("1");
    expect(info.get("db0")).toBe("keys=1,expires=0,avg_ttl=0");
    expect(info.get("db9")).toBe("keys=1,expires=1,avg_ttl=7000");
    expect(Number(info.get("used_memory"))).toBeLessThanOrEqual(Number(info.get("maxmemory")));
    expect(Number(info.get("used_memory"))).toBeGreaterThan(0);
  });

  test("the Segcache section tells every counter and gauge of the engine", () => {
    const server = new Harness();
    server.send("SET a 1");
    const info = infoOf(server, "segcache");
    for (const [name, value] of Object.entries(server.state.cache.stats())) {
      const field = name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
      expect(info.get(field), field).toBe(String(value));
    }
  });

  test("commands are timed by the clock for durations", () => {
    let micros = 0;
    const timer = (): number => {
      micros += 10;
      return micros;
    };
    const server = new Harness({}, { timer });
    server.send("SET a 1");
    server.send("SET a 2");
    expect(infoOf(server, "commandstats").get("cmdstat_set")).toBe(
      "calls=2,usec=20,usec_per_call=10.00,rejected_calls=0,failed_calls=0",
    );
  });

  test("what waits in the clients' buffers is told", () => {
    const server = new Harness();
    const peer = Object.assign(new TestPeer(), { inputBytes: 300, outputBytes: 5000 });
    server.state.sessions.open(peer, server.clock.nowMs);
    const info = infoOf(server);
    expect(info.get("client_recent_max_input_buffer")).toBe("300");
    expect(info.get("client_recent_max_output_buffer")).toBe("5000");
    expect(info.get("mem_clients_normal")).toBe("5300");
  });

  test.each(["all", "everything", "default", "nosuch all"])("INFO %s tells every section", (sections) => {
    expect(infoOf(new Harness(), sections).has("segments_total")).toBe(true);
  });

  test("a section alone is told alone", () => {
    expect([...infoOf(new Harness(), "cluster").keys()]).toEqual(["cluster_enabled"]);
  });
});

describe("SHUTDOWN", () => {
  test("stops the server, without a reply", () => {
    const server = new Harness();
    let stops = 0;
    server.state.shutDown = () => {
      stops++;
    };
    expect(server.send("SHUTDOWN NOSAVE NOW")).toBe("");
    expect(server.session.isClosing).toBe(true);
    expect(stops).toBe(1);
  });

  test("cannot save", () => {
    expect(new Harness().send("SHUTDOWN SAVE")).toBe(
      "-ERR SHUTDOWN SAVE is not possible: this server keeps nothing on disk",
    );
  });
});

describe("COMMAND", () => {
  test("counts, lists and documents the whole table", () => {
    const server = new Harness();
    expect(server.send("COMMAND COUNT")).toBe(`:${COMMANDS.length}`);
    expect(JSON.parse(server.send("COMMAND LIST"))).toEqual(COMMANDS.map((one) => one.fullName));
    const documented = JSON.parse(server.send("COMMAND DOCS").replaceAll(/\+(\w+)/g, '"$1"')) as unknown[];
    expect(documented.filter((_, i) => i % 2 === 0)).toEqual(COMMANDS.map((one) => one.fullName));
    expect(server.send("COMMAND").startsWith(`[["get", :2, `)).toBe(true);
  });

  test("LIST by category", () => {
    const names = JSON.parse(new Harness().send("COMMAND LIST FILTERBY ACLCAT dangerous")) as string[];
    expect(names).toContain("flushall");
    expect(names).toContain("config|set");
    expect(names).not.toContain("get");
  });

  test.each(["CLIENT", "CONFIG", "COMMAND"])("%s HELP names every subcommand", (container) => {
    const help = new Harness().send(`${container} HELP`);
    const subcommands = COMMANDS.find((one) => one.name === container)?.subcommands?.commands ?? [];
    expect(subcommands.length).toBeGreaterThan(3);
    for (const one of subcommands) expect(help).toContain(`+${one.name}, +    ${one.summary}`);
  });
});

test("TIME tells whole milliseconds", () => {
  const server = new Harness();
  server.clock.advance(123);
  expect(server.send("TIME")).toBe('["1800000000", "123000"]');
});
