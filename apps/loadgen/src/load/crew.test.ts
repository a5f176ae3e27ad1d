import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { ReplyParser } from "@segcache/resp/replies";
import { afterEach, describe, expect, test } from "vitest";
import { ConnectError } from "../drivers/driver.ts";
import { parseRunOptions } from "../options/run-options.ts";
import { loadPlanOf } from "../run.ts";
import { type Crew, systemCrew } from "./crew.ts";
import type { Phase } from "./loader.ts";
import { Series } from "./series.ts";

const PHASE: Phase = {
  kind: "measured",
  requests: 600,
  durationMs: Number.POSITIVE_INFINITY,
  arrivals: undefined,
  replay: undefined,
  startUs: undefined,
};

const servers: Server[] = [];
const sockets = new Set<Socket>();
let crew: Crew | undefined;

afterEach(async () => {
  await crew?.close();
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  sockets.clear();
});

/** A server that has nothing and takes everything; counts its requests by name.   @returns its port. */
async function serve(counts: Map<string, number>): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    const parser = new ReplyParser(); // a request is an array of strings, which a reply may be as well
    socket.on("data", (chunk) => {
      for (const request of parser.feed(chunk)) {
        const name = Array.isArray(request) ? String(request[0]) : "";
        counts.set(name, (counts.get(name) ?? 0) + 1);
        socket.write(name === "GET" ? "$-1\r\n" : "+OK\r\n");
      }
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

function crewFor(typed: string): Crew {
  crew = systemCrew(loadPlanOf(parseRunOptions(typed.split(" "))));
  return crew;
}

describe.each([1, 3])("a crew of %i", (threads) => {
  const typed = `--driver raw --clients 6 --threads ${threads} --look-aside`;
  const signal = new AbortController().signal;

  test.each([
    ["closed", undefined],
    ["open", { rate: 3000, process: "poisson", seed: 1 } as const],
  ])("runs a phase of the %s loop and adds up its threads", async (_, arrivals) => {
    const counts = new Map<string, number>();
    const system = crewFor(`${typed} --port ${await serve(counts)}`);
    await system.connect(signal);
    expect(counts.get("PING")).toBe(6);
    const series = new Series();
    const { measurements, unanswered, loads } = await system.run({ ...PHASE, arrivals }, signal, (thread, tick) =>
      series.add(thread, tick),
    );
    expect(measurements.response.get.count).toBe(counts.get("GET"));
    expect(measurements.response.set.count).toBe(counts.get("SET"));
    expect(measurements.operations - measurements.lookAsideSets).toBe(600);
    expect(measurements.lookAsideSets).toBe(measurements.misses);
    expect([measurements.errors, unanswered, loads.length]).toEqual([0, 0, threads]);
    const rows = series.rows();
    expect(rows.reduce((sum, { operations }) => sum + operations, 0)).toBe(measurements.operations);
    expect(rows.reduce((sum, { responses }) => sum + responses.count, 0)).toBe(measurements.operations);
  });

  test("ends at once when told to", async () => {
    const system = crewFor(`${typed} --port ${await serve(new Map())}`);
    await system.connect(signal);
    const controller = new AbortController();
    const endless = { ...PHASE, requests: Number.POSITIVE_INFINITY };
    const running = system.run(endless, controller.signal, (_, tick) => {
      if (tick.operations > 100) controller.abort();
    });
    expect((await running).measurements.operations).toBeGreaterThan(100);
  });

  test("fails with the reason when no server is there", async () => {
    const port = await serve(new Map());
    const closed = new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    await closed;
    const failing = crewFor(`${typed} --port ${port}`).connect(signal);
    await expect(failing).rejects.toThrow(ConnectError);
    await expect(failing).rejects.toThrow(`cannot connect to 127.0.0.1:${port}: connection refused`);
  });
});
