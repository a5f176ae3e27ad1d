// Every setting of the server, described once. The table feeds the command line, the config file, --help, CONFIG GET, SET
// and REWRITE, and docs/config.md. Names and meanings are Redis's wherever Redis has the thing
// (https://redis.io/docs/latest/operate/oss_and_stack/management/config/).

import { POLICY_NAMES, type PolicyName } from "segcache-core";
import { clientMemoryLimit } from "./client-memory.ts";
import type { Config } from "./config.ts";
import {
  choice,
  integer,
  memory,
  type OptionType,
  type Parsed,
  permissions,
  text,
  words,
  yesNo,
} from "./option-types.ts";
import { outputLimits } from "./output-limits.ts";
import { POLICY_ALIASES, POLICY_EXPLANATIONS } from "./policies.ts";

export const LOG_LEVELS = ["debug", "verbose", "notice", "warning"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const TLS_CLIENT_CHOICES = ["no", "yes", "optional"] as const;
export type TlsClients = (typeof TLS_CLIENT_CHOICES)[number];

/** Who may use DEBUG. */
export const DEBUG_CHOICES = ["no", "yes", "local"] as const;
export type DebugChoice = (typeof DEBUG_CHOICES)[number];

export const OPTION_GROUPS = ["network", "tls", "security", "memory", "clients", "log", "diagnostics"] as const;
export type OptionGroup = (typeof OPTION_GROUPS)[number];

/** Stores a value that was read, in a configuration. */
export type Assign = (config: Config) => void;

/** An option whose value's type only its own functions know. */
export interface Option {
  readonly name: keyof Config;
  readonly group: OptionGroup;
  readonly usage: string;
  readonly accepts: string;
  readonly isList: boolean;
  /** As it would be written in a config file. */
  readonly default: string;
  /** Whether CONFIG SET may change it while the server runs. */
  readonly isMutable: boolean;
  readonly doc: string;
  /** Reads the words after the name. @param current the configuration a list may change in part. */
  read(words: readonly string[], current: Partial<Config>): Parsed<Assign>;
  /** As CONFIG GET shows it. */
  format(config: Config): string;
  /** The words after the name, one list per line of a config file. */
  write(config: Config): readonly (readonly string[])[];
}

type Row<K extends keyof Config> = readonly [
  name: K,
  type: OptionType<Config[K]>,
  defaultText: string,
  mutability: "mutable" | "fixed",
  doc: string,
];

function option<K extends keyof Config>(
  group: OptionGroup,
  ...[name, type, defaultText, mutability, doc]: Row<K>
): Option {
  const { usage, accepts, isList } = type;
  return {
    name,
    group,
    usage,
    accepts,
    isList,
    default: defaultText,
    isMutable: mutability === "mutable",
    doc,
    read: (given, current) => {
      const parsed = type.parse(given, current[name]);
      if ("problem" in parsed) return parsed;
      const assign: Assign = (config) => {
        config[name] = parsed.value;
      };
      return { value: assign };
    },
    format: (config) => type.format(config[name]),
    write: (config) => type.write(config[name]),
  };
}

const INT_MAX = 2 ** 31 - 1;
const SIZE_MAX = Number.MAX_SAFE_INTEGER;
const PORT_MAX = 65_535;
const THREADS_MAX = 128;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

const NETWORK: readonly Option[] = [
  option("network", "port", integer(0, PORT_MAX), "6379", "mutable", "TCP port to listen on; 0 listens on none"),
  option(
    "network",
    "bind",
    words("address"),
    "127.0.0.1",
    "mutable",
    "addresses to listen on, * or :: for every interface; one with a - before it may be missing",
  ),
  option(
    "network",
    "protected-mode",
    yesNo(),
    "yes",
    "mutable",
    "while there is no password, refuse clients from other machines",
  ),
  option("network", "tcp-backlog", integer(1, INT_MAX), "511", "fixed", "connections that may wait to be accepted"),
  option(
    "network",
    "tcp-keepalive",
    integer(0, INT_MAX),
    "300",
    "mutable",
    "seconds between TCP keep-alive probes on new connections; 0 sends none",
  ),
  option(
    "network",
    "unixsocket",
    text("path"),
    "",
    "fixed",
    "path of a Unix socket to listen on besides; empty for none",
  ),
  option(
    "network",
    "unixsocketperm",
    permissions(),
    "0",
    "fixed",
    "permissions of the Unix socket, in octal; 0 leaves them to the umask",
  ),
];

const TLS: readonly Option[] = [
  option("tls", "tls-port", integer(0, PORT_MAX), "0", "mutable", "TCP port to listen on with TLS; 0 listens on none"),
  option("tls", "tls-cert-file", text("path"), "", "mutable", "certificate of the server, PEM, its chain after it"),
  option("tls", "tls-key-file", text("path"), "", "mutable", "private key of the certificate, PEM"),
  option(
    "tls",
    "tls-ca-cert-file",
    text("path"),
    "",
    "mutable",
    "certificates that clients' certificates must lead to, PEM",
  ),
  option(
    "tls",
    "tls-auth-clients",
    choice<TlsClients>(TLS_CLIENT_CHOICES),
    "yes",
    "mutable",
    "whether a client must present a certificate: yes, no, or optional: only a bad one is refused",
  ),
];

const SECURITY: readonly Option[] = [
  option("security", "requirepass", text("password"), "", "mutable", "password that clients must give; empty for none"),
];

const MEMORY: readonly Option[] = [
  option("memory", "maxmemory", memory(1, SIZE_MAX), "256mb", "mutable", "memory for keys, values and their index"),
  option(
    "memory",
    "maxmemory-reserve",
    memory(0, SIZE_MAX),
    "0",
    "fixed",
    "up to what CONFIG SET may raise maxmemory; address space that costs nothing until used; 0 means four times " +
      "maxmemory, as far as that is not above 2gb",
  ),
  option(
    "memory",
    "maxmemory-policy",
    choice<PolicyName>(POLICY_NAMES, POLICY_ALIASES, POLICY_EXPLANATIONS),
    "s3fifo",
    "mutable",
    "what goes when memory is full; none refuses writes instead",
  ),
  option(
    "memory",
    "segment-size",
    memory(0, SIZE_MAX),
    "0",
    "fixed",
    "bytes of one segment, a power of two, which bounds a value; 0 follows maxmemory",
  ),
  option("memory", "databases", integer(1, 16), "16", "fixed", "number of databases that SELECT accepts"),
];

const CLIENTS: readonly Option[] = [
  option(
    "clients",
    "threads",
    integer(0, THREADS_MAX),
    "0",
    "fixed",
    "threads that serve clients; 0 is one for each core of the machine",
  ),
  option(
    "clients",
    "io-uring",
    yesNo(),
    "yes",
    "fixed",
    "read and write sockets by io_uring where the system and Node offer it",
  ),
  option(
    "clients",
    "maxclients",
    integer(1, INT_MAX),
    "10000",
    "mutable",
    "connections served at once; more are refused",
  ),
  option(
    "clients",
    "timeout",
    integer(0, INT_MAX),
    "0",
    "mutable",
    "seconds after which an idle connection is closed; 0 keeps it",
  ),
  option(
    "clients",
    "maxmemory-clients",
    clientMemoryLimit(),
    "0",
    "mutable",
    "what clients' requests, replies and transactions may take together; above it those that hold most are closed; 0 is " +
      "no limit",
  ),
  option(
    "clients",
    "proto-max-bulk-len",
    memory(MIB, GIB),
    "512mb",
    "mutable",
    "largest argument a new connection may send",
  ),
  option(
    "clients",
    "client-query-buffer-limit",
    memory(MIB, GIB),
    "1gb",
    "mutable",
    "largest request a new connection may send, all its arguments together",
  ),
  option(
    "clients",
    "client-output-buffer-limit",
    outputLimits(),
    "normal 256mb 0 0 replica 256mb 64mb 60 pubsub 32mb 8mb 60",
    "mutable",
    "output that may wait for a client before it is closed: at once above hard, after some seconds above soft; 0 is no limit",
  ),
];

const LOG: readonly Option[] = [
  option("log", "loglevel", choice<LogLevel>(LOG_LEVELS), "notice", "mutable", "least important messages to log"),
  option("log", "logfile", text("path"), "", "fixed", "file to log to, as JSON; empty for the standard output"),
];

const DIAGNOSTICS: readonly Option[] = [
  option(
    "diagnostics",
    "slowlog-log-slower-than",
    integer(-1, SIZE_MAX),
    "10000",
    "mutable",
    "microseconds from which a command is noted in SLOWLOG; -1 notes none",
  ),
  option("diagnostics", "slowlog-max-len", integer(0, SIZE_MAX), "128", "mutable", "commands that SLOWLOG keeps"),
  option(
    "diagnostics",
    "latency-monitor-threshold",
    integer(0, SIZE_MAX),
    "0",
    "mutable",
    "milliseconds from which LATENCY notes an event; 0 notes none",
  ),
  option(
    "diagnostics",
    "metrics-port",
    integer(0, PORT_MAX),
    "0",
    "fixed",
    "port of the HTTP page with /metrics for Prometheus, /health and /ready, on the addresses of bind at start; 0 for none",
  ),
  option(
    "diagnostics",
    "command-log-file",
    text("path"),
    "",
    "fixed",
    "file to log a sample of the commands to, for replay; empty for none",
  ),
  option(
    "diagnostics",
    "command-log-sample",
    integer(1, INT_MAX),
    "100",
    "fixed",
    "one key in so many is in the command log, with all its commands",
  ),
  option(
    "diagnostics",
    "enable-debug-command",
    choice<DebugChoice>(DEBUG_CHOICES),
    "no",
    "fixed",
    "who may use DEBUG, which can crash a thread: nobody, everybody, or local: clients of this machine",
  ),
];

/** Every option, in the order of the documentation. */
export const OPTIONS: readonly Option[] = [
  ...NETWORK,
  ...TLS,
  ...SECURITY,
  ...MEMORY,
  ...CLIENTS,
  ...LOG,
  ...DIAGNOSTICS,
];

/** @param name in lower case. */
export function findOption(name: string): Option | undefined {
  return OPTIONS.find((one) => one.name === name);
}
