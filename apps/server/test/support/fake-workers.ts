// Workers without threads: each is a server state of its own and a line to the supervisor under test, and ends when the test
// says so.

import type { Change } from "../../src/threads/changes.ts";
import { Line } from "../../src/threads/line.ts";
import type { ToMain, ToWorker, WorkerStart } from "../../src/threads/messages.ts";
import { problemOf } from "../../src/threads/problems.ts";
import { reportOf } from "../../src/threads/report.ts";
import type { StartWorker, WorkerThread } from "../../src/threads/worker-thread.ts";
import { createState } from "./harness.ts";
import { portPair } from "./thread-lines.ts";

export class FakeWorker implements WorkerThread {
  readonly start: WorkerStart;
  readonly line: Line<ToWorker, ToMain>;
  /** The worker's end of it. */
  readonly toMain: Line<ToMain, ToWorker>;
  readonly state: ReturnType<typeof createState> = createState();
  readonly changes: Change[] = [];
  readonly monitored: (string | null)[] = [];
  readonly uses: ToWorker["use"][0][] = [];
  isTerminated = false;
  #onExit: (error: unknown) => void = () => {};

  constructor(start: WorkerStart, fleet: Fleet) {
    const [here, there] = portPair();
    this.start = start;
    this.line = new Line(here);
    this.toMain = new Line(there);
    this.toMain.serve({
      listen: () => {
        const error = fleet.listenErrors.get(start.thread);
        if (error !== undefined) return { problem: problemOf(error) };
        return { listening: { address: "127.0.0.1", port: 7000, endpoints: ["127.0.0.1:7000"] } };
      },
      report: (reads) => ({ ...reportOf(this.state, reads), thread: start.thread }),
      apply: async (change) => {
        await fleet.beforeApply(start.thread);
        this.changes.push(change);
        return null;
      },
      use: (values) => {
        this.uses.push(values);
        return fleet.useRefusals.get(start.thread);
      },
      monitored: async (lines) => {
        this.monitored.push(lines);
        await fleet.beforeMonitored;
        return null;
      },
      close: () => {
        fleet.closed.push(start.thread);
        return null;
      },
    });
    this.toMain.tell("opened", 100 + start.thread);
  }

  onExit(listener: (error: unknown) => void): void {
    this.#onExit = listener;
  }

  async terminate(): Promise<void> {
    this.isTerminated = true;
    this.exit(undefined);
  }

  /** Ends, as a thread does that crashes. */
  exit(error: unknown): void {
    this.#onExit(error);
  }
}

/** All workers a supervisor has started, in order, and how they are to behave. */
export class Fleet {
  readonly workers: FakeWorker[] = [];
  readonly listenErrors = new Map<number, Error>();
  readonly useRefusals = new Map<number, { name: string; problem: string }>();
  readonly closed: number[] = [];
  beforeMonitored: Promise<void> = Promise.resolve();
  beforeApply: (thread: number) => Promise<void> = () => Promise.resolve();

  readonly startWorker: StartWorker = (start) => {
    const worker = new FakeWorker(structuredClone(start), this);
    this.workers.push(worker);
    return worker;
  };
}
