// @segcache/resp: what the codec offers. Needs no Node and has no dependency; replies are read by `@segcache/resp/replies`.

export { ProtocolError } from "./errors.ts";
export { parseInt64, parseInteger, writeInteger } from "./integers.ts";
export type { ProtocolVersion, ReplyWriterOptions } from "./reply-writer.ts";
export { ReplyWriter } from "./reply-writer.ts";
export { BATCH_ARGUMENTS_MAX, BATCH_REQUESTS_MAX, RequestBatch } from "./request-batch.ts";
export type { RequestLimits } from "./request-limits.ts";
export {
  DEFAULT_REQUEST_LIMITS,
  UNAUTHENTICATED_ARGUMENTS_MAX,
  UNAUTHENTICATED_BULK_BYTES_MAX,
} from "./request-limits.ts";
export type { RequestMemory } from "./request-memory.ts";
export { MALFORMED, NEED_MORE, READY, RequestParser } from "./request-parser.ts";
