// The options that say where the server is and how to get in.
import { readFileSync } from "node:fs";
import type { Target } from "../drivers/driver.ts";
import { type OptionTable, optionalSwitch } from "./option-table.ts";
import { OptionError, text, wholeNumber } from "./option-values.ts";

export interface TargetOptions {
  readonly host: string;
  readonly port: number;
  readonly socket: string | undefined;
  readonly tls: boolean;
  readonly tlsCa: string | undefined;
  readonly tlsInsecure: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly cluster: boolean;
}

export const TARGET_OPTIONS: OptionTable<TargetOptions> = {
  host: { placeholder: "NAME", default: "127.0.0.1", parse: text, doc: "server to load" },
  port: { placeholder: "N", default: "6379", parse: wholeNumber(1, 65_535), doc: "its port" },
  socket: { placeholder: "PATH", default: undefined, parse: text, doc: "its Unix socket, in place of host and port" },
  tls: optionalSwitch("speak TLS"),
  tlsCa: {
    placeholder: "FILE",
    default: undefined,
    parse: pemFile,
    doc: "certificate of the authority that signed the server's, PEM; implies --tls",
  },
  tlsInsecure: optionalSwitch("take any certificate; implies --tls"),
  user: { placeholder: "NAME", default: undefined, parse: text, doc: "user to log in as, with --password" },
  password: {
    placeholder: "TEXT",
    default: undefined,
    parse: text,
    doc: "password to log in with; REDISCLI_AUTH in the environment keeps it off the command line",
  },
  cluster: optionalSwitch("the server is a node of a Redis Cluster; needs --driver ioredis"),
};

/** @param timeoutMs how long to wait for a connection.   @param env holds the password where no option does. */
export function targetOf(options: TargetOptions, timeoutMs: number, env: NodeJS.ProcessEnv): Target {
  const { host, port, socket, tlsCa: ca, tlsInsecure: insecure, user, cluster } = options;
  const password = options.password ?? (env.REDISCLI_AUTH || undefined);
  if (user !== undefined && password === undefined) throw new OptionError("--user needs --password");
  if (cluster && socket !== undefined) throw new OptionError("--cluster and --socket exclude each other");
  const hasTls = options.tls || insecure || ca !== undefined;
  return { host, port, socket, tls: hasTls ? { ca, insecure } : undefined, user, password, cluster, timeoutMs };
}

function pemFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new OptionError(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}
