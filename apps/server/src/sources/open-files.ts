// How many files this process may have open at once, sockets included.

import { readFileSync } from "node:fs";

/** The system's limit; undefined where it cannot be told (only Linux tells it in a file). */
export function readOpenFilesMax(): number | undefined {
  try {
    return openFilesMaxIn(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    return undefined;
  }
}

/** The soft limit in the text of /proc/self/limits. */
export function openFilesMaxIn(limits: string): number | undefined {
  const soft = /^Max open files\s+(\d+|unlimited)\s/m.exec(limits)?.[1];
  if (soft === undefined) return undefined;
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}
