import { describe, expect, it } from "vitest";
import { MISS, NEVER, Segcache, STORED } from "./index.ts";

/** Memory that changes its size, which the library of es2023 does not know. */
interface Resizable {
  readonly memory: ArrayBufferLike;
  resize(bytes: number): void;
}
const SIZES = [64, { maxByteLength: 4096 }];

function resizable(): Resizable {
  const memory = Reflect.construct(ArrayBuffer, SIZES) as ArrayBuffer & { resize(bytes: number): void };
  return { memory, resize: (bytes) => memory.resize(bytes) };
}

function growable(): Resizable {
  const memory = Reflect.construct(SharedArrayBuffer, SIZES) as SharedArrayBuffer & { grow(bytes: number): void };
  return { memory, resize: (bytes) => memory.grow(bytes) };
}

const KEY_BYTES = 11;
const VALUE_BYTES = 40;
const ITEM_BYTES = KEY_BYTES + VALUE_BYTES;

/** Sets and reads keys and values that all lie at `at` in one array, which comes with every call. */
function roundTrip({ raw }: Segcache, bytes: Uint8Array, at: number): void {
  const keyEnd = at + KEY_BYTES;
  const end = at + ITEM_BYTES;
  const value = Uint8Array.from({ length: VALUE_BYTES }, (_, index) => (at + index) & 0xff);
  bytes.fill(0x6b, at, keyEnd);
  bytes.set([at >> 8, at & 0xff], at);
  bytes.set(value, keyEnd);
  expect(raw.set(bytes, at, keyEnd, 0, bytes, keyEnd, end, NEVER, 0)).toBe(STORED);
  const item = raw.get(bytes, at, keyEnd, 0);
  expect(item).not.toBe(MISS);
  bytes.fill(0, keyEnd, end);
  expect(raw.copyValue(item, bytes, keyEnd)).toBe(VALUE_BYTES);
  expect([...bytes.subarray(keyEnd, end)]).toEqual([...value]);
}

describe("an array over memory that changes its size", () => {
  it.each([
    ["resizable", resizable],
    ["growable shared", growable],
  ])("is read and written to its end when it has grown (%s)", (_, create) => {
    const { memory, resize } = create();
    const bytes = new Uint8Array(memory);
    const cache = new Segcache({ maxMemory: "256kb" });
    for (let call = 0; call < 3; call++) roundTrip(cache, bytes, 0);
    for (const size of [256, 4096]) {
      resize(size);
      for (let call = 0; call < 3; call++) roundTrip(cache, bytes, size - ITEM_BYTES);
    }
    cache.checkInvariants();
  });

  it("is read and written within its end when it has shrunk, and grown again", () => {
    const { memory, resize } = resizable();
    const bytes = new Uint8Array(memory);
    const cache = new Segcache({ maxMemory: "256kb" });
    for (const size of [4096, 64, 52, 1024]) {
      resize(size);
      for (let call = 0; call < 3; call++) roundTrip(cache, bytes, size - ITEM_BYTES);
    }
    cache.checkInvariants();
  });

  it("is read at its place when it has been out of bounds for a while", () => {
    const { memory, resize } = resizable();
    resize(256);
    const bytes = new Uint8Array(memory, 128);
    const cache = new Segcache({ maxMemory: "256kb" });
    resize(64);
    for (let call = 0; call < 3; call++) expect(cache.raw.get(bytes, 0, 0, 0)).toBe(MISS);
    resize(512);
    for (let call = 0; call < 3; call++) roundTrip(cache, bytes, 64);
  });
});
