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
    commands: ["CLIENT SETINFO", "CLIENT NO-TOUCH", "CLIENT KILL MAXAGE"],
    redis: "Redis 7.0 does not know them.",
    ours: "They work as in the versions of Redis that brought them (7.2, MAXAGE 7.4).",
    why: "Client libraries send them; the comparison runs against 7.0.",
  },
  fewerCommands: {
    commands: ["COMMAND"],
    redis: "COMMAND describes about 240 commands.",
    ours: "COMMAND describes those of this page.",
    why: "A cache of strings needs no other types; anything else is answered with `ERR unknown command`.",
  },
  missingCommands: {
    commands: ["MOVE", "SWAPDB", "PUBLISH", "SUBSCRIBE", "EVAL", "CLIENT TRACKING", "other types"],
    redis: "They work, or say why they are switched off.",
    ours: "`ERR unknown command`, or `ERR unknown subcommand`; clients and frameworks take that for an older server.",
    why: "A cache of strings has no use for them, or not yet.",
  },
  frequencies: {
    commands: ["OBJECT FREQ", "OBJECT IDLETIME"],
    redis: "Answers one of the two, as the eviction policy tracks one of them.",
    ours: "Both answer under every policy: a popularity from 0 to 127, and seconds up to 4095.",
    why: "The index keeps both for every key.",
  },
  encodings: {
    commands: ["OBJECT ENCODING"],
    redis: "Tells how the value is stored, which depends on how it came about.",
    ours: "Tells what Redis would store a value with these bytes as.",
    why: "All values are stored alike.",
  },
  references: {
    commands: ["OBJECT REFCOUNT"],
    redis: "Small integers are shared and have a count of 2147483647.",
    ours: "Always 1.",
    why: "Nothing is shared between keys.",
  },
  slowGroups: {
    commands: ["SLOWLOG", "LATENCY"],
    redis: "Times every command by itself.",
    ours:
      "Commands of constant time on small data are timed in groups of up to 16 unless slowlog-log-slower-than is below " +
      "1000; a pause of the process among them is told of the group's last.",
    why: "A clock reading costs a tenth of such a command.",
    shownBy: "src/stopwatch.test.ts",
  },
  transactionBytes: {
    commands: ["MULTI", "WATCH"],
    redis: "Queues until the client's query buffer limit, 1 GB, and closes the connection.",
    ours: "Refuses the request that takes a transaction, or the keys watched, beyond 64 MiB; EXEC then discards all.",
    why: "Memory per connection is bounded.",
    shownBy: "src/transaction.test.ts",
  },
  versionsPerBucket: {
    commands: ["WATCH"],
    redis: "EXEC does nothing exactly if a watched key was changed.",
    ours: "It may, rarely, also do nothing although no watched key was changed; the client tries again, as always.",
    why: "Versions are kept per bucket of the index, some seven keys, not per key.",
    shownBy: "src/commands/transactions.test.ts",
  },
  monitorBacklog: {
    commands: ["MONITOR"],
    redis: "Keeps what a slow monitor has not read, without bound by default.",
    ours: "Cuts a monitor off that leaves 16 MiB unread.",
    why: "Memory per connection is bounded.",
    shownBy: "src/monitors.test.ts",
  },
  pauseAndTime: {
    commands: ["CLIENT PAUSE"],
    redis: "Expiry and eviction wait too, for the sake of replicas.",
    ours: "Only requests wait.",
    why: "There are no replicas.",
    shownBy: "src/pause.test.ts",
  },
  clientMemory: {
    commands: ["CLIENT NO-EVICT", "CONFIG SET maxmemory-clients"],
    redis: "Counts all that a client takes, and evicts clients before the next command runs.",
    ours:
      "Counts what waits: unfinished requests, untaken replies, queued transactions, watched keys; looks ten times a " +
      "second. As in Redis, what a client with NO-EVICT holds counts, but others go for it.",
    why: "What a connection takes besides is the runtime's, and much the same for all (README).",
    shownBy: "src/client-memory.test.ts",
  },
  clientBuffers: {
    commands: ["CLIENT LIST", "CLIENT INFO"],
    redis:
      "Tells the room of each client's request buffer (qbuf-free) and reply buffer (rbs, rbp), and blocks of output (oll).",
    ours:
      "qbuf-free, rbs and rbp are 0, oll is 1 while output waits, argv-mem and obl tell of the client that asks; qbuf, " +
      "omem, multi-mem and tot-mem are what really waits.",
    why: "Connections share one reply buffer, and the runtime keeps waiting output in one queue.",
    shownBy: "src/commands/server-commands.test.ts",
  },
  defaults: {
    commands: ["CONFIG"],
    redis:
      "By default bind is every address, maxmemory 0 (no bound) with noeviction, client-output-buffer-limit of normal " +
      "clients 0 (no bound), and save writes snapshots.",
    ours: "By default bind is 127.0.0.1, maxmemory 256mb with s3fifo, that limit 256mb, and nothing is saved.",
    why: "A cache has a bound, on its clients too, and is not open to the network before somebody says so.",
    shownBy: "test/conformance/defaults.test.ts",
  },
  shutdownSave: {
    commands: ["SHUTDOWN SAVE"],
    redis: "Saves a snapshot and ends.",
    ours: "An error, and the server goes on; SHUTDOWN and SHUTDOWN NOSAVE end it.",
    why: "There is nothing it could save to, and whoever asks for it believes in a copy that would not exist.",
    shownBy: "src/commands/server-commands.test.ts",
  },
  purge: {
    commands: ["MEMORY PURGE", "MEMORY STATS", "MEMORY USAGE"],
    redis: "Numbers of its allocator.",
    ours: "Numbers of one arena of fixed size, which gives nothing back; fields without a meaning here are left out.",
    why: "Memory is managed differently.",
    shownBy: "src/commands/memory.test.ts",
  },
  scanOrder: {
    commands: ["SCAN"],
    redis: "COUNT 10 looks at about ten buckets of the database.",
    ours: "Databases share one index: a step looks for COUNT keys, in many more buckets, and may return none of them.",
    why: "A table per database would cost memory.",
    shownBy: "src/commands/keyspace.test.ts",
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
  requestLimits: {
    commands: [],
    redis:
      "A request may have 2,147,483,647 arguments; one that outgrows client-query-buffer-limit ends the connection without " +
      "a word; a zero byte in an inline request keeps it waiting.",
    ours: "1,048,576 arguments; `ERR Protocol error: too big request`, then the end; a zero byte is a byte like others.",
    why: "Memory per request is bounded, and who breaks a bound is told.",
    shownBy: "test/torture/streams.test.ts",
  },
  socketsInTransaction: {
    commands: ["CONFIG SET"],
    redis: "bind, port and tls-* can be set in a transaction.",
    ours: "They are refused there; port 0 is refused too while nothing else would be listened on.",
    why: "Opening a socket takes longer than a transaction, which answers at once; a server nobody reaches is a mistake.",
    shownBy: "src/live-sockets.test.ts",
  },
  severalThreads: {
    commands: [],
    redis: "One thread runs all commands, so they have one order.",
    ours:
      "Several threads run them (`--threads`). Each key, and all keys of a command or transaction together, have one order; " +
      "commands of different connections on different keys have none. MONITOR, SLOWLOG and the command log show lines of " +
      "one connection in their order, those of several nearly so. CLIENT PAUSE, CLIENT KILL, CONFIG SET and the like " +
      "hold in all threads when they are answered. The Unix socket is served by one thread.",
    why: "All cores serve one cache.",
    shownBy: "test/e2e/threads-data.e2e.test.ts",
  },
  debug: {
    commands: ["DEBUG"],
    redis: "Has some thirty subcommands.",
    ours: "SLEEP, PANIC, SEGFAULT and HELP; with several threads they concern the thread that serves the connection.",
    why: "The others look into structures that do not exist here.",
    shownBy: "test/e2e/threads-data.e2e.test.ts",
  },
  httpRequest: {
    commands: [],
    redis: "A connection that turns out to speak HTTP is closed with nothing answered.",
    ours: "It is closed too, but its earlier requests are answered.",
    why: "Every other close answers what came before it.",
  },
} as const satisfies Readonly<Record<string, IntendedDifference>>;

export type DifferenceName = keyof typeof DIFFERENCES;
