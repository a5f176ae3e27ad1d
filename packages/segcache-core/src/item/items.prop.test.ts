// Items written to an arena and read back, at every alignment and around the lengths where the code takes another way.
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { Arena } from "../arena/arena.ts";
import { hashBytes } from "../sources/hash.ts";
import { DEADLINE_FIELD_NEVER, itemBytes, NAMESPACES, NEVER } from "./item-layout.ts";
import { Items } from "./items.ts";
import { Key } from "./key.ts";

const HASH_KEY_0 = 0x1234567;
const HASH_KEY_1 = -77;
const FILLER = 0xa5;

let arena: Arena;
let items: Items;
let firstWord: number;
beforeEach(() => {
  arena = new Arena({ segmentBytes: 1024, pages: 16, chains: 1, namespaces: NAMESPACES }, HASH_KEY_0, HASH_KEY_1, 3);
  items = new Items(arena);
  firstWord = arena.firstSegment * 256;
});

/** A key whose bytes begin at `lead` in a buffer of its own. */
function keyOf(bytes: Uint8Array, namespace: number, lead: number): Key {
  const key = new Key();
  const buffer = new Uint8Array(lead + bytes.length + 3).fill(FILLER);
  buffer.set(bytes, lead);
  for (let turn = 0; turn <= lead % 2; turn++) key.show(buffer); // with and without a view
  key.start = lead;
  key.end = lead + bytes.length;
  key.namespace = namespace;
  return key;
}

function write(item: number, key: Key, value: Uint8Array, deadline: number): void {
  items.writeHead(item, key, value.length, deadline);
  items.copyIn(items.valueStart(item), value, 0, value.length);
}

function valueBytesOf(item: number): Uint8Array {
  const target = new Uint8Array(items.valueBytes(item));
  expect(items.copyValue(item, target, 0)).toBe(target.length);
  return target;
}

/** `length` bytes that all differ from their neighbours. */
function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, n) => (n * 37 + 11) & 0xff);
}

const bytes = fc.uint8Array({ maxLength: 90, size: "max" });
const deadline = fc.oneof(
  fc.constant(NEVER),
  fc.nat(2 ** 31 - 1),
  fc.maxSafeNat().map((n) => n % DEADLINE_FIELD_NEVER),
);
const namespace = fc.nat(NAMESPACES - 1);

describe("items", () => {
  it("reads back what was written, in the place and size the layout says, and writes nothing beside it", () => {
    const lead = fc.nat(5);
    const gapWords = fc.nat(20);
    fc.assert(
      fc.property(bytes, bytes, namespace, deadline, lead, gapWords, (keyBytes, value, space, until, at, gap) => {
        arena.bytes.fill(FILLER, firstWord * 4);
        const item = firstWord + gap;
        const size = itemBytes(keyBytes.length, value.length, until !== NEVER);
        write(item, keyOf(keyBytes, space, at), value, until);
        const key = arena.bytes.subarray(items.keyStart(item), items.keyStart(item) + items.keyBytes(item));
        expect([...key]).toEqual([...keyBytes]);
        expect(valueBytesOf(item)).toEqual(value);
        expect([items.namespace(item), items.deadline(item), items.size(item)]).toEqual([space, until, size]);
        expect([items.hasDeadline(item), items.isDead(item)]).toEqual([until !== NEVER, false]);
        const hash = hashBytes(keyBytes, undefined, 0, keyBytes.length, HASH_KEY_0 ^ space, HASH_KEY_1);
        expect(items.hashOf(item)).toBe(hash);
        const beside = [
          ...arena.bytes.subarray(firstWord * 4, item * 4),
          ...arena.bytes.subarray(items.valueStart(item) + value.length),
        ];
        expect(beside.every((byte) => byte === FILLER)).toBe(true);
      }),
    );
  });

  it("equals its own key wherever that lies in the caller's buffer, and no key that differs in one byte", () => {
    for (const length of [...Array(21).keys(), 63, 64, 65, 255, 256]) {
      for (const until of [NEVER, 5000]) {
        const own = pattern(length);
        write(firstWord, keyOf(own, 3, 0), pattern(9), until);
        for (let lead = 0; lead < 4; lead++) expect(items.keyEquals(firstWord, keyOf(own, 3, lead))).toBe(true);
        for (let place = 0; place < length; place++) {
          for (const bit of [0x01, 0x80]) {
            const other = Uint8Array.from(own);
            other[place] ^= bit;
            expect(items.keyEquals(firstWord, keyOf(other, 3, place & 3)), `${length} bytes, at ${place}`).toBe(false);
          }
        }
      }
    }
  });

  it("equals no key of another length or namespace", () => {
    const own = pattern(12);
    write(firstWord, keyOf(own, 3, 0), pattern(40), NEVER);
    for (const length of [0, 8, 11, 13, 16])
      expect(items.keyEquals(firstWord, keyOf(pattern(length), 3, 0))).toBe(false);
    for (let space = 0; space < NAMESPACES; space++)
      expect(items.keyEquals(firstWord, keyOf(own, space, 0))).toBe(space === 3);
  });

  it("copies in and out exactly the bytes asked for, on both sides of the length at which copying changes its way", () => {
    for (let length = 0; length <= 64; length++) {
      const source = pattern(length + 4);
      const item = firstWord;
      arena.bytes.fill(FILLER, firstWord * 4);
      items.writeHead(item, keyOf(pattern(5), 0, 1), length, NEVER);
      items.copyIn(items.valueStart(item), source, 2, 2 + length);
      const target = new Uint8Array(length + 6).fill(FILLER);
      expect(items.copyValue(item, target, 3)).toBe(length);
      expect([...target]).toEqual([FILLER, FILLER, FILLER, ...source.subarray(2, 2 + length), FILLER, FILLER, FILLER]);
      expect(arena.bytes[items.valueStart(item) + length]).toBe(FILLER);
    }
  });

  it("changes the deadline, the length or the liveness in place and leaves everything else", () => {
    fc.assert(
      fc.property(bytes, bytes, fc.nat(), deadline, (keyBytes, value, before, after) => {
        const item = firstWord;
        const key = keyOf(keyBytes, 9, 0);
        write(item, key, value, before);
        items.rewriteDeadline(item, after);
        expect([items.deadline(item), items.hasDeadline(item)]).toEqual([after, true]);
        expect(items.keyEquals(item, key)).toBe(true);
        expect(valueBytesOf(item)).toEqual(value);

        const shorter = Math.max(value.length - 1, 0);
        const keepsSize = itemBytes(keyBytes.length, shorter, true) === items.size(item);
        expect(items.canHold(item, shorter)).toBe(keepsSize);
        if (keepsSize) items.setValueBytes(item, shorter);
        items.markDead(item);
        expect(items.isDead(item)).toBe(true);
        expect(valueBytesOf(item)).toEqual(keepsSize ? value.subarray(0, shorter) : value);
        expect([items.deadline(item), items.namespace(item), items.keyBytes(item)]).toEqual([
          after,
          9,
          keyBytes.length,
        ]);
      }),
    );
  });
});
