// All conformance cases.

import type { Case } from "./case.ts";
import { CONNECTION_CASES } from "./cases/connection.ts";
import { EXPIRY_CASES } from "./cases/expiry.ts";
import { FLOAT_CASES } from "./cases/floats.ts";
import { KEY_CASES } from "./cases/keys.ts";
import { LIFETIME_CASES } from "./cases/lifetimes.ts";
import { MORE_STRING_CASES } from "./cases/more-strings.ts";
import { SERVER_CASES } from "./cases/server.ts";
import { SET_CASES } from "./cases/set.ts";
import { STRING_CASES } from "./cases/strings.ts";

export { STREAM_CASES } from "./cases/streams.ts";

export const CASES: readonly Case[] = [
  ...SET_CASES,
  ...LIFETIME_CASES,
  ...STRING_CASES,
  ...MORE_STRING_CASES,
  ...FLOAT_CASES,
  ...KEY_CASES,
  ...EXPIRY_CASES,
  ...CONNECTION_CASES,
  ...SERVER_CASES,
];
