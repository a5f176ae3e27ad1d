// The commands, as data: dispatch, COMMAND, HELP, the README's list and the tests all read this table. Arity, flags,
// key positions and categories are Redis's (a test compares them with a real server).

import {
  clientGetname,
  clientId,
  clientInfo,
  clientList,
  clientNoEvict,
  clientNoTouch,
  clientSetinfo,
  clientSetname,
} from "./client.ts";
import { clientKill, clientPause, clientReply, clientUnpause } from "./client-control.ts";
import { type Command, type CommandSpec, createCommands } from "./command.ts";
import { configGet, configResetstat, configRewrite, configSet } from "./config.ts";
import { auth, echo, hello, ping, quit, reset, select } from "./connection.ts";
import { debug } from "./debug.ts";
import { monitor, slowlogGet, slowlogLen, slowlogReset } from "./diagnostics.ts";
import { expire, expireat, expiretime, persist, pexpire, pexpireat, pexpiretime, pttl, ttl } from "./expiry.ts";
import { incrbyfloat } from "./floats.ts";
import { getdel, getex } from "./getex.ts";
import { info, time } from "./info.ts";
import {
  command,
  commandCount,
  commandDocs,
  commandGetkeys,
  commandGetkeysandflags,
  commandInfo,
  commandList,
  containerOnly,
  help,
} from "./introspection.ts";
import { dbsize, del, exists, flushall, flushdb, touch, type } from "./keys.ts";
import { copy, keys, randomkey, rename, renamenx, scan } from "./keyspace.ts";
import { latencyDoctor, latencyHistogram, latencyHistory, latencyLatest, latencyReset } from "./latency.ts";
import { lastsave, role, shutdown } from "./lifecycle.ts";
import {
  memoryDoctor,
  memoryPurge,
  memoryStats,
  memoryUsage,
  objectEncoding,
  objectFreq,
  objectIdletime,
  objectRefcount,
} from "./memory.ts";
import { getrange, setrange } from "./ranges.ts";
import {
  ADMIN,
  ADMIN_SCRIPTABLE,
  ALL_KEYS,
  ANY_TIME,
  ANY_TIME_FAST,
  containers,
  group,
  HANDSHAKE,
  NO_KEY,
  ONE_KEY,
  OWN,
  PAIRS,
  READ,
  READ_SLOW,
  SECOND_KEY,
  STORE,
  STORE_FAST,
  TRANSACTION,
  TWO_KEYS,
  WRITE,
  WRITE_FAST,
} from "./rows.ts";
import { getset, mset, msetnx, psetex, set, setex, setnx } from "./set.ts";
import { append, decr, decrby, get, incr, incrby, mget, strlen } from "./strings.ts";
import { discard, exec, multi, unwatch, watch } from "./transactions.ts";

