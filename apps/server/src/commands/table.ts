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
import { type Command, type CommandSpec, createCommands, type Group, type KeyPositions, type Run } from "./command.ts";
import { configGet, configResetstat, configRewrite, configSet } from "./config.ts";
import { auth, echo, hello, ping, quit, reset, select } from "./connection.ts";
import { expire, expireat, expiretime, persist, pexpire, pexpireat, pexpiretime, pttl, ttl } from "./expiry.ts";
import { info, time } from "./info.ts";
import { command, commandCount, commandDocs, commandInfo, commandList, containerOnly, help } from "./introspection.ts";
import { dbsize, del, exists, flushall, flushdb, type } from "./keys.ts";
import { lastsave, role, shutdown } from "./lifecycle.ts";
import { mset, psetex, set, setex, setnx } from "./set.ts";
import { append, decr, decrby, get, incr, incrby, mget, strlen } from "./strings.ts";

const NO_KEY: KeyPositions = [0, 0, 0];
const ONE_KEY: KeyPositions = [1, 1, 1];
const ALL_KEYS: KeyPositions = [1, -1, 1];
const PAIRS: KeyPositions = [1, -1, 2];

const READ = "readonly fast";
const STORE = "write denyoom";
const STORE_FAST = "write denyoom fast";
const WRITE = "write";
const WRITE_FAST = "write fast";
const ANY_TIME = "loading stale";
const ANY_TIME_FAST = "loading stale fast";
const OWN = "noscript loading stale";
const HANDSHAKE = "noscript loading stale fast no_auth allow_busy";
const ADMIN = "admin noscript loading stale";

/** One row of a group: name, arity (negative: at least), flags, keys, handler, first Redis version, summary. */
type Row = readonly [string, number, string, KeyPositions, Run, string, string];

function group(name: Group, categories: string, rows: readonly Row[]): CommandSpec[] {
  return rows.map(([command, arity, flags, keys, run, since, summary]) => {
    return { name: command, arity, flags, keys, group: name, categories, since, summary, run };
  });
}

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
  ["STRLEN", 2, READ, ONE_KEY, strlen, "2.2.0", "Returns the length of a value in bytes."],
]);

const KEYS = group("generic", "keyspace", [
  ["DEL", -2, WRITE, ALL_KEYS, del, "1.0.0", "Deletes keys."],
  ["UNLINK", -2, WRITE_FAST, ALL_KEYS, del, "4.0.0", "Deletes keys."],
  ["EXISTS", -2, READ, ALL_KEYS, exists, "1.0.0", "Counts how many of the named keys exist."],
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

const CLIENT = group("connection", "connection", [
  ["ID", 2, OWN, NO_KEY, clientId, "5.0.0", "Returns this connection's number."],
  ["INFO", 2, OWN, NO_KEY, clientInfo, "6.2.0", "Describes this connection."],
  ["LIST", -2, ADMIN, NO_KEY, clientList, "2.4.0", "Describes all connections, or those of a type or id."],
  ["GETNAME", 2, OWN, NO_KEY, clientGetname, "2.6.9", "Returns this connection's name."],
  ["SETNAME", 3, OWN, NO_KEY, clientSetname, "2.6.9", "Names this connection."],
  ["SETINFO", 4, OWN, NO_KEY, clientSetinfo, "7.2.0", "Tells the client library's name or version."],
  ["NO-EVICT", 3, ADMIN, NO_KEY, clientNoEvict, "7.0.0", "Protects this connection from eviction: ON or OFF."],
  ["NO-TOUCH", 3, OWN, NO_KEY, clientNoTouch, "7.2.0", "Asks that reads not count for eviction: ON or OFF."],
  ["HELP", 2, ANY_TIME, NO_KEY, help, "5.0.0", "Prints this help."],
]);

const COMMAND = group("server", "connection", [
  ["COUNT", 2, ANY_TIME, NO_KEY, commandCount, "2.8.13", "Counts the commands."],
  ["DOCS", -2, ANY_TIME, NO_KEY, commandDocs, "7.0.0", "Documents commands."],
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
    ["SHUTDOWN", -1, `${ADMIN} no_multi allow_busy`, NO_KEY, shutdown, "1.0.0", "Stops the server."],
  ]),
  ...group("server", "dangerous", [["INFO", -1, ANY_TIME, NO_KEY, info, "1.0.0", "Tells about the server."]]),
  ...group("server", "", [["TIME", 1, ANY_TIME_FAST, NO_KEY, time, "2.6.0", "Returns the server's time."]]),
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

function containers(name: Group, categories: string, [row, subcommands]: readonly [Row, CommandSpec[]]): CommandSpec[] {
  return group(name, categories, [row]).map((spec) => ({ ...spec, subcommands }));
}

/** Every command, in the order of COMMAND. */
export const COMMANDS: readonly Command[] = createCommands([...STRINGS, ...KEYS, ...CONNECTION, ...SERVER]);
