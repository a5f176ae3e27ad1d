// The identity of one run of the server, as INFO reports it: monitors notice a restart when it changes.

import { randomBytes } from "node:crypto";

/** Forty hexadecimal digits, different for every call. */
export function createRunId(): string {
  return randomBytes(20).toString("hex");
}
