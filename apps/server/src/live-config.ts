// Changing settings while the server runs: all of a CONFIG SET or nothing. Most parts read the configuration when they
// need it; the few that keep a copy of a setting are told here.

import { ConfigError } from "segcache-core";
import type { Config } from "./config.ts";
import { pinoLevelOf } from "./log-level.ts";
import type { Assign, Option } from "./options.ts";
import type { ServerState } from "./server-state.ts";

const IMMUTABLE = "can't set immutable config";

export interface Refusal {
  readonly name: string;
  readonly problem: string;
}

/** Makes all changes, or none and tells why. */
export function applyConfig(server: ServerState, changes: ReadonlyMap<Option, Assign>): Refusal | undefined {
  const next: Config = { ...server.config };
  for (const assign of changes.values()) assign(next);
  const before: Config = { ...server.config };
  const done: Option[] = [];
  for (const option of changes.keys()) {
    const problem = problemOf(server, option, next, before);
    if (problem === undefined) {
      done.push(option);
      continue;
    }
    for (const one of done) problemOf(server, one, before, next);
    return { name: option.name, problem };
  }
  Object.assign(server.config, next);
  return undefined;
}

/** The settings that the changes are about, as they will be. */
export function valuesOf(config: Config, changes: ReadonlyMap<Option, Assign>): Partial<Config> {
  const next: Config = { ...config };
  for (const assign of changes.values()) assign(next);
  return Object.fromEntries([...changes.keys()].map(({ name }) => [name, next[name]]));
}

/** Tells the part that keeps a copy of the option; returns why it refused. @param current what the part has now. */
function problemOf(server: ServerState, option: Option, config: Config, current: Config): string | undefined {
  const { cache } = server;
  try {
    switch (option.name) {
      case "loglevel":
        server.log.level = pinoLevelOf(config.loglevel);
        return undefined;
      case "maxclients":
        if (config.maxclients <= server.clientsMax) return undefined;
        return `The operating system is not able to handle the specified number of clients, try with ${server.clientsMax}`;
      case "maxmemory":
        if (config.maxmemory === current.maxmemory) return undefined;
        cache.setMaxMemory(config.maxmemory);
        return undefined;
      case "maxmemory-policy":
        if (config["maxmemory-policy"] === current["maxmemory-policy"]) return undefined;
        cache.setPolicy(config["maxmemory-policy"]);
        return undefined;
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

export function refusalOfFixed(name: string): Refusal {
  return { name, problem: IMMUTABLE };
}