const STRINGS = group("string", "string", [
  ["GET", 2, READ, ONE_KEY, get, "1.0.0", "Returns the value of a key."],
  ["SET", -3, STORE, ONE_KEY, set, "1.0.0", "Stores a value, with a lifetime or on a condition if wanted."],
  ["SETEX", 4, STORE, ONE_KEY, setex, "2.0.0", "Stores a value for so many seconds."],
  ["PSETEX", 4, STORE, ONE_KEY, psetex, "2.6.0", "Stores a value for so many milliseconds."],
  ["SETNX", 3, STORE_FAST, ONE_KEY, setnx, "1.0.0", "Stores a value unless the key exists."],
  ["MGET", -2, READ, ALL_KEYS, mget, "1.0.0", "Returns the values of several keys."],
  ["MSET", -3, STORE, PAIRS, mset, "1.0.1", "Stores several values."],
  ["INCR", 2, STORE_FAST, ONE_KEY, incr, "1.0.0", "Adds one to an integer value."],
  ["DECR", 2, STORE_FAST, ONE_KEY, decr, "1.0.0", "Takes one from an integer value."],
  ["INCRBY", 3, STORE_FAST, ONE_KEY, incrby, "1.0.0", "Adds to an integer value."],
  ["DECRBY", 3, STORE_FAST, ONE_KEY, decrby, "1.0.0", "Takes from an integer value."],
  ["APPEND", 3, STORE_FAST, ONE_KEY, append, "2.0.0", "Appends to a value, or stores it."],
  ["GETEX", -2, WRITE_FAST, ONE_KEY, getex, "6.2.0", "Returns a value and changes its lifetime."],
  ["GETDEL", 2, WRITE_FAST, ONE_KEY, getdel, "6.2.0", "Returns a value and deletes the key."],
  ["GETSET", 3, STORE_FAST, ONE_KEY, getset, "1.0.0", "Stores a value and returns the one before."],
  ["MSETNX", -3, STORE, PAIRS, msetnx, "1.0.1", "Stores several values unless one of the keys exists."],
  ["GETRANGE", 4, READ_SLOW, ONE_KEY, getrange, "2.4.0", "Returns a part of a value."],
  ["SUBSTR", 4, READ_SLOW, ONE_KEY, getrange, "1.0.0", "Returns a part of a value."],
  ["INCRBYFLOAT", 3, STORE_FAST, ONE_KEY, incrbyfloat, "2.6.0", "Adds to a number that may have a fraction."],
  ["SETRANGE", 4, STORE, ONE_KEY, setrange, "2.2.0", "Overwrites a part of a value."],
  ["STRLEN", 2, READ, ONE_KEY, strlen, "2.2.0", "Returns the length of a value in bytes."],
]);

const KEYS = group("generic", "keyspace", [
  ["DEL", -2, WRITE, ALL_KEYS, del, "1.0.0", "Deletes keys."],
  ["UNLINK", -2, WRITE_FAST, ALL_KEYS, del, "4.0.0", "Deletes keys."],
  ["EXISTS", -2, READ, ALL_KEYS, exists, "1.0.0", "Counts how many of the named keys exist."],
  ["TOUCH", -2, READ, ALL_KEYS, touch, "3.2.1", "Counts an access to each of the named keys that exist."],
  ["TYPE", 2, READ, ONE_KEY, type, "1.0.0", "Returns the type of a key's value."],
  ["TTL", 2, READ, ONE_KEY, ttl, "1.0.0", "Returns the time to live in seconds."],
  ["PTTL", 2, READ, ONE_KEY, pttl, "2.6.0", "Returns the time to live in milliseconds."],
  ["EXPIRETIME", 2, READ, ONE_KEY, expiretime, "7.0.0", "Returns the deadline in Unix seconds."],
  ["PEXPIRETIME", 2, READ, ONE_KEY, pexpiretime, "7.0.0", "Returns the deadline in Unix milliseconds."],
  ["EXPIRE", -3, WRITE_FAST, ONE_KEY, expire, "1.0.0", "Sets the time to live in seconds."],
  ["PEXPIRE", -3, WRITE_FAST, ONE_KEY, pexpire, "2.6.0", "Sets the time to live in milliseconds."],
  ["EXPIREAT", -3, WRITE_FAST, ONE_KEY, expireat, "1.2.0", "Sets the deadline in Unix seconds."],
  ["PEXPIREAT", -3, WRITE_FAST, ONE_KEY, pexpireat, "2.6.0", "Sets the deadline in Unix milliseconds."],
  ["PERSIST", 2, WRITE_FAST, ONE_KEY, persist, "2.2.0", "Removes the time to live."],
  ["SCAN", -2, READ_SLOW, NO_KEY, scan, "2.8.0", "Walks the keys of the database, some at a time."],
  ["RANDOMKEY", 1, READ_SLOW, NO_KEY, randomkey, "1.0.0", "Returns some key of the database."],
  ["RENAME", 3, WRITE, TWO_KEYS, rename, "1.0.0", "Gives a value another key."],
  ["RENAMENX", 3, WRITE_FAST, TWO_KEYS, renamenx, "1.0.0", "Gives a value another key unless that exists."],
  ["COPY", -3, STORE, TWO_KEYS, copy, "6.2.0", "Stores a value under a second key, in this or another database."],
]);

