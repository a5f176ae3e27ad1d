// INFO's statistics, and commands about the life of the server.

import type { Case } from "../case.ts";

const ARITY = "-ERR wrong number of arguments for";

export const STATISTICS_CASES: readonly Case[] = [
  {
    why: "INFO commandstats counts calls",
    steps: [
      ["CONFIG RESETSTAT", "+OK"],
      ["SET a x", "+OK"],
      ["CLIENT ID", /^:\d+$/],
      ["INFO commandstats", /cmdstat_set:calls=1,usec=\d+,usec_per_call=\d+\.\d\d,rejected_calls=0,failed_calls=0\\r/],
      ["INFO commandstats", /cmdstat_client\|id:calls=1,/],
    ],
  },
  {
    why: "INFO commandstats counts refusals and failures",
    steps: [
      ["SET a x", "+OK"],
      ["CONFIG RESETSTAT", "+OK"],
      ["INCR a", "-ERR value is not an integer or out of range"],
      ["GET", `${ARITY} 'get' command`],
      ["INFO commandstats", /cmdstat_incr:calls=1,usec=\d+,usec_per_call=\d+\.\d\d,rejected_calls=0,failed_calls=1\\r/],
      ["INFO commandstats", /cmdstat_get:calls=0,usec=0,usec_per_call=0\.00,rejected_calls=1,failed_calls=0\\r/],
    ],
  },
  {
    why: "INFO errorstats counts errors by their first word",
    steps: [
      ["CONFIG RESETSTAT", "+OK"],
      ["GET", `${ARITY} 'get' command`],
      ["AUTH a b c", "-ERR syntax error"],
      ["AUTH nobody x", /^-WRONGPASS /],
      ["INFO errorstats", /errorstat_ERR:count=2\\r/],
      ["INFO errorstats", /errorstat_WRONGPASS:count=1\\r/],
    ],
  },
  {
    why: "INFO without arguments leaves the statistics of commands out",
    steps: [
      ["INFO", /^"# Server(?!.*# Commandstats).*# Errorstats/],
      ["INFO default", /^"# Server(?!.*# Commandstats).*# Errorstats/],
      ["INFO all", /^"# Server.*# Commandstats.*# Errorstats/],
      ["INFO everything", /^"# Server.*# Commandstats.*# Errorstats/],
    ],
  },
  {
    why: "LASTSAVE and ROLE",
    steps: [
      ["LASTSAVE", /^:1\d{9}$/],
      ["ROLE", '["master", :0, []]'],
      ["LASTSAVE x", `${ARITY} 'lastsave' command`],
      ["ROLE x", `${ARITY} 'role' command`],
    ],
  },
  {
    why: "SHUTDOWN with options that make no sense",
    steps: [
      ["SHUTDOWN foo", "-ERR syntax error"],
      ["SHUTDOWN SAVE NOSAVE", "-ERR syntax error"],
      ["SHUTDOWN ABORT NOW", "-ERR syntax error"],
      ["SHUTDOWN ABORT", "-ERR No shutdown in progress."],
    ],
  },
];
