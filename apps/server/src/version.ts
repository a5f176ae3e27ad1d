// The versions the server reports: its own, from the package it was installed with, and the Redis version whose
// behaviour it follows, by which clients choose what to send.

import { readFileSync } from "node:fs";
import { join } from "node:path";

export const REDIS_VERSION = "7.2.0";

/** Reads this package's version; the source and the built file both stand one folder below package.json. */
export function readServerVersion(): string {
  const description: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
  if (typeof description === "object" && description !== null && "version" in description) {
    return String(description.version);
  }
  throw new Error("package.json carries no version");
}
