// Why the server cannot start, in one line for the person who started it. Anything not known here is a defect and is
// left to crash with its stack.

import { ConfigError } from "segcache-core";
import { UsageError } from "./usage-error.ts";

/** The engine's option names, as the command line has them. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  maxMemory: "maxmemory",
  reserveMemory: "maxmemory-reserve",
  policy: "maxmemory-policy",
  segmentSize: "segment-size",
};

const SYSTEM_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the address is already in use",
  EADDRNOTAVAIL: "this machine has no such address",
  EACCES: "permission denied",
  EAI_AGAIN: "the name cannot be looked up",
  ENOTFOUND: "no such host name",
};

/** One line, or undefined for an error nobody expects. */
export function startupProblemOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  if (error instanceof ConfigError) return withOwnNames(error.message);
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const problem = SYSTEM_PROBLEMS[error.code];
  return problem === undefined ? undefined : `cannot listen on ${addressOf(error)}: ${problem}`;
}

function withOwnNames(message: string): string {
  return Object.entries(OPTION_NAMES).reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), message);
}

function addressOf(error: Error): string {
  const host = "address" in error ? error.address : "hostname" in error ? error.hostname : "the address";
  return "port" in error ? `${host}:${error.port}` : String(host);
}
