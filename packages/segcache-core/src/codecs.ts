// Between the values of a program and the bytes a cache keeps. Three codecs go by name; any other is an object of the caller's.
import { ConfigError } from "./errors.ts";
import { decodeText } from "./text.ts";

/** A string (its UTF-8 bytes) or bytes. */
export type CacheValue = string | Uint8Array;

/** How values become bytes and come back. Both functions must be synchronous. */
export interface Codec<In, Out = In> {
  /** The bytes to keep, or text whose UTF-8 bytes they are. They are copied before the call on the cache returns. */
  encode(value: In): CacheValue;
  /** The value kept as these bytes, which are a copy that `decode` may keep. */
  decode(bytes: Uint8Array): Out;
}

/** `bytes`: strings or bytes in, bytes out. `utf8`: strings or bytes in, strings out. `json`: whatever JSON can express. */
export type CodecName = "bytes" | "utf8" | "json";
/** Every codec: a name, or an object, of which `never` in and `unknown` out is the most general form. */
export type AnyCodec = CodecName | Codec<never, unknown>;

/** What a cache with codec `C` takes as a value. */
export type ValueIn<C extends AnyCodec> = C extends "json"
  ? unknown
  : C extends CodecName
    ? CacheValue
    : C extends Codec<infer In, unknown>
      ? In
      : never;

/** What a cache with codec `C` returns as a value. */
export type ValueOut<C extends AnyCodec> = C extends "json"
  ? unknown
  : C extends "utf8"
    ? string
    : C extends "bytes"
      ? Uint8Array
      : C extends Codec<never, infer Out>
        ? Out
        : never;

/** The JSON codec for values of one type, on trust: nothing checks that what is read has it. */
export function json<T>(): Codec<T> {
  return { encode: encodeJson, decode: (bytes) => JSON.parse(decodeText(bytes)) as T };
}

function encodeJson(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`value must be something JSON can express, got ${typeof value}`);
  return text;
}

const asIs = (value: CacheValue): CacheValue => value;

const NAMED: Readonly<Record<CodecName, Codec<never, unknown>>> = {
  bytes: { encode: asIs, decode: (bytes) => bytes },
  utf8: { encode: asIs, decode: decodeText },
  json: json<unknown>(),
};

/** The codec an option asks for. @throws ConfigError */
export function resolveCodec<C extends AnyCodec>(option: C | undefined): Codec<ValueIn<C>, ValueOut<C>> {
  const codec: unknown = typeof option === "object" ? option : NAMED[(option ?? "bytes") as CodecName];
  if (isCodec(codec)) return codec as Codec<ValueIn<C>, ValueOut<C>>;
  throw new ConfigError("codec", 'must be "bytes", "utf8", "json" or an object with the functions encode and decode');
}

function isCodec(value: unknown): value is Codec<never, unknown> {
  const { encode, decode } = (value ?? {}) as Partial<Codec<never, unknown>>;
  return typeof encode === "function" && typeof decode === "function";
}
