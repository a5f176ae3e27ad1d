// What differs from Redis on purpose, and why. Cases refer to an entry by its name; an entry without a case that shows it
// fails the run, and so does a case whose difference no longer occurs. docs/commands.md prints this list.

export interface IntendedDifference {
  /** Commands it concerns, as users write them; empty when it is none in particular. */
  readonly commands: readonly string[];
  readonly redis: string;
  readonly ours: string;
  readonly why: string;
  /** The test that shows it, where no reply to a case can. */
  readonly shownBy?: string;
}

export const DIFFERENCES = {
  newerThanOracle: {
    commands: ["CLIENT SETINFO", "CLIENT NO-TOUCH"],
    redis: "Redis 7.0 does not know them.",
    ours: "They work as in Redis 7.2, the version this server follows.",
    why: "Client libraries send them; the comparison runs against 7.0.",
  },
  fewerCommands: {
    commands: ["COMMAND"],
    redis: "COMMAND describes about 240 commands.",
    ours: "COMMAND describes those of this page.",
    why: "A cache of strings needs no other types; anything else is answered with `ERR unknown command`.",
  },
  ownSettings: {
    commands: ["CONFIG"],
    redis: "Settings and eviction policies of Redis.",
    ours: "Settings of this server, with Redis's names where the meaning is the same.",
    why: "The storage engine is another one.",
  },
  farDeadline: {
    commands: ["SET", "EXPIRE", "PEXPIREAT"],
    redis: "Keeps any deadline of 63 bits of milliseconds.",
    ours: "A deadline after the year 10,889 counts as none.",
    why: "Deadlines have 48 bits, which saves two bytes an item.",
  },
  partialMset: {
    commands: ["MSET"],
    redis: "Any value below 512 MB can be stored.",
    ours: "When one value cannot be stored the others are, and the reply is the error: no key keeps its old value.",
    why: "An item has to fit the memory there is; a cache must not go on serving what was to be overwritten.",
    shownBy: "src/commands/strings.test.ts",
  },
  wholeMilliseconds: {
    commands: ["TIME", "MONITOR"],
    redis: "Microseconds.",
    ours: "Whole milliseconds.",
    why: "One reading of the clock serves a batch of requests.",
    shownBy: "src/commands/server-commands.test.ts",
  },
  httpRequest: {
    commands: [],
    redis: "A connection that turns out to speak HTTP is closed with nothing answered.",
    ours: "It is closed too, but its earlier requests are answered.",
    why: "Every other close answers what came before it.",
  },
} as const satisfies Readonly<Record<string, IntendedDifference>>;

export type DifferenceName = keyof typeof DIFFERENCES;
