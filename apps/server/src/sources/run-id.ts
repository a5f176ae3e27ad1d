// What is different in every run of the server: its identity, as INFO reports it (monitors notice a restart when it
// changes), and secret numbers.

import { randomBytes } from "node:crypto";

/** Forty hexadecimal digits, different for every call. */
export function createRunId(): string {
  return randomBytes(20).toString("hex");
}

/** Two unpredictable numbers of 32 bits. */
export function createSeeds(): readonly [number, number] {
  const bytes = randomBytes(8);
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
}