const KEY_LIST = group("generic", "keyspace dangerous", [
  ["KEYS", 2, READ_SLOW, NO_KEY, keys, "1.0.0", "Returns all keys that match a pattern."],
]);

const CONNECTION = group("connection", "connection", [
  ["PING", -1, "fast", NO_KEY, ping, "1.0.0", "Answers PONG, or the given text."],
  ["ECHO", 2, ANY_TIME_FAST, NO_KEY, echo, "1.0.0", "Returns the given text."],
  ["SELECT", 2, ANY_TIME_FAST, NO_KEY, select, "1.0.0", "Chooses the database of this connection."],
  ["AUTH", -2, HANDSHAKE, NO_KEY, auth, "1.0.0", "Authenticates this connection."],
  ["HELLO", -1, HANDSHAKE, NO_KEY, hello, "6.0.0", "Chooses the protocol and tells about the server."],
  ["RESET", 1, HANDSHAKE, NO_KEY, reset, "6.2.0", "Puts this connection back to its first state."],
  ["QUIT", -1, HANDSHAKE, NO_KEY, quit, "1.0.0", "Closes this connection."],
]);

const TRANSACTIONS = group("transactions", "transaction", [
  ["MULTI", 1, TRANSACTION, NO_KEY, multi, "1.2.0", "Begins a transaction: what follows waits for EXEC."],
  ["EXEC", 1, "noscript loading stale skip_slowlog", NO_KEY, exec, "1.2.0", "Runs the waiting requests as one."],
  ["DISCARD", 1, TRANSACTION, NO_KEY, discard, "2.0.0", "Drops the waiting requests."],
  ["WATCH", -2, TRANSACTION, ALL_KEYS, watch, "2.2.0", "Has EXEC do nothing if one of the keys changes before."],
  ["UNWATCH", 1, TRANSACTION, NO_KEY, unwatch, "2.2.0", "Forgets the keys watched."],
]);

const CLIENT = group("connection", "connection", [
  ["ID", 2, OWN, NO_KEY, clientId, "5.0.0", "Returns this connection's number."],
  ["INFO", 2, OWN, NO_KEY, clientInfo, "6.2.0", "Describes this connection."],
  ["LIST", -2, ADMIN, NO_KEY, clientList, "2.4.0", "Describes all connections, or those of a type or id."],
  ["GETNAME", 2, OWN, NO_KEY, clientGetname, "2.6.9", "Returns this connection's name."],
  ["SETNAME", 3, OWN, NO_KEY, clientSetname, "2.6.9", "Names this connection."],
  ["SETINFO", 4, OWN, NO_KEY, clientSetinfo, "7.2.0", "Tells the client library's name or version."],
  ["KILL", -3, ADMIN, NO_KEY, clientKill, "2.4.0", "Ends connections by address, id, type, user or age."],
  ["PAUSE", -3, ADMIN, NO_KEY, clientPause, "2.9.50", "Holds requests back for so many milliseconds."],
  ["UNPAUSE", 2, ADMIN, NO_KEY, clientUnpause, "6.2.0", "Ends a pause."],
  ["REPLY", 3, OWN, NO_KEY, clientReply, "3.2.0", "Switches replies ON or OFF, or skips the next."],
  ["NO-EVICT", 3, ADMIN, NO_KEY, clientNoEvict, "7.0.0", "Protects this connection from eviction: ON or OFF."],
  ["NO-TOUCH", 3, OWN, NO_KEY, clientNoTouch, "7.2.0", "Asks that reads not count for eviction: ON or OFF."],
  ["HELP", 2, ANY_TIME, NO_KEY, help, "5.0.0", "Prints this help."],
]);

