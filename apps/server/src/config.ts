// The settings of one server. Invariant: a Config holds only values that their option (options.ts) accepts.

import type { PolicyName } from "segcache-core";
import type { ClientMemoryLimit } from "./client-memory.ts";
import type { DebugChoice, LogLevel, Option, TlsClients } from "./options.ts";
import { OPTIONS } from "./options.ts";
import type { OutputLimits } from "./output-limits.ts";
import { splitArguments } from "./split-arguments.ts";

export interface Config {
  port: number;
  threads: number;
  "io-uring": boolean;
  bind: readonly string[];
  "protected-mode": boolean;
  "tcp-backlog": number;
  "tcp-keepalive": number;
  unixsocket: string;
  unixsocketperm: number;
  "tls-port": number;
  "tls-cert-file": string;
  "tls-key-file": string;
  "tls-ca-cert-file": string;
  "tls-auth-clients": TlsClients;
  requirepass: string;
  maxmemory: number;
  "maxmemory-reserve": number;
  "maxmemory-policy": PolicyName;
  "segment-size": number;
  databases: number;
  maxclients: number;
  timeout: number;
  "maxmemory-clients": ClientMemoryLimit;
  "proto-max-bulk-len": number;
  "client-query-buffer-limit": number;
  "client-output-buffer-limit": OutputLimits;
  loglevel: LogLevel;
  logfile: string;
  "slowlog-log-slower-than": number;
  "slowlog-max-len": number;
  "latency-monitor-threshold": number;
  "metrics-port": number;
  "command-log-file": string;
  "command-log-sample": number;
  "enable-debug-command": DebugChoice;
}

/** Settings of Redis that this server has no choice about. CONFIG GET tells them, because clients and tools ask; a config
 * file may repeat them. */
export const FIXED_SETTINGS: ReadonlyMap<string, string> = new Map([
  ["appendonly", "no"],
  ["save", ""],
  ["cluster-enabled", "no"],
  ["daemonize", "no"],
  ["io-threads", "1"],
  ["latency-tracking", "yes"],
  ["latency-tracking-info-percentiles", "50 99 99.9"],
  ["maxmemory-samples", "5"],
  ["notify-keyspace-events", ""],
  ["replica-read-only", "yes"],
  ["slave-read-only", "yes"],
]);

/** A configuration of defaults. */
export function defaultConfig(): Config {
  const config: Partial<Config> = {};
  for (const option of OPTIONS) {
    const parsed = option.read(defaultWordsOf(option), config);
    if ("problem" in parsed) throw new Error(`default of ${option.name}: ${parsed.problem}`);
    parsed.value(config as Config); // complete when every option has been assigned
  }
  return { ...(config as Config) }; // as a record: V8 keeps what was filled name by name as a table, looked up by hash
}

/** The default as words: a list at its blanks, anything else as the one word it is. */
export function defaultWordsOf(option: Option): readonly string[] {
  return option.isList ? (splitArguments(option.default) ?? []) : [option.default];
}

/** What is wrong with options together, each being right by itself; undefined when nothing is. */
export function conflictIn(config: Config): string | undefined {
  const tlsPort = config["tls-port"];
  if (config.port === 0 && tlsPort === 0 && config.unixsocket === "") {
    return "nothing to listen on: port and tls-port are 0 and unixsocket is empty";
  }
  if (tlsPort !== 0) {
    for (const name of ["tls-cert-file", "tls-key-file"] as const) {
      if (config[name] === "") return `tls-port needs ${name}`;
    }
    if (config["tls-auth-clients"] !== "no" && config["tls-ca-cert-file"] === "") {
      return "tls-auth-clients needs tls-ca-cert-file, or no";
    }
  }
  const ports = [config.port, tlsPort, config["metrics-port"]].filter((port) => port !== 0);
  if (new Set(ports).size < ports.length) return "port, tls-port and metrics-port must differ";
  return undefined;
}

/** Why a name that is no option of ours cannot be set so; Redis's own options pass when they ask for what this server does
 * anyway. @param shown the name as it was written. */
export function problemOfUnknown(name: string, shown: string, values: readonly string[]): string | undefined {
  const fixed = FIXED_SETTINGS.get(name);
  if (fixed === undefined) return `unknown option '${shown}'`;
  if (values.join(" ").toLowerCase() === fixed) return undefined;
  return `${name} cannot be anything but ${fixed === "" ? '""' : fixed} here`;
}
