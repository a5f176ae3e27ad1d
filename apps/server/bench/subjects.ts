// What takes the same load in turns, a server or several that share the connections, and what is counted of a turn.

import type { Cell, Table } from "segcache-bench-report";
import type { ServerUnderTest } from "./programs.ts";
import { medianOf } from "./quantiles.ts";

export interface Subject {
  readonly title: string;
  /** What the connections go to in turn; all of one kind. */
  readonly servers: readonly ServerUnderTest[];
}

export interface Turn {
  readonly perSecond: number;
  readonly cpuMicros: number;
  /** Time threads waited for one another, as a share of the processor time. */
  readonly waitShare: number;
}

export type Turns = ReadonlyMap<Subject, readonly Turn[]>;

/** All subjects in each round, one after another. */
export async function takeTurns(
  subjects: readonly Subject[],
  rounds: number,
  work: (subject: Subject) => Promise<unknown>,
): Promise<Turns> {
  const turns = new Map<Subject, Turn[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) turns.get(subject)!.push(await takeTurn(subject, work));
  }
  return turns;
}

/** Requests are counted by the servers themselves, whoever sends them. */
export async function takeTurn(subject: Subject, work: (subject: Subject) => Promise<unknown>): Promise<Turn> {
  const { servers } = subject;
  const cpuMicros = (): number => servers.reduce((sum, server) => sum + server.cpuMicros(), 0);
  const count = (): Promise<number> => sumOf(servers, (server) => server.requestsServed());
  const before = { count: await count(), wait: await sumOf(servers, waitMs) };
  const [cpuBefore, began] = [cpuMicros(), performance.now()];
  await work(subject);
  const [cpu, elapsedMs] = [cpuMicros() - cpuBefore, performance.now() - began];
  const requests = (await count()) - before.count;
  const waitShare = ((await sumOf(servers, waitMs)) - before.wait) / Math.max(1, cpu / 1000);
  return { perSecond: (requests * 1000) / elapsedMs, cpuMicros: cpu / requests, waitShare };
}

/** A row for each subject; those of one kind are compared, turn by turn, with the first of it. */
export function tableOf(title: string, turns: Turns, notes: readonly string[]): Table {
  const firsts = new Map<string, Subject>();
  const rows = [...turns].map(([subject, all]): readonly Cell[] => {
    const { kind } = subject.servers[0]!;
    const first = firsts.get(kind) ?? subject;
    firsts.set(kind, first);
    const ratios = all.map(({ cpuMicros }, round) => cpuMicros / turns.get(first)![round]!.cpuMicros);
    return [
      subject.title,
      medianOf(all.map(({ perSecond }) => perSecond / 1000)),
      medianOf(all.map(({ cpuMicros }) => cpuMicros)),
      subject === first ? "" : medianOf(ratios).toFixed(2),
      kind === "segcache" ? `${(100 * medianOf(all.map(({ waitShare }) => waitShare))).toFixed(1)} %` : "",
    ];
  });
  const columns = [
    { title: "server" },
    { title: "k/s", digits: 0 },
    { title: "µs per request", digits: 2 },
    { title: "of one" },
    { title: "lock waits, of processor time" },
  ];
  return { title, columns, rows, notes };
}

function waitMs(server: ServerUnderTest): Promise<number> {
  return server.kind === "segcache" ? server.info("segcache", "lock_wait_ms") : Promise.resolve(0);
}

async function sumOf(
  servers: readonly ServerUnderTest[],
  ask: (server: ServerUnderTest) => Promise<number>,
): Promise<number> {
  let sum = 0;
  for (const server of servers) sum += await ask(server);
  return sum;
}
