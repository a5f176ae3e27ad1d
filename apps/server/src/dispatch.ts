// From a parsed request to a handler: finds the command, checks the number of arguments, queues it for EXEC or runs it,
// counts, times, tells monitors. Invariant: every request gets exactly one reply, also when its handler throws; only a
// request that speaks HTTP or asks for more than its client may get has none and ends its connection, and replies the
// client has switched off are taken back.

import type { ReplyWriter } from "@segcache/resp";
import { BATCH_KEYS_MAX } from "segcache-core";
import { acceptsArity, type Command, type CommandIndex, lastKeyOf } from "./commands/command.ts";
import { DEBUG_NOT_ALLOWED, isDebugAllowed } from "./commands/debug.ts";
import { abortTransaction } from "./commands/transactions.ts";
import { Context, ReplyTooLarge } from "./context.ts";
import { NOT_AUTHENTICATED, replyUnknownCommand, replyUnknownSubcommand, wrongArity } from "./errors.ts";
import { OUTPUT_BYTES_MAX } from "./output-limits.ts";
import type { CommandBatch, Request } from "./request-batch.ts";
import { enterRequestSection } from "./sections.ts";
import type { ServerState } from "./server-state.ts";
import type { Session } from "./session.ts";
import { type QueuedRequest, TRANSACTION_BYTES_MAX, type Transaction } from "./transaction.ts";
import { wordOf } from "./words.ts";

const ERROR_MARK = 0x2d; // "-", the first byte of an error reply

const TRANSACTION_TOO_LARGE = `ERR the transaction is too large: the limit is ${TRANSACTION_BYTES_MAX} bytes`;

/** What the first lines of an HTTP request start with. */
const HTTP_WORDS = [wordOf("POST"), wordOf("Host:")];

export class Dispatcher {
  readonly #server: ServerState;
  #context: Context | undefined = undefined;
  /** The engine has been told of keys to come. */
  #isAnnounced = false;
  readonly #isShared: boolean;
  #mayHaveLeftWork = false;

  constructor(server: ServerState) {
    this.#server = server;
    this.#isShared = server.threads > 1;
  }

  /** Whether something has run since the last call that may have left work for Node's event loop to go on with. */
  takeLeftWork(): boolean {
    const mayHaveLeftWork = this.#mayHaveLeftWork || this.#server.commandLog !== undefined;
    this.#mayHaveLeftWork = false;
    return mayHaveLeftWork;
  }

  /** What the first argument of a request may name. */
  get commands(): CommandIndex {
    return this.#server.commands;
  }

  /**
   * Runs a request, or queues it for EXEC.
   * @returns false when the session has to wait (CLIENT PAUSE, other threads): nothing was done, and the same request is to come again.
   */
  execute(session: Session, request: Request, reply: ReplyWriter): boolean {
    const { buffer, starts, ends, argumentCount } = request;
    const command = this.commands.find(buffer, starts[0]!, ends[0]!);
    if (command !== undefined && lastKeyOf(command.keys, argumentCount) > command.keys.first) {
      this.#beginAnnouncing(buffer);
      this.#announceKeys(command, starts, ends, 0, argumentCount, session.database);
      this.#server.cache.raw.touchBatch();
    }
    return this.#execute(session, command, request, reply);
  }

  /** Reads the time for requests that are to run. @returns Unix milliseconds. */
  beginBatch(): number {
    const { clock, stopwatch, timer } = this.#server;
    const micros = timer();
    stopwatch.begin(micros);
    return clock.refresh(micros);
  }

  /**
   * Runs a request of a batch, and those behind it, up to before `end`, as long as nothing but the keys that they name concerns them.
   * @returns the number of the first request that was not run; `index` itself for what makes execute() return false.
   */
  executeBatched(session: Session, batch: CommandBatch, index: number, end: number, reply: ReplyWriter): number {
    if (index === batch.announced) this.#announce(batch);
    const next = this.#executePlain(session, batch, index, end, reply);
    if (next > index) return next;
    return this.#execute(session, batch.commands[index], batch.load(index), reply) ? index + 1 : index;
  }

