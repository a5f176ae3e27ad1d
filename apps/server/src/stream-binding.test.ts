import { afterEach, expect, test, vi } from "vitest";
import { findStreamBinding } from "./stream-binding.ts";

const real = (process as unknown as { binding: (name: string) => Record<string, unknown> }).binding("stream_wrap");

afterEach(() => {
  vi.unstubAllGlobals();
});

function stub(binding: unknown): void {
  vi.stubGlobal("process", { ...process, binding });
}

test("the Node that runs this offers it", () => {
  const binding = findStreamBinding();
  expect(binding?.state).toBeInstanceOf(Int32Array);
  expect(new binding!.WriteRequest()).toBeTypeOf("object");
});

test.each([
  ["there is no such thing", undefined],
  [
    "it is forbidden",
    () => {
      throw new Error("ERR_ACCESS_DENIED");
    },
  ],
  ["it is empty", () => ({})],
  ["a place is missing", () => ({ ...real, kLastWriteWasAsync: undefined })],
  ["a place is outside", () => ({ ...real, kReadBytesOrError: 99 })],
  ["the state is of another kind", () => ({ ...real, streamBaseState: new Float64Array(8) })],
  ["writes go by something else", () => ({ ...real, WriteWrap: undefined })],
])("where %s there is no binding", (_, binding) => {
  stub(binding);
  expect(findStreamBinding()).toBeUndefined();
});

test("asking for it is no warning, and others are heard as before", () => {
  const seen: unknown[] = [];
  const binding = (): unknown => {
    seen.push(process.noDeprecation);
    return real;
  };
  vi.stubGlobal("process", { ...process, noDeprecation: undefined, binding });
  findStreamBinding();
  expect([seen, process.noDeprecation]).toEqual([[true], false]);
});
