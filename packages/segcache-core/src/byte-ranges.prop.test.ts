import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";

type ByteRanges = typeof import("./byte-ranges.ts");

/** What a stand-in for Buffer, as bundlers put into browsers, does with a plain Uint8Array. */
const STAND_IN = {
  prototype: {
    copy(): number {
      throw new TypeError("argument should be a Buffer");
    },
  },
};

async function load(buffer: unknown): Promise<ByteRanges> {
  vi.resetModules();
  vi.stubGlobal("Buffer", buffer);
  const loaded = await import("./byte-ranges.ts");
  vi.unstubAllGlobals();
  return loaded;
}
afterEach(() => vi.unstubAllGlobals());

/** A range of a longer array, so that neither end of it is an end of the array, unless it is the whole. */
const ranges = fc
  .tuple(fc.uint8Array({ maxLength: 200 }), fc.nat(9), fc.nat(9), fc.boolean())
  .map(([bytes, before, after, isShared]) => {
    const length = before + bytes.length + after;
    const source = new Uint8Array(isShared ? new SharedArrayBuffer(length) : new ArrayBuffer(length)).fill(0xaa);
    source.set(bytes, before);
    return { bytes, source, start: before, end: before + bytes.length };
  });

describe.each([
  ["with Node's Buffer", Buffer],
  ["without Buffer", undefined],
  ["with a stand-in for Buffer", STAND_IN],
])("byte ranges %s", (_, buffer) => {
  it("are copied to where they should be, and nothing else is touched", async () => {
    const { copyBytes } = await load(buffer);
    fc.assert(
      fc.property(ranges, fc.nat(9), fc.nat(9), ({ bytes, source, start, end }, at, rest) => {
        const target = new Uint8Array(at + bytes.length + rest).fill(0x55);
        copyBytes(source, start, end, target, at);
        expect([...target]).toEqual([...Array(at).fill(0x55), ...bytes, ...Array(rest).fill(0x55)]);
      }),
    );
  });

  it("are cut out as arrays of their own over memory that is not shared", async () => {
    const { sliceBytes } = await load(buffer);
    fc.assert(
      fc.property(ranges, ({ bytes, source, start, end }) => {
        const cut = sliceBytes(source, start, end);
        source.fill(0);
        expect([...cut]).toEqual([...bytes]);
        expect(cut.constructor).toBe(Uint8Array);
        expect(cut.buffer).toBeInstanceOf(ArrayBuffer);
        expect(cut.buffer.byteLength).toBe(bytes.length);
      }),
    );
  });

  it("are read as UTF-8 as TextDecoder reads it, a byte order mark kept", async () => {
    const { decodeBytes } = await load(buffer);
    const texts = fc.string({ unit: "binary", maxLength: 60 }).map((text) => new TextEncoder().encode(text));
    const marked = fc.constant(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61));
    fc.assert(
      fc.property(fc.oneof(texts, fc.uint8Array({ maxLength: 60 }), marked), fc.nat(5), (bytes, before) => {
        const source = new Uint8Array(before + bytes.length + 1);
        source.set(bytes, before);
        const expected = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
        expect(decodeBytes(source, before, before + bytes.length)).toBe(expected);
      }),
    );
  });
});
