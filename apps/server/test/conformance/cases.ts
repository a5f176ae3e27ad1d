// All conformance cases.

import type { Case, StreamCase } from "./case.ts";
import { AUTH_CASES, AUTH_STREAM_CASES } from "./cases/auth.ts";
import { CONNECTION_CASES } from "./cases/connection.ts";
import { EXPIRY_CASES } from "./cases/expiry.ts";
import { FLOAT_CASES } from "./cases/floats.ts";
import { KEY_EDGE_CASES } from "./cases/key-edges.ts";
import { KEY_CASES } from "./cases/keys.ts";
import { KEYSPACE_CASES } from "./cases/keyspace.ts";
import { LIFETIME_CASES } from "./cases/lifetimes.ts";
import { MORE_STRING_CASES } from "./cases/more-strings.ts";
import { NUMBER_EDGE_CASES } from "./cases/number-edges.ts";
import { RENAME_CASES } from "./cases/renames.ts";
import { RESP3_CASES } from "./cases/resp3.ts";
import { SERVER_CASES } from "./cases/server.ts";
import { SESSION_CASES } from "./cases/sessions.ts";
import { SET_CASES } from "./cases/set.ts";
import { SETTING_CASES } from "./cases/settings.ts";
import { STATISTICS_CASES } from "./cases/statistics.ts";
import { STREAM_CASES as GENERAL_STREAM_CASES } from "./cases/streams.ts";
import { STRING_EDGE_CASES } from "./cases/string-edges.ts";
import { STRING_CASES } from "./cases/strings.ts";
import { TOOL_CASES } from "./cases/tools.ts";
import { TRANSACTION_CASES } from "./cases/transactions.ts";
import { WATCH_CASES } from "./cases/watches.ts";
import { WIDE_NUMBER_CASES } from "./cases/wide-numbers.ts";

export const STREAM_CASES: readonly StreamCase[] = [...GENERAL_STREAM_CASES, ...AUTH_STREAM_CASES];

export const CASES: readonly Case[] = [
  ...SET_CASES,
  ...LIFETIME_CASES,
  ...STRING_CASES,
  ...MORE_STRING_CASES,
  ...FLOAT_CASES,
  ...KEY_CASES,
  ...KEYSPACE_CASES,
  ...RENAME_CASES,
  ...EXPIRY_CASES,
  ...TRANSACTION_CASES,
  ...WATCH_CASES,
  ...CONNECTION_CASES,
  ...AUTH_CASES,
  ...SERVER_CASES,
  ...SETTING_CASES,
  ...STATISTICS_CASES,
  ...TOOL_CASES,
  ...STRING_EDGE_CASES,
  ...NUMBER_EDGE_CASES,
  ...KEY_EDGE_CASES,
  ...SESSION_CASES,
  ...RESP3_CASES,
  ...WIDE_NUMBER_CASES,
];
