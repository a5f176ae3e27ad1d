import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Harness } from "../test/support/harness.ts";
import { CommandLog, commandLogHead } from "./command-log.ts";
import { openCommandLog } from "./command-log-file.ts";
import { ServerRegistry } from "./prometheus.ts";

const START_MS = 1_800_000_000_000;

let text = "";
beforeEach(() => {
  text = "";
});

function serverWith(sample: number, seeds: readonly [number, number] = [1, 2]): Harness {
  const sink = {
    write: (part: string): void => {
      text += part;
    },
  };
  sink.write(commandLogHead(sample, START_MS));
  return new Harness({}, { commandLog: new CommandLog(sink, sample, seeds) });
}

/** Lines without the key's hash. */
function lines(): string[] {
  const all = text.trimEnd().split("\n").slice(2);
  return all.map((line) => line.replace(/,[0-9a-f]{16},/, ",KEY,"));
}

function keys(): string[] {
  return text
    .trimEnd()
    .split("\n")
    .slice(2)
    .map((line) => line.split(",")[1]!);
}

describe("a line", () => {
  test("tells time, sizes, client, command and time to live as they are after the command", () => {
    const server = serverWith(1);
    server.send("SET name value EX 60");
    server.clock.advance(1500);
    server.send("GET name");
    server.send("GET nothing");
    server.send("PERSIST name");
    server.send("DEL name");
    expect(lines()).toEqual([
      "1800000000.000,KEY,4,5,1,set,60",
      "1800000001.500,KEY,4,5,1,get,58.5",
      "1800000001.500,KEY,7,,1,get,0",
      "1800000001.500,KEY,4,5,1,persist,0",
      "1800000001.500,KEY,4,,1,del,0",
    ]);
  });

  test("is written for each key of a command", () => {
    const server = serverWith(1);
    server.send("MSET a 1 bb 22");
    server.send("MGET a bb ccc");
    expect(lines()).toEqual([
      "1800000000.000,KEY,1,1,1,mset,0",
      "1800000000.000,KEY,2,2,1,mset,0",
      "1800000000.000,KEY,1,1,1,mget,0",
      "1800000000.000,KEY,2,2,1,mget,0",
      "1800000000.000,KEY,3,,1,mget,0",
    ]);
  });

  test("is not written for commands without keys or that were refused", () => {
    const server = serverWith(1);
    for (const line of ["PING", "INFO", "GET", "NOSUCH a"]) server.send(line);
    expect(lines()).toEqual([]);
  });
});

describe("a key", () => {
  test("has one hash, which differs by key, by database and by run", () => {
    const server = serverWith(1);
    server.send("GET a");
    server.send("SET a 1");
    server.send("GET b");
    server.send("SELECT 1");
    server.send("GET a");
    const [first, again, other, elsewhere] = keys();
    expect(again).toBe(first);
    expect(new Set([first, other, elsewhere]).size).toBe(3);
    text = "";
    serverWith(1, [3, 4]).send("GET a");
    expect(keys()[0]).not.toBe(first);
  });

  test("is in the sample with all its commands or with none, and about one in so many is", () => {
    const server = serverWith(10);
    for (let i = 0; i < 5000; i++) {
      server.send(`SET key-${i} 1`);
      server.send(`GET key-${i}`);
    }
    const sampled = keys();
    const distinct = new Set(sampled);
    expect(sampled.length).toBe(2 * distinct.size);
    expect(distinct.size).toBeGreaterThan(400);
    expect(distinct.size).toBeLessThan(600);
  });
});

test("logging changes nothing that is counted", () => {
  const server = serverWith(1);
  server.send("SET a 1");
  server.send("GET a");
  server.send("GET b");
  expect(server.state.cache.stats()).toMatchObject({ hits: 1, misses: 1 });
});

test("what the file is too slow for is dropped and counted", async () => {
  const directory = mkdtempSync(join(tmpdir(), "command-log-"));
  const path = join(directory, "commands.csv");
  const { log } = openCommandLog(path, 1, [1, 2], START_MS, 32 * 1024);
  const server = new Harness({}, { commandLog: log });
  const sent = 2000; // in one turn of the event loop, so nothing is written meanwhile
  for (let i = 0; i < sent; i++) server.send("GET a");
  const counts = [...server.send("INFO segcache").matchAll(/command_log_lines(?:_dropped)?:(\d+)/g)].map(([, n]) => n);
  expect(counts).toEqual([String(sent), String(log.linesDropped)]);
  expect(log.linesDropped).toBeGreaterThan(0);
  const kept = sent - log.linesDropped;
  const linesInFile = (): number => readFileSync(path, "utf8").split("\n").slice(2, -1).length;
  await expect.poll(linesInFile, { timeout: 20_000 }).toBe(kept);
  expect(await (await ServerRegistry.create(server.state)).page()).toContain(
    `\nsegcache_command_log_lines_dropped_total ${log.linesDropped}\n`,
  );
  rmSync(directory, { recursive: true, force: true });
});

test("the file starts with its format and sample", () => {
  serverWith(50);
  expect(text).toBe(
    "# segcache command log 1, one key in 50, from 2027-01-15T08:00:00.000Z\n" +
      "# time,key,key_bytes,value_bytes,client,command,ttl\n",
  );
});