const SLOWLOG = group("server", "", [
  ["GET", -2, ADMIN_SCRIPTABLE, NO_KEY, slowlogGet, "2.2.12", "Returns the last slow commands."],
  ["LEN", 2, ADMIN_SCRIPTABLE, NO_KEY, slowlogLen, "2.2.12", "Counts the slow commands kept."],
  ["RESET", 2, ADMIN_SCRIPTABLE, NO_KEY, slowlogReset, "2.2.12", "Forgets the slow commands."],
  ["HELP", 2, ANY_TIME, NO_KEY, help, "6.2.0", "Prints this help."],
]);

const LATENCY = group("server", "", [
  ["HISTORY", 3, ADMIN, NO_KEY, latencyHistory, "2.8.13", "Returns the spikes of an event."],
  ["LATEST", 2, ADMIN, NO_KEY, latencyLatest, "2.8.13", "Returns the last and the worst spike of every event."],
  ["RESET", -2, ADMIN, NO_KEY, latencyReset, "2.8.13", "Forgets the spikes of all events, or of those named."],
  ["HISTOGRAM", -2, ADMIN, NO_KEY, latencyHistogram, "7.0.0", "Tells how long commands have taken."],
  ["DOCTOR", 2, ADMIN, NO_KEY, latencyDoctor, "2.8.13", "Comments on the spikes."],
  ["HELP", 2, ANY_TIME, NO_KEY, help, "2.8.13", "Prints this help."],
]);

const MEMORY = group("server", "", [
  ["USAGE", -3, READ_SLOW, SECOND_KEY, memoryUsage, "4.0.0", "Tells how many bytes a key and its value take."],
  ["STATS", 2, "", NO_KEY, memoryStats, "4.0.0", "Tells what memory is used for."],
  ["DOCTOR", 2, "", NO_KEY, memoryDoctor, "4.0.0", "Comments on the use of memory."],
  ["PURGE", 2, "", NO_KEY, memoryPurge, "4.0.0", "Does nothing: freed memory is used again by the cache."],
  ["HELP", 2, ANY_TIME, NO_KEY, help, "4.0.0", "Prints this help."],
]);

const OBJECT = group("generic", "keyspace", [
  ["ENCODING", 3, READ_SLOW, SECOND_KEY, objectEncoding, "2.2.3", "Tells what Redis would store the value as."],
  ["FREQ", 3, READ_SLOW, SECOND_KEY, objectFreq, "4.0.0", "Tells how popular a key is, from 0 to 127."],
  ["IDLETIME", 3, READ_SLOW, SECOND_KEY, objectIdletime, "2.2.3", "Tells the seconds since a key was used."],
  ["REFCOUNT", 3, READ_SLOW, SECOND_KEY, objectRefcount, "2.2.3", "Returns 1 for a key that exists."],
  ["HELP", 2, ANY_TIME, NO_KEY, help, "6.2.0", "Prints this help."],
]);

const COMMAND = group("server", "connection", [
  ["COUNT", 2, ANY_TIME, NO_KEY, commandCount, "2.8.13", "Counts the commands."],
  ["DOCS", -2, ANY_TIME, NO_KEY, commandDocs, "7.0.0", "Documents commands."],
  ["GETKEYS", -4, ANY_TIME, NO_KEY, commandGetkeys, "2.8.13", "Tells which arguments of a request are keys."],
  [
    "GETKEYSANDFLAGS",
    -4,
    ANY_TIME,
    NO_KEY,
    commandGetkeysandflags,
    "7.0.0",
    "Tells the keys of a request, and their use.",
  ],
  ["INFO", -2, ANY_TIME, NO_KEY, commandInfo, "2.8.13", "Describes commands for client libraries."],
  ["LIST", -2, ANY_TIME, NO_KEY, commandList, "7.0.0", "Lists the commands' names."],
  ["HELP", 2, ANY_TIME, NO_KEY, help, "5.0.0", "Prints this help."],
]);

