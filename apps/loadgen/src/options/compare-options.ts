// The options of `compare`: those of a run, and the second server.
import type { Target } from "../drivers/driver.ts";
import { type OptionTable, typedOptions, valuesOf } from "./option-table.ts";
import { OptionError, wholeNumber } from "./option-values.ts";
import { RUN_OPTIONS, type RunOptions, runOptionsOf } from "./run-options.ts";

/** Where a server listens: a Unix socket, or host and port. */
type Place = { readonly socket: string } | { readonly host: string; readonly port: number };

interface CompareOnlyOptions {
  readonly against: Place | undefined;
  readonly rounds: number;
}

export interface CompareOptions {
  readonly a: RunOptions;
  readonly b: RunOptions;
  readonly rounds: number;
  readonly json: string | undefined;
  readonly html: string | undefined;
}

const COMPARE_ONLY_OPTIONS: OptionTable<CompareOnlyOptions> = {
  against: {
    placeholder: "HOST:PORT",
    default: undefined,
    parse: place,
    doc: "the second server, or the path of its Unix socket; TLS, user and password are those of the first",
  },
  rounds: {
    placeholder: "N",
    default: "3",
    parse: wholeNumber(1, 100),
    doc: "runs against each server, in alternation",
  },
};

const { csv: _csv, hgrm: _hgrm, printWorkload: _printWorkload, ...SHARED_OPTIONS } = RUN_OPTIONS;

export const COMPARE_OPTIONS: OptionTable<object> = { ...COMPARE_ONLY_OPTIONS, ...SHARED_OPTIONS };

/** @param args what stands after the verb.   @param env may hold the password.   @throws OptionError */
export function parseCompareOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}): CompareOptions {
  const typed = typedOptions(args, COMPARE_OPTIONS, "compare");
  const { against, rounds } = valuesOf(typed, COMPARE_ONLY_OPTIONS);
  if (against === undefined) throw new OptionError("--against is missing: the second server as HOST:PORT");
  const a = runOptionsOf(typed, env);
  return { a, b: { ...a, target: targetAt(against, a.target) }, rounds, json: a.json, html: a.html };
}

function targetAt(where: Place, like: Target): Target {
  if (!("socket" in where)) return { ...like, ...where, socket: undefined };
  if (like.cluster) throw new OptionError("--cluster and a socket in --against exclude each other");
  return { ...like, socket: where.socket };
}

function place(value: string): Place {
  if (value.includes("/")) return { socket: value };
  const [, host = "", port = ""] = /^(.+):(\d{1,5})$/.exec(value) ?? [];
  if (host === "") throw new OptionError(`must be HOST:PORT or the path of a socket, got "${value}"`);
  return { host, port: wholeNumber(1, 65_535)(port) };
}
