// What one request changes for the whole server, as plain data, so that every thread can be told and does the same. In a server
// of one thread it is done at once; with several the main thread passes changes on, one after another, to all of them.

import type { Config } from "../config.ts";
import { pinoLevelOf } from "../log-level.ts";
import type { Resettable } from "../metrics.ts";
import type { ServerState } from "../server-state.ts";

export type Change =
  /** CLIENT KILL. */
  | { readonly kind: "kill"; readonly ids: readonly number[] }
  /** maxmemory-clients is exceeded: these go. */
  | { readonly kind: "evict"; readonly ids: readonly number[] }
  | { readonly kind: "pause"; readonly pause: "write" | "all"; readonly endMs: number }
  | { readonly kind: "unpause" }
  /** What CONFIG SET has changed; the engine and the sockets know already. */
  | { readonly kind: "config"; readonly values: Partial<Config> }
  | { readonly kind: "reset-stats"; readonly baseline: Resettable }
  | { readonly kind: "reset-slow-log" }
  /** LATENCY RESET; without names all of them. */
  | { readonly kind: "reset-latency"; readonly events: readonly string[] | undefined }
  /** So many sessions of a thread are monitors now. */
  | { readonly kind: "monitors"; readonly thread: number; readonly count: number };

/** Does what the change says, as far as it concerns this thread. */
export function applyChange(server: ServerState, change: Change): void {
  switch (change.kind) {
    case "kill":
      for (const id of change.ids) end(server, id);
      return;
    case "evict":
      for (const id of change.ids) evict(server, id);
      return;
    case "pause":
      server.pause.begin(change.pause, change.endMs);
      return;
    case "unpause":
      server.pause.end();
      return;
    case "config":
      Object.assign(server.config, change.values);
      server.log.level = pinoLevelOf(server.config.loglevel);
      return;
    case "reset-stats":
      server.metrics.reset(change.baseline);
      server.commandStats.reset();
      server.errorStats.reset();
      return;
    case "reset-slow-log":
      server.slowLog.clear();
      return;
    case "reset-latency":
      if (change.events === undefined) server.latency.clear();
      else for (const event of change.events) server.latency.remove(event);
      return;
    case "monitors":
      if (change.thread !== server.thread) server.monitors.setElsewhere(change.thread, change.count);
  }
}

function end(server: ServerState, id: number): void {
  const session = server.sessions.find(id);
  if (session === undefined) return;
  server.closeSession(session); // it is gone for CLIENT LIST at once, not when its socket says so
  session.peer.destroy();
}

function evict(server: ServerState, id: number): void {
  const session = server.sessions.find(id);
  if (session === undefined) return;
  server.metrics.evictedClients++;
  server.log.warn({ client: session.peer.address }, "closing a client: maxmemory-clients is exceeded");
  end(server, id);
}
