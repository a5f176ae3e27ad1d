import { describe, expect, test } from "vitest";
import { Harness } from "../test/support/harness.ts";
import type { Command } from "./commands/command.ts";

function commandOf(server: Harness, name: string): Command {
  return server.state.commands.findByFullName(Buffer.from(name))!;
}

function microsOf(server: Harness, name: string): number {
  return server.state.commandStats.micros[commandOf(server, name).number]!;
}

describe("timing", () => {
  test("a group of small commands shares the time of one reading, and loses none of it", () => {
    const server = new Harness();
    server.timer.step = 40; // each reading: one at the start, one at the end of the group
    server.sendBatch(Array.from({ length: 8 }, () => "GET a"));
    expect(microsOf(server, "get")).toBe(40);
    expect(server.state.commandStats.calls[commandOf(server, "get").number]).toBe(8);
  });

  test("a group ends after sixteen commands", () => {
    const server = new Harness();
    server.timer.step = 40;
    server.sendBatch(Array.from({ length: 33 }, () => "GET a"));
    expect(microsOf(server, "get")).toBe(3 * 40);
  });

  test.each([
    ["a command that may take long", "KEYS *"],
    ["a large request", `SET a ${"x".repeat(20_000)}`],
    ["many arguments", "MGET a b c d e f g h i"],
  ])("%s is timed alone", (_, line) => {
    const server = new Harness();
    server.timer.step = 40;
    server.sendBatch(["GET a", line, "GET a"]);
    const name = line.split(" ")[0]!.toLowerCase();
    expect(microsOf(server, name)).toBe(20); // with the GET before it
    expect(microsOf(server, "get")).toBe(20 + 40);
  });

  test("a large reply is timed alone", () => {
    const server = new Harness();
    server.send(["SET", "a", "x".repeat(15_000)]);
    server.timer.step = 40;
    server.sendBatch(["MGET a a", "GET b"]);
    expect(microsOf(server, "mget")).toBe(40);
  });

  test("with a low threshold every command is timed alone and may be logged", () => {
    const server = new Harness({ "slowlog-log-slower-than": 50 });
    server.timer.step = 40;
    server.sendBatch(["GET a", "GET b"]);
    expect(server.state.slowLog.length).toBe(0);
    server.timer.step = 60;
    server.sendBatch(["GET a", "GET b", "MULTI", "EXEC"]);
    const logged = server.state.slowLog.newest(9).map(({ args, micros }) => [Buffer.concat(args).toString(), micros]);
    expect(logged).toEqual([
      ["MULTI", 60],
      ["GETb", 60],
      ["GETa", 60],
    ]);
  });

  test("an interruption amid a group is told of the group's last command", () => {
    const server = new Harness({ "latency-monitor-threshold": 10 });
    server.timer.step = 25_000;
    server.sendBatch(["GET a", "GET b", "GET c"]);
    expect(server.send("SLOWLOG GET 1")).toContain('["GET", "c"]');
    expect(server.send("LATENCY LATEST")).toMatch(/^\[\["fast-command", :\d+, :25, :25\]/);
    expect(server.send("LATENCY DOCTOR")).toContain("fast-command: 1 spikes, average 25 ms, worst 25 ms");
  });

  test.each([["NOSUCH x"], ["GET"], ["MULTI", "GET queued"]])("%s, which is not run, is never blamed", (...lines) => {
    const server = new Harness();
    server.timer.step = 25_000;
    server.sendBatch(["GET a", ...lines]);
    const shown = server.send("SLOWLOG GET");
    for (const word of ["NOSUCH", '["GET"]', "queued"]) expect(shown).not.toContain(word);
    expect(server.state.commandStats.calls[commandOf(server, "get").number]).toBe(1);
  });

  test("a batch whose beginning was read for it takes no reading of its own", () => {
    const server = new Harness();
    const { stopwatch } = server.state;
    server.timer.step = 40;
    stopwatch.begin(server.state.timer());
    server.timer.step = 15;
    server.send("GET a");
    expect(microsOf(server, "get")).toBe(15);
  });

  test("a batch in which nothing ran leaves no time to the next", () => {
    const server = new Harness();
    server.state.stopwatch.begin(server.state.timer());
    server.state.stopwatch.stop(undefined);
    server.timer.micros += 1e6;
    server.send("GET a");
    expect(microsOf(server, "get")).toBe(0);
  });

  test("time between batches belongs to nobody", () => {
    const server = new Harness();
    server.send("GET a");
    server.timer.micros += 1e6;
    server.send("GET a");
    expect(microsOf(server, "get")).toBe(0);
    expect(server.state.slowLog.length).toBe(0);
  });

  test("-1 logs nothing", () => {
    const server = new Harness({ "slowlog-log-slower-than": -1 });
    server.timer.step = 1e9;
    server.send("GET a");
    expect(server.send("SLOWLOG LEN")).toBe(":0");
  });
});

describe("LATENCY HISTOGRAM", () => {
  test("counts calls up to so many microseconds", () => {
    const server = new Harness({ "slowlog-log-slower-than": 0 });
    for (const micros of [1, 3, 3, 100, 1e9]) {
      server.timer.step = micros;
      server.send("GET a");
    }
    expect(server.send("LATENCY HISTOGRAM get nosuch")).toBe(
      '["get", ["calls", :5, "histogram_usec", [:1, :1, :4, :3, :131, :4, :8589934, :5]]]',
    );
  });

  test("starts anew with CONFIG RESETSTAT", () => {
    const server = new Harness();
    server.send("GET a");
    server.send("CONFIG RESETSTAT");
    expect(server.send("LATENCY HISTOGRAM get")).toBe("[]");
  });

  test("of a container tells its subcommands", () => {
    const server = new Harness();
    server.send("CLIENT ID");
    expect(server.send("LATENCY HISTOGRAM CLIENT")).toMatch(/^\["client\|id", \["calls", :1, /);
    expect(server.send("LATENCY HISTOGRAM")).toContain('"client|id"');
  });
});

test("the latency monitor keeps the worst of each second", () => {
  const server = new Harness({ "latency-monitor-threshold": 5 });
  for (const micros of [6000, 9000, 7000]) {
    server.timer.step = micros;
    server.send("KEYS *");
  }
  server.timer.step = 0;
  server.clock.advance(1000);
  server.timer.step = 6000;
  server.send("KEYS *");
  server.timer.step = 0;
  expect(server.send("LATENCY HISTORY command")).toBe("[[:1800000000, :9], [:1800000001, :6]]");
  expect(server.send("LATENCY LATEST")).toBe('[["command", :1800000001, :6, :9]]');
  expect(server.send("LATENCY RESET command")).toBe(":1");
  expect(server.send("LATENCY LATEST")).toBe("[]");
});