const CONFIG = group("server", "", [
  ["GET", -3, ADMIN, NO_KEY, configGet, "2.0.0", "Returns settings by name or pattern."],
  ["SET", -4, ADMIN, NO_KEY, configSet, "2.0.0", "Changes settings while the server runs."],
  ["REWRITE", 2, ADMIN, NO_KEY, configRewrite, "2.8.0", "Writes the settings in force into the config file."],
  ["RESETSTAT", 2, ADMIN, NO_KEY, configResetstat, "2.0.0", "Sets the counters of INFO to zero."],
  ["HELP", 2, ANY_TIME, NO_KEY, help, "5.0.0", "Prints this help."],
]);

const SERVER: readonly CommandSpec[] = [
  ...group("server", "keyspace dangerous", [
    ["FLUSHDB", -1, WRITE, NO_KEY, flushdb, "1.0.0", "Empties the chosen database."],
    ["FLUSHALL", -1, WRITE, NO_KEY, flushall, "1.0.0", "Empties every database."],
  ]),
  ...group("server", "keyspace", [
    ["DBSIZE", 1, READ, NO_KEY, dbsize, "1.0.0", "Counts the keys of the chosen database."],
  ]),
  ...group("server", "admin dangerous", [
    ["LASTSAVE", 1, ANY_TIME_FAST, NO_KEY, lastsave, "1.0.0", "Returns when data was last saved, or the start."],
    ["ROLE", 1, `${OWN} fast`, NO_KEY, role, "2.8.12", "Returns the server's role in replication."],
    ["DEBUG", -2, ADMIN, NO_KEY, debug, "1.0.0", "Stops or crashes a thread, to see what then happens."],
    ["SHUTDOWN", -1, `${ADMIN} no_multi allow_busy`, NO_KEY, shutdown, "1.0.0", "Stops the server."],
  ]),
  ...group("server", "dangerous", [["INFO", -1, ANY_TIME, NO_KEY, info, "1.0.0", "Tells about the server."]]),
  ...group("server", "", [["TIME", 1, ANY_TIME_FAST, NO_KEY, time, "2.6.0", "Returns the server's time."]]),
  ...group("server", "", [["MONITOR", 1, ADMIN, NO_KEY, monitor, "1.0.0", "Tells of every command run from here on."]]),
  ...containers("server", "", [
    ["SLOWLOG", -2, "", NO_KEY, containerOnly, "2.2.12", "Commands about slow commands."],
    SLOWLOG,
  ]),
  ...containers("server", "", [
    ["LATENCY", -2, "", NO_KEY, containerOnly, "2.8.13", "Commands about latency."],
    LATENCY,
  ]),
  ...containers("server", "", [["MEMORY", -2, "", NO_KEY, containerOnly, "4.0.0", "Commands about memory."], MEMORY]),
  ...containers("generic", "", [["OBJECT", -2, "", NO_KEY, containerOnly, "2.2.3", "Commands about keys."], OBJECT]),
  ...containers("connection", "", [
    ["CLIENT", -2, "", NO_KEY, containerOnly, "2.4.0", "Commands about connections."],
    CLIENT,
  ]),
  ...containers("server", "connection", [
    ["COMMAND", -1, ANY_TIME, NO_KEY, command, "2.8.13", "Describes all commands for client libraries."],
    COMMAND,
  ]),
  ...containers("server", "", [["CONFIG", -2, "", NO_KEY, containerOnly, "2.0.0", "Commands about settings."], CONFIG]),
];

/** Every command, in the order of COMMAND. */
export const COMMANDS: readonly Command[] = createCommands([
  ...STRINGS,
  ...KEYS,
  ...KEY_LIST,
  ...TRANSACTIONS,
  ...CONNECTION,
  ...SERVER,
]);