  /** Has the memory of a batch's keys fetched, from the request `announced` on and of as many keys as the engine takes;
   * moves `announced` behind them. */
  #announce(batch: CommandBatch): void {
    const { commands, databases, starts, ends, size } = batch;
    let keys = 0;
    let index = batch.announced;
    this.#beginAnnouncing(batch.buffer);
    for (; index < size && keys < BATCH_KEYS_MAX; index++) {
      const command = commands[index];
      if (command === undefined) continue;
      const first = batch.rangesOf(index);
      keys += this.#announceKeys(command, starts, ends, first, batch.argumentCount(index), databases[index]!);
    }
    batch.announced = index;
    if (keys > 1) this.#server.cache.raw.touchBatch();
  }

  /** The caller has run what it had and does something else now. */
  endBatch(): void {
    this.#server.stopwatch.stop(this.#context);
    const { raw } = this.#server.cache;
    if (this.#isAnnounced) raw.endBatch();
    this.#isAnnounced = false;
    raw.release(); // other threads may want what the last request used
  }

  #beginAnnouncing(buffer: Uint8Array): void {
    this.#server.cache.raw.beginBatch(buffer);
    this.#isAnnounced = true;
  }

  /** Announces the keys of a request whose argument i is bytes [starts[first + i], ends[first + i]). @returns their number. */
  #announceKeys(
    { keys }: Command,
    starts: Int32Array,
    ends: Int32Array,
    first: number,
    argumentCount: number,
    database: number,
  ): number {
    const { raw } = this.#server.cache;
    const last = first + lastKeyOf(keys, argumentCount);
    let count = 0;
    for (let i = first + keys.first; i <= last; i += keys.step, count++) raw.announce(starts[i]!, ends[i]!, database);
    return count;
  }

  /** Runs the requests of a batch from `first` to before `last`, up to one that is more than a command on keys or does not find the
   * session and the server in their ordinary state. @returns the number of that request. */
  #executePlain(session: Session, batch: CommandBatch, first: number, last: number, reply: ReplyWriter): number {
    const { metrics, stopwatch } = this.#server;
    if (!this.#isOrdinary(session)) return first;
    const context = this.#contextFor(session);
    const { commands } = batch;
    const end = Math.min(last, batch.announced);
    let index = first;
    let mark = reply.length;
    context.session = session;
    load(context, batch.loaded);
    stopwatch.start();
    try {
      for (; index < end && reply.length < OUTPUT_BYTES_MAX; index++) {
        const command = commands[index];
        const argumentCount = batch.argumentCount(index);
        if (command === undefined || !this.#isPlain(command, argumentCount)) break;
        batch.load(index);
        context.argumentCount = argumentCount;
        if (context.command !== command) context.command = command;
        mark = reply.length;
        command.run(context, reply);
        if (reply.buffer[mark] === ERROR_MARK) this.#countFailure(command, reply, mark);
        stopwatch.count(context, reply.length - mark);
      }
    } catch (error) {
      this.#answerDefect(error, context, reply, mark);
      this.#countFailure(context.command, reply, mark);
      stopwatch.count(context, reply.length - mark);
      index++;
    }
    if (index === first) return first;
    metrics.commandsProcessed += index - first;
    if (session.lastCommand !== context.command) session.lastCommand = context.command;
    return index;
  }

  /** Whether a request of the session is just run and answered, and nobody else wants to know. */
  #isOrdinary(session: Session): boolean {
    const { commandLog, monitors, pause } = this.#server;
    const isHeard = session.replyMode === "on" && session.isAuthenticated && !session.isClosing;
    const isFree = !session.isWaiting && session.transaction === undefined && session.reports === undefined;
    return isHeard && isFree && commandLog === undefined && !monitors.isFed && pause.kind === "none";
  }

  /** Whether a request concerns nothing but keys, and in a cache that is shared but one. */
  #isPlain(command: Command, argumentCount: number): boolean {
    if (!command.isPlain || !acceptsArity(command, argumentCount)) return false;
    return !this.#isShared || lastKeyOf(command.keys, argumentCount) === command.keys.first;
  }

  #execute(session: Session, named: Command | undefined, request: Request, reply: ReplyWriter): boolean {
    if (session.isWaiting) return false; // an error, too, has to come after the reply that is still to come
    const { metrics, stopwatch, team } = this.#server;
    stopwatch.start();
    const context = this.#contextFor(session);
    context.session = session;
    load(context, request);
    const mark = reply.length;
    const command = this.#resolve(named, context, reply);
    if (command === undefined) {
      session.reports = undefined; // if it waited for some, it cannot use them any more
      stopwatch.settle();
      if (session.transaction !== undefined) session.transaction.isFailed = true;
    } else if (this.#mustWait(command, session)) {
      stopwatch.settle();
      return false;
    } else if (session.transaction !== undefined && command.isQueued) {
      stopwatch.settle();
      this.#queue(session.transaction, command, request, reply);
    } else {
      this.#runInServer(command, context, reply);
    }
    metrics.commandsProcessed++;
    this.#countError(reply, mark);
    if (session.replyMode !== "on") silence(session, reply, mark);
    if (team?.hasChanges === true) {
      const bytes = reply.buffer.slice(mark, reply.length);
      reply.rewind(mark);
      team.replyWhenChanged(session, bytes);
    }
    return true;
  }

  /** Whether the request has to come again later: a pause is on, or other threads have to report first. */
  #mustWait(command: Command, session: Session): boolean {
    const { pause, team } = this.#server;
    if (pause.holds(command, session)) {
      session.reports = undefined; // they will be old by then
      return true;
    }
    if (team === undefined || session.reports !== undefined) return false;
    const { transaction } = session;
    if (transaction !== undefined && command.isQueued) return false;
    const reads = command.name === "EXEC" ? transaction?.reads : command.reads;
    if (reads === undefined) return false;
    team.gather(session, reads);
    return true;
  }

  /** Runs a request, with what other threads have reported at hand if it waited for that. */
  #runInServer(command: Command, context: Context, reply: ReplyWriter): void {
    const { session } = context;
    if (session.reports === undefined) {
      this.#run(command, context, reply);
      return;
    }
    this.#server.reports = session.reports;
    session.reports = undefined;
    try {
      this.#run(command, context, reply);
    } finally {
      this.#server.reports = [];
    }
  }

  /** The command or subcommand to run; undefined after an error reply. @param named what the first argument names. */
  #resolve(named: Command | undefined, context: Context, reply: ReplyWriter): Command | undefined {
    const { buffer, starts, ends, argumentCount } = context;
    let command = named;
    if (command === undefined) {
      if (HTTP_WORDS.some((word) => context.isWord(0, word))) this.#hangUp(context.session);
      else replyUnknownCommand(context, reply);
      return undefined;
    }
    if (command.subcommands !== undefined && argumentCount > 1) {
      const subcommand = command.subcommands.find(buffer, starts[1]!, ends[1]!);
      if (subcommand === undefined) {
        replyUnknownSubcommand(context, reply, command.name);
        return undefined;
      }
      command = subcommand;
    }
    if (!acceptsArity(command, argumentCount)) {
      this.#reject(command, context, reply, wrongArity(command.fullName));
      return undefined;
    }
    if (!context.session.isAuthenticated && this.#isRefusedToStrangers(command)) {
      this.#reject(command, context, reply, NOT_AUTHENTICATED);
      return undefined;
    }
    if (command.isProtected && !isDebugAllowed(context)) {
      this.#reject(command, context, reply, DEBUG_NOT_ALLOWED);
      return undefined;
    }
    return command;
  }

  #reject(command: Command, context: Context, reply: ReplyWriter, problem: string): void {
    this.#server.commandStats.rejected[command.number]!++;
    // An EXEC that is refused ends its transaction.
    if (command.name !== "EXEC") reply.error(problem);
    else abortTransaction(context.session, reply, problem);
  }

  #isRefusedToStrangers(command: Command): boolean {
    return this.#server.config.requirepass !== "" && !command.flags.includes("no_auth");
  }

  #queue(transaction: Transaction, command: Command, request: Request, reply: ReplyWriter): void {
    if (command.isOutsideOnly) reply.error("ERR Command not allowed inside a transaction");
    else if (!transaction.queue(command, request)) reply.error(TRANSACTION_TOO_LARGE);
    else {
      reply.simple("QUEUED");
      return;
    }
    transaction.isFailed = true;
    this.#server.commandStats.rejected[command.number]!++;
  }

  #run(command: Command, context: Context, reply: ReplyWriter): void {
    const { commandStats, commandLog, monitors, stopwatch } = this.#server;
    const { raw } = context;
    const isShared = this.#isShared;
    const mark = reply.length;
    context.command = command;
    context.session.lastCommand = command;
    if (command.mayLeaveWork) this.#mayHaveLeftWork = true;
    let isSection = false;
    try {
      if (isShared) isSection = enterRequestSection(raw, command, context, context.session.database);
      command.run(context, reply);
    } catch (error) {
      if (!this.#answerDefect(error, context, reply, mark)) return;
    } finally {
      if (isSection) raw.leaveSection();
    }
    if (reply.buffer[mark] === ERROR_MARK && reply.length > mark) commandStats.failed[command.number]!++;
    if (commandLog !== undefined) commandLog.record(context);
    if (monitors.isFed && command.isMonitored) monitors.feed(context);
    stopwatch.count(context, reply.length - mark);
  }

  /** A defect in one handler costs one reply, not the other clients. What it wrote half-way is taken back.
   * @returns whether the client gets a reply at all. */
  #answerDefect(error: unknown, context: Context, reply: ReplyWriter, mark: number): boolean {
    const { metrics, log } = this.#server;
    reply.rewind(mark);
    if (error instanceof ReplyTooLarge) {
      this.#endForOutput(context.session);
      return false;
    }
    reply.error("ERR internal error");
    metrics.internalErrors++;
    log.error({ err: error, command: context.command.fullName }, "command failed");
    return true;
  }

  #countFailure(command: Command, reply: ReplyWriter, mark: number): void {
    if (reply.length > mark) this.#server.commandStats.failed[command.number]!++;
    this.#countError(reply, mark);
  }

  #countError(reply: ReplyWriter, mark: number): void {
    if (reply.length === mark || reply.buffer[mark] !== ERROR_MARK) return;
    this.#server.metrics.errorReplies++;
    this.#server.errorStats.count(reply.buffer, mark);
  }

  /** Runs one of a transaction's requests in the midst of EXEC, whose own request then stands in the context again. */
  #runQueued(context: Context, queued: QueuedRequest, reply: ReplyWriter): void {
    const { command, buffer, starts, ends, argumentCount } = context;
    load(context, queued);
    const mark = reply.length;
    this.#run(queued.command, context, reply);
    this.#countError(reply, mark);
    context.command = command;
    load(context, { buffer, starts, ends, argumentCount });
  }

  /** A web page may have made a browser send this; its lines must not reach the commands further down (as in Redis). */
  #hangUp(session: Session): void {
    session.isClosing = true;
    this.#server.log.warn({ client: session.peer.address }, "closing a connection that speaks HTTP");
  }

  #endForOutput(session: Session): void {
    session.isClosing = true;
    this.#server.metrics.outputLimitDisconnections++;
    this.#server.log.warn({ client: session.peer.address }, "closing a client for overcoming of output buffer limits");
  }

  #contextFor(session: Session): Context {
    this.#context ??= new Context(this.#server, session, this.commands.commands[0]!, (queued, reply) =>
      this.#runQueued(this.#context!, queued, reply),
    );
    return this.#context;
  }
}

/** References are compared before they are written, which costs less: requests of batches are all shown in one place. */
function load(context: Context, { buffer, starts, ends, argumentCount }: Request): void {
  if (context.buffer !== buffer) context.buffer = buffer;
  if (context.starts !== starts) context.starts = starts;
  if (context.ends !== ends) context.ends = ends;
  context.argumentCount = argumentCount;
}

/** Takes a reply back that the client does not want (CLIENT REPLY). */
function silence(session: Session, reply: ReplyWriter, mark: number): void {
  reply.rewind(mark);
  if (session.replyMode === "skip-next") session.replyMode = "skip";
  else if (session.replyMode === "skip") session.replyMode = "on";
}
