// The main thread between its workers: gathers reports, passes changes on to all of them in one order, has all of them listen
// elsewhere or none, hands lines to monitors. What it is told to change it changes in its own state too, so that a worker
// that is started later begins with all of it.

import { type Config, conflictIn } from "../config.ts";
import type { Refusal } from "../live-config.ts";
import { socketRefusal } from "../live-sockets.ts";
import { MONITOR_BACKLOG_BYTES_MAX } from "../monitors.ts";
import type { ServerState } from "../server-state.ts";
import { applyChange, type Change } from "./changes.ts";
import type { Line } from "./line.ts";
import type { ToMain, ToWorker } from "./messages.ts";
import { type Reads, reportOf, type ThreadReport } from "./report.ts";
import { absorb } from "./whole-server.ts";

/** A worker as the exchange sees it. */
export interface Member {
  readonly thread: number;
  readonly line: Line<ToWorker, ToMain>;
}

export class Exchange {
  readonly #server: ServerState;
  readonly #findTaken: (config: Config, next: Config) => Promise<unknown>;
  readonly #members = new Map<number, Member>();
  /** What each worker reported last: what is left of it when it crashes. */
  readonly #lastReports = new Map<number, ThreadReport>();
  /** Characters of monitors' lines that each worker has not taken yet. */
  readonly #waitingLines = new Map<number, number>();
  #lastListening: Promise<unknown> = Promise.resolve();

  /** @param findTaken looks whether ports of the second configuration that the first does not have are taken: the error, if so. */
  constructor(server: ServerState, findTaken: (config: Config, next: Config) => Promise<unknown>) {
    this.#server = server;
    this.#findTaken = findTaken;
  }

  add(member: Member): void {
    this.#members.set(member.thread, member);
  }

  /** A worker is no more: what it had counted stays, its monitors go. */
  async remove(thread: number): Promise<void> {
    const member = this.#members.get(thread);
    this.#members.delete(thread);
    member?.line.close();
    this.#waitingLines.delete(thread);
    const report = this.#lastReports.get(thread);
    this.#lastReports.delete(thread);
    if (report !== undefined) absorb(this.#server, report);
    await this.change({ kind: "monitors", thread, count: 0 });
  }

  /** Reports of all workers but one, and of the main thread. */
  async gather(reads: Reads, asker?: number): Promise<readonly ThreadReport[]> {
    const asked = [...this.#members.values()].filter(({ thread }) => thread !== asker);
    const answers = await Promise.all(asked.map(({ line }) => line.ask("report", reads)));
    const reports = answers.filter((report) => report !== undefined);
    for (const report of reports) this.#note(report);
    return asker === undefined ? reports : [reportOf(this.#server, reads), ...reports];
  }

  /** The same for a worker, which brings its own. */
  gatherFor({ own, reads }: ToMain["gather"][0]): Promise<readonly ThreadReport[]> {
    this.#note(own);
    return this.gather(reads, own.thread);
  }

  /** Makes a change in every thread; resolves when all have made it. */
  async change(change: Change): Promise<null> {
    applyChange(this.#server, change);
    await Promise.all([...this.#members.values()].map(({ line }) => line.ask("apply", change)));
    return null;
  }

  /** Has every worker listen as the configuration with these values says, one after another; if one cannot, none does. */
  listenAs(values: Partial<Config>): Promise<Refusal | undefined> {
    const listening = this.#lastListening.then(() => this.#listenAs(values));
    this.#lastListening = listening.catch(() => {}); // whoever asked is told
    return listening;
  }

  /** Hands lines of one worker to the monitors of the others. */
  monitored(from: number, lines: string): void {
    const withMonitors = new Set(this.#server.monitors.elsewhere().map(([thread]) => thread));
    for (const { thread, line } of this.#members.values()) {
      if (thread !== from && withMonitors.has(thread)) this.#tellMonitors(thread, line, lines);
    }
  }

  /** A thread that is slow to take them is told instead that it has missed lines: what waits for it is bounded. */
  #tellMonitors(thread: number, line: Member["line"], lines: string): void {
    const before = this.#waitingLines.get(thread) ?? 0;
    if (before > MONITOR_BACKLOG_BYTES_MAX) return; // it will hear of that
    const waiting = before + lines.length;
    this.#waitingLines.set(thread, waiting);
    const said = waiting > MONITOR_BACKLOG_BYTES_MAX ? null : lines;
    void line.ask("monitored", said).then(() => {
      this.#waitingLines.set(thread, (this.#waitingLines.get(thread) ?? 0) - lines.length);
    });
  }

  /** Has all workers stop in order. */
  async close(): Promise<void> {
    await Promise.all([...this.#members.values()].map(({ line }) => line.ask("close", null)));
  }

  #note(report: ThreadReport): void {
    this.#lastReports.set(report.thread, { ...report, clients: [] });
  }

  async #listenAs(values: Partial<Config>): Promise<Refusal | undefined> {
    const { config, log } = this.#server;
    const next: Config = { ...config, ...values };
    const taken = conflictIn(next) === undefined ? await this.#findTaken(config, next) : undefined;
    if (taken !== undefined) {
      log.warn({ err: taken }, "cannot listen as CONFIG SET asked");
      return socketRefusal(Object.keys(values), taken);
    }
    const done: Member[] = [];
    for (const member of this.#members.values()) {
      const refusal = await member.line.ask("use", values);
      if (refusal === undefined) {
        done.push(member);
        continue;
      }
      for (const { line } of done) await line.ask("use", {});
      return refusal;
    }
    return undefined;
  }
}
