// A server without sockets: requests go to the dispatcher as bytes, replies come back as text. The clock is manual.

import { READY, ReplyWriter, RequestParser } from "@segcache/resp";
import { pino } from "pino";
import { type Config, defaultConfig } from "../../src/config.ts";
import { Dispatcher } from "../../src/dispatch.ts";
import { ServerState, type ServerStateOptions } from "../../src/server-state.ts";
import type { Peer, Session } from "../../src/session.ts";
import type { Clock } from "../../src/sources/clock.ts";
import { ManualClock } from "./manual-clock.ts";
import { readReplies } from "./replies.ts";
import { argumentsOf, encodeRequest } from "./requests.ts";

/** A peer that keeps what it is sent. */
export class TestPeer implements Peer {
  readonly address: string = "127.0.0.1:1111";
  readonly localAddress: string = "127.0.0.1:6379";
  readonly host: string = "127.0.0.1";
  inputBytes = 0;
  outputBytes = 0;
  isDestroyed = false;
  received = "";

  send(bytes: Uint8Array): void {
    this.received += Buffer.from(bytes).toString("latin1");
  }

  destroy(): void {
    this.isDestroyed = true;
  }
}

/** A stopwatch's time that stands still until a test moves it. */
export class ManualTimer {
  micros = 0;
  /** How far each reading moves it. */
  step = 0;
  readonly read = (): number => {
    this.micros += this.step;
    return this.micros;
  };
}

/** What a test may put in the place of the system's. */
type Parts = Partial<
  Pick<ServerStateOptions, "timer" | "commandLog" | "clientsMax" | "threads" | "counts" | "sendToMonitors">
>;

/** Suites about connections run once more with sockets that Node serves (vitest.config.ts). */
const WITH_IO_URING = process.env.SEGCACHE_TEST_IO_URING !== "no";

/** A state for tests: small memory, fixed seed, silent log. */
export function createState(
  config: Partial<Config> = {},
  clock: Clock = new ManualClock(),
  parts: Parts = {},
): ServerState {
  const complete = { ...defaultConfig(), maxmemory: 4 * 1024 ** 2, "io-uring": WITH_IO_URING, ...config };
  const log = pino({ level: "silent" }, { write: () => {} });
  return new ServerState({ config: complete, clock, log, runId: "test", seed: 1, ...parts });
}

/** What sendRaw returns instead of a reply for a request that has to wait. */
export const HELD = "+(held)\r\n";

export class Harness {
  readonly clock: ManualClock = new ManualClock();
  readonly timer: ManualTimer = new ManualTimer();
  readonly state: ServerState;
  session: Session;
  readonly #dispatcher: Dispatcher;
  readonly #reply = new ReplyWriter();

  constructor(config: Partial<Config> = {}, parts: Parts = {}) {
    this.state = createState(config, this.clock, { timer: this.timer.read, ...parts });
    this.session = this.#open();
    this.#dispatcher = new Dispatcher(this.state);
  }

  /** Sends one line (arguments split at blanks) or one list of arguments; returns the reply in readable notation. */
  send(request: string | readonly (string | Uint8Array)[]): string {
    return readReplies(this.sendRaw(request)).join(" ");
  }

  /** Sends several lines at once, as a pipeline. */
  sendBatch(lines: readonly string[]): string {
    for (const line of lines) this.#execute(argumentsOf(line));
    this.#dispatcher.endBatch();
    return readReplies(this.#taken()).join(" ");
  }

  /** The same as send, returning the reply's bytes, one character each. */
  sendRaw(request: string | readonly (string | Uint8Array)[]): string {
    const isRun = this.#execute(typeof request === "string" ? argumentsOf(request) : request);
    this.#dispatcher.endBatch();
    return isRun ? this.#taken() : HELD;
  }

  #execute(args: readonly (string | Uint8Array)[]): boolean {
    const parser = new RequestParser();
    parser.feed(encodeRequest(args));
    if (parser.next() !== READY) throw new Error("the test sent no complete request");
    this.#reply.protocol = this.session.protocol;
    return this.#dispatcher.execute(this.session, parser, this.#reply);
  }

  #taken(): string {
    return Buffer.from(this.#reply.take()).toString("latin1");
  }

  /** From here on requests come from a new session. */
  connect(): Session {
    this.session = this.#open();
    return this.session;
  }

  #open(): Session {
    const { config, sessions } = this.state;
    return sessions.open(new TestPeer(), this.clock.nowMs, config.requirepass === "");
  }
}
