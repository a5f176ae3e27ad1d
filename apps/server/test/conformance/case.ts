// What a conformance case is. Cases are data: they run against our server and against a real Redis server, each from
// empty databases and a reset session.

import type { DifferenceName } from "./differences.ts";

/** One request and its reply. A third member says what Redis 7.0 answers where we differ on purpose, and why we do. */
export type Step =
  | readonly [send: string, expect: Expected]
  | readonly [send: string, expect: Expected, difference: Difference];

/** The reply in readable notation (support/replies.ts), or what its notation must look like when it varies. */
export type Expected = string | RegExp;

export interface Difference {
  readonly redis: Expected;
  readonly reason: DifferenceName;
}

export interface Case {
  /** What the case shows. Unique. */
  readonly why: string;
  readonly steps: readonly Step[];
}

/** A stream of bytes sent as it is. The server must answer with these replies, and close if told so. */
export interface StreamCase {
  readonly why: string;
  readonly bytes: string;
  readonly expect: readonly string[];
  readonly closes: boolean;
  /** Whether the stream ends without having given the password. */
  readonly asStranger?: boolean;
  readonly difference?: {
    readonly redis: readonly string[];
    readonly closes: boolean;
    readonly reason: DifferenceName;
  };
}

export function isExpected(expected: Expected, reply: string): boolean {
  return typeof expected === "string" ? expected === reply : expected.test(reply);
}
