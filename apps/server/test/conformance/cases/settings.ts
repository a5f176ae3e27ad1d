// CONFIG SET of settings with rules of their own. Nothing here moves the Redis it runs on to other addresses.

import type { Case } from "../case.ts";

/** The error of a CONFIG SET that was refused. */
function refused(name: string, problem: string): string {
  return `-ERR CONFIG SET failed (possibly related to argument '${name}') - ${problem}`;
}

export const SETTING_CASES: readonly Case[] = [
  {
    why: "CONFIG SET of the memory of clients",
    steps: [
      ["CONFIG SET maxmemory-clients 5%", "+OK"],
      ["CONFIG GET maxmemory-clients", '["maxmemory-clients", "5%"]'],
      ["CONFIG SET maxmemory-clients 100mb", "+OK"],
      ["CONFIG GET maxmemory-clients", '["maxmemory-clients", "104857600"]'],
      [
        "CONFIG SET maxmemory-clients 101%",
        refused("maxmemory-clients", "percentage argument must be less or equal to 100"),
      ],
      ["CONFIG SET maxmemory-clients x", refused("maxmemory-clients", "argument must be a memory or percent value")],
      ["CONFIG SET maxmemory-clients -5%", refused("maxmemory-clients", "argument must be a memory or percent value")],
      ["CONFIG SET maxmemory-clients 0%", "+OK"],
      ["CONFIG GET maxmemory-clients", '["maxmemory-clients", "0"]'],
    ],
  },
  {
    why: "CONFIG SET of an address this machine does not have",
    steps: [
      ["CONFIG SET bind 192.0.2.1", refused("bind", "Failed to bind to specified addresses.")],
      ['CONFIG SET timeout 5 bind "127.0.0.1 192.0.2.1"', refused("bind", "Failed to bind to specified addresses.")],
      ["CONFIG GET timeout", '["timeout", "0"]'],
    ],
  },
  {
    why: "CONFIG SET of ports that are none",
    steps: [
      ["CONFIG SET port 80000", refused("port", "argument must be between 0 and 65535 inclusive")],
      ["CONFIG SET port x", refused("port", "argument couldn't be parsed into an integer")],
      ["CONFIG SET port 1 port 2", refused("port", "duplicate parameter")],
    ],
  },
  {
    why: "CONFIG SET of TLS without certificates",
    steps: [
      ["CONFIG SET tls-port 1", refused("tls-port", "Unable to update TLS configuration. Check server logs.")],
      ["CONFIG GET tls-port", '["tls-port", "0"]'],
      [
        "CONFIG SET tls-auth-clients maybe",
        refused("tls-auth-clients", "argument(s) must be one of the following: no, yes, optional"),
      ],
    ],
  },
  {
    why: "CONFIG SET of integers in forms that are none",
    steps: ["05", "-0", "+5", '""', '" 5"', "9223372036854775808"].map(
      (text) =>
        [`CONFIG SET timeout ${text}`, refused("timeout", "argument couldn't be parsed into an integer")] as const,
    ),
  },
  {
    why: "CONFIG SET to what the setting is anyway",
    steps: [
      ['CONFIG SET save "" appendonly no', "+OK"],
      ["CONFIG SET appendonly NO timeout 0", "+OK"],
      ['CONFIG SET client-output-buffer-limit ""', "+OK"],
    ],
  },
  {
    why: "CONFIG SET of what only a start can change",
    steps: [
      ["CONFIG SET unixsocket elsewhere", refused("unixsocket", "can't set immutable config")],
      ["CONFIG SET unixsocketperm 700", refused("unixsocketperm", "can't set immutable config")],
      ["CONFIG SET tcp-backlog 5", refused("tcp-backlog", "can't set immutable config")],
      ["CONFIG SET logfile elsewhere", refused("logfile", "can't set immutable config")],
    ],
  },
];
