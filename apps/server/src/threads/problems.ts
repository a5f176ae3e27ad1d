// Errors on their way from one thread to another.

import { UsageError } from "../usage-error.ts";

/** An error as plain data: what structured cloning would lose of it are its class and its code, address and port. */
export interface Problem {
  readonly isUsage: boolean;
  readonly message: string;
  readonly stack: string | undefined;
  readonly details: Readonly<Record<string, string | number>>;
}

export function problemOf(error: unknown): Problem {
  if (!(error instanceof Error)) return { isUsage: false, message: String(error), stack: undefined, details: {} };
  const details: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(error)) {
    if (typeof value === "string" || typeof value === "number") details[name] = value;
  }
  return { isUsage: error instanceof UsageError, message: error.message, stack: error.stack, details };
}

export function errorOf({ isUsage, message, stack, details }: Problem): Error {
  if (isUsage) return new UsageError(message);
  const error = Object.assign(new Error(message), details);
  if (stack !== undefined) error.stack = stack;
  return error;
}
