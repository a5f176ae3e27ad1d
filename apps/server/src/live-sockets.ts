// Changing what the server listens on while it runs: CONFIG SET of addresses, ports and certificates. Changes come one after
// another, each all or nothing.

import { type Config, conflictIn } from "./config.ts";
import type { Listeners } from "./listeners.ts";
import { applyConfig, type Refusal, valuesOf } from "./live-config.ts";
import type { Assign, Option } from "./options.ts";
import type { ServerState } from "./server-state.ts";
import { UsageError } from "./usage-error.ts";

export type Changes = ReadonlyMap<Option, Assign>;

/** Whoever changes settings that listening sockets follow. */
export interface SocketChanges {
  /** Makes all changes, those of the sockets first, or none and tells why. */
  change(changes: Changes): Promise<Refusal | undefined>;
}

const PORTS: readonly string[] = ["port", "tls-port"];
const CERTIFICATES: readonly string[] = ["tls-cert-file", "tls-key-file", "tls-ca-cert-file", "tls-auth-clients"];
const SOCKET_OPTIONS: readonly string[] = [...PORTS, "bind", ...CERTIFICATES];

const CANNOT_LISTEN = "Unable to listen on this port. Check server logs.";
const CANNOT_BIND = "Failed to bind to specified addresses.";
const CANNOT_USE_TLS = "Unable to update TLS configuration. Check server logs.";

/** Whether listening sockets have to follow the changes. */
export function concernsSockets(changes: Changes): boolean {
  return [...changes.keys()].some(({ name }) => SOCKET_OPTIONS.includes(name));
}

export class LiveSockets implements SocketChanges {
  readonly #server: ServerState;
  readonly #listeners: Listeners;
  #last: Promise<unknown> = Promise.resolve();

  constructor(server: ServerState, listeners: Listeners) {
    this.#server = server;
    this.#listeners = listeners;
  }

  change(changes: Changes): Promise<Refusal | undefined> {
    const change = this.#last.then(() => this.#change(changes));
    this.#last = change.catch(() => {}); // whoever asked is told
    return change;
  }

  async #change(changes: Changes): Promise<Refusal | undefined> {
    const { config, log } = this.#server;
    const refusal = (await this.use(valuesOf(config, changes))) ?? applyConfig(this.#server, changes);
    if (refusal === undefined) return undefined;
    await this.#listeners.use(config).catch((error: unknown) => log.error({ err: error }, "cannot listen as before"));
    return refusal;
  }

  /** Listens as the configuration with these values says; the configuration stays. @returns why it does not. */
  async use(values: Partial<Config>): Promise<Refusal | undefined> {
    const { config, log } = this.#server;
    const next: Config = { ...config, ...values };
    const conflict = conflictIn(next);
    const names = Object.keys(values);
    if (conflict !== undefined) return this.#refusal(names, new UsageError(conflict));
    try {
      const { endpoints } = await this.#listeners.use(next);
      log.info({ endpoints }, "listening as CONFIG SET asked");
      return undefined;
    } catch (error) {
      return this.#refusal(names, error);
    }
  }

  #refusal(names: readonly string[], error: unknown): Refusal {
    this.#server.log.warn({ err: error }, "cannot listen as CONFIG SET asked");
    return socketRefusal(names, error);
  }
}

/** In Redis's words, which send to the log. @param names the settings that were to be changed. */
export function socketRefusal(names: readonly string[], error: unknown): Refusal {
  const first = (known: readonly string[]): string | undefined => names.find((name) => known.includes(name));
  const certificate = first([...CERTIFICATES, "tls-port"]);
  if (error instanceof UsageError && certificate !== undefined) return { name: certificate, problem: CANNOT_USE_TLS };
  const setting = first(SOCKET_OPTIONS) ?? "bind";
  if (error instanceof UsageError) return { name: setting, problem: error.message };
  const port = first(PORTS);
  if (port !== undefined) return { name: port, problem: CANNOT_LISTEN };
  return { name: setting, problem: CANNOT_BIND };
}
