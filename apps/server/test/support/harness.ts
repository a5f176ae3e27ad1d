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

const PEER: Peer = { address: "127.0.0.1:1111", localAddress: "127.0.0.1:6379", inputBytes: 0, outputBytes: 0 };

/** What a test may put in the place of the system's. */
type Parts = Partial<Pick<ServerStateOptions, "timer" | "commandLog" | "clientsMax">>;

/** A state for tests: small memory, fixed seed, silent log. */
export function createState(
  config: Partial<Config> = {},
  clock: Clock = new ManualClock(),
  parts: Parts = {},
): ServerState {
  const complete = { ...defaultConfig(), maxmemory: 4 * 1024 ** 2, ...config };
  return new ServerState({ config: complete, clock, log: pino({ level: "silent" }), runId: "test", seed: 1, ...parts });
}

export class Harness {
  readonly clock: ManualClock = new ManualClock();
  readonly state: ServerState;
  session: Session;
  readonly #dispatcher: Dispatcher;
  readonly #reply = new ReplyWriter();

  constructor(config: Partial<Config> = {}, parts: Parts = {}) {
    this.state = createState(config, this.clock, parts);
    this.session = this.state.sessions.open(PEER, this.clock.nowMs, this.state.config.requirepass === "");
    this.#dispatcher = new Dispatcher(this.state);
  }

  /** Sends one line (arguments split at blanks) or one list of arguments; returns the reply in readable notation. */
  send(request: string | readonly (string | Uint8Array)[]): string {
    return readReplies(this.sendRaw(request)).join(" ");
  }

  /** The same, returning the reply's bytes, one character each. */
  sendRaw(request: string | readonly (string | Uint8Array)[]): string {
    const parser = new RequestParser();
    parser.feed(encodeRequest(typeof request === "string" ? argumentsOf(request) : request));
    if (parser.next() !== READY) throw new Error("the test sent no complete request");
    this.#reply.protocol = this.session.protocol;
    this.#dispatcher.execute(this.session, parser, this.#reply);
    return Buffer.from(this.#reply.take()).toString("latin1");
  }

  /** From here on requests come from a new session. */
  connect(): Session {
    this.session = this.state.sessions.open(PEER, this.clock.nowMs, this.state.config.requirepass === "");
    return this.session;
  }
}
