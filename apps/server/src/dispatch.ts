// From a parsed request to a handler: finds the command, checks the number of arguments, runs it, counts. It knows no
// command by name. Invariant: every request gets exactly one reply, also when its handler throws; only a request that
// speaks HTTP or asks for more than its client may get has none and ends its connection.

import type { ReplyWriter, RequestParser } from "@segcache/resp";
import { acceptsArity, type Command } from "./commands/command.ts";
import { Context, ReplyTooLarge } from "./context.ts";
import { NOT_AUTHENTICATED, replyUnknownCommand, replyUnknownSubcommand, wrongArity } from "./errors.ts";
import type { ServerState } from "./server-state.ts";
import type { Session } from "./session.ts";
import { wordOf } from "./words.ts";

const ERROR_MARK = 0x2d; // "-", the first byte of an error reply

/** What the first lines of an HTTP request start with. */
const HTTP_WORDS = [wordOf("POST"), wordOf("Host:")];

/** The part of a parser that a request is read from. */
export type Request = Pick<RequestParser, "buffer" | "starts" | "ends" | "argumentCount">;

export class Dispatcher {
  readonly #server: ServerState;
  #context: Context | undefined = undefined;

  constructor(server: ServerState) {
    this.#server = server;
  }

  /** Runs the request at which the parser stands. */
  execute(session: Session, request: Request, reply: ReplyWriter): void {
    const { buffer, starts, ends, argumentCount } = request;
    const context = this.#contextFor(session);
    context.session = session;
    context.buffer = buffer;
    context.starts = starts;
    context.ends = ends;
    context.argumentCount = argumentCount;
    const mark = reply.length;
    const command = this.#resolve(context, reply);
    if (command !== undefined) this.#run(command, context, reply);
    const { metrics, errorStats } = this.#server;
    metrics.commandsProcessed++;
    if (reply.length > mark && reply.buffer[mark] === ERROR_MARK) {
      metrics.errorReplies++;
      errorStats.count(reply.buffer, mark);
    }
  }

  /** The command or subcommand to run; undefined after an error reply. */
  #resolve(context: Context, reply: ReplyWriter): Command | undefined {
    const { buffer, starts, ends, argumentCount } = context;
    let command = this.#server.commands.find(buffer, starts[0]!, ends[0]!);
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
      reply.error(wrongArity(command.fullName));
      this.#server.commandStats.rejected[command.number]!++;
      return undefined;
    }
    if (!context.session.isAuthenticated && this.#isRefusedToStrangers(command)) {
      reply.error(NOT_AUTHENTICATED);
      this.#server.commandStats.rejected[command.number]!++;
      return undefined;
    }
    return command;
  }

  #isRefusedToStrangers(command: Command): boolean {
    return this.#server.config.requirepass !== "" && !command.flags.includes("no_auth");
  }

  #run(command: Command, context: Context, reply: ReplyWriter): void {
    const { commandStats, commandLog, timer } = this.#server;
    const mark = reply.length;
    context.command = command;
    context.session.lastCommand = command;
    const startMicros = timer();
    try {
      command.run(context, reply);
    } catch (error) {
      // A defect in one handler costs one reply, not the other clients. What it wrote half-way is taken back.
      reply.rewind(mark);
      if (error instanceof ReplyTooLarge) {
        this.#endForOutput(context.session);
        return;
      }
      reply.error("ERR internal error");
      this.#server.metrics.internalErrors++;
      this.#server.log.error({ err: error, command: command.fullName }, "command failed");
    }
    commandStats.record(command.number, timer() - startMicros);
    if (reply.length > mark && reply.buffer[mark] === ERROR_MARK) commandStats.failed[command.number]!++;
    if (commandLog !== undefined) commandLog.record(context);
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
    const first = this.#server.commands.commands[0]!;
    this.#context ??= new Context(this.#server, session, first);
    return this.#context;
  }
}
