// CONFIG SET of settings with rules of their own.

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
];
