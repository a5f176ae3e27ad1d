// A worker's way to the other threads of its server. A request that speaks for the whole server waits, as in a pause, until the
// others have reported; a reply to one that changes them waits until all have done so. Either way the requests behind it wait
// too, so a client's replies keep their order, and what was answered with OK holds in every thread.

import type { Config } from "../config.ts";
import type { Refusal } from "../live-config.ts";
import type { ServerState } from "../server-state.ts";
import type { Session } from "../session.ts";
import type { Change } from "./changes.ts";
import type { Line } from "./line.ts";
import type { ToMain, ToWorker } from "./messages.ts";
import { type Reads, reportOf } from "./report.ts";

export class Team {
  readonly #server: ServerState;
  readonly #line: Line<ToMain, ToWorker>;
  /** Changes that the request under way has asked for, each with what is to be done when the request is answered. */
  #changes: { readonly made: Promise<unknown>; readonly afterwards: () => void }[] = [];

  constructor(server: ServerState, line: Line<ToMain, ToWorker>) {
    this.#server = server;
    this.#line = line;
  }

  /** Has the session wait for the reports that its request needs; they then stand in the session. */
  gather(session: Session, reads: Reads): void {
    const own = reportOf(this.#server, reads);
    const reports = this.#line.ask("gather", { own, reads });
    this.#await(session, reports, (answer) => {
      session.reports = answer ?? [];
    });
  }

  /** Changes every thread, this one included, a moment later. @param afterwards runs when the request is answered. */
  change(change: Change, afterwards: () => void): void {
    this.#changes.push({ made: this.#line.ask("change", change), afterwards });
  }

  /** Whether the request that has just run asked for changes. */
  get hasChanges(): boolean {
    return this.#changes.length > 0;
  }

  /** Sends the reply when all changes that were asked for have been made. */
  replyWhenChanged(session: Session, reply: Uint8Array): void {
    const changes = this.#changes;
    this.#changes = [];
    this.#await(session, Promise.all(changes.map(({ made }) => made)), () => {
      const isThere = this.#server.sessions.find(session.id) === session;
      if (isThere && reply.length > 0) session.peer.send(reply);
      for (const { afterwards } of changes) afterwards();
    });
  }

  /** Has every thread listen as these values say, or none. @returns why none does. */
  listenAs(values: Partial<Config>): Promise<Refusal | undefined> {
    return this.#line.ask("listenAs", values);
  }

  /** The same, for one that no request asked for, or that waits for it himself. */
  async changeNow(change: Change): Promise<void> {
    await this.#line.ask("change", change);
  }

  #await<T>(session: Session, outcome: Promise<T>, then: (outcome: T) => void): void {
    session.isWaiting = true;
    void outcome.then((result) => {
      session.isWaiting = false;
      then(result);
      this.#server.pause.wake();
    });
  }
}
