// Any RESP2 reply the writer writes is read by redis-parser as the value that was meant.

import fc from "fast-check";
import { expect, test } from "vitest";
import { ReplyWriter } from "./index.ts";
import { type Reply, ReplyError, ReplyParser } from "./replies.ts";

type Model =
  | { kind: "bulk"; bytes: Uint8Array }
  | { kind: "text" | "simple" | "error"; text: string }
  | { kind: "integer"; n: number }
  | { kind: "boolean"; flag: boolean }
  | { kind: "double"; x: number }
  | { kind: "null" | "nullArray" }
  | { kind: "array" | "set" | "push" | "map"; items: Model[] };

const anyText = fc.string({ unit: "grapheme" });
const anyLine = anyText.map((text) => text.replaceAll(/[\r\n]/g, "~"));
const { model: anyModel } = fc.letrec<{ model: Model }>((tie) => ({
  model: fc.oneof(
    { depthSize: "small" },
    fc.record({ kind: fc.constant("bulk" as const), bytes: fc.uint8Array({ maxLength: 100 }) }),
    fc.record({ kind: fc.constant("text" as const), text: anyText }),
    fc.record({ kind: fc.constantFrom("simple" as const, "error" as const), text: anyLine }),
    fc.record({ kind: fc.constant("integer" as const), n: fc.maxSafeInteger() }),
    fc.record({ kind: fc.constant("boolean" as const), flag: fc.boolean() }),
    fc.record({ kind: fc.constant("double" as const), x: fc.double() }),
    fc.record({ kind: fc.constantFrom("null" as const, "nullArray" as const) }),
    fc.record({
      kind: fc.constantFrom("array" as const, "set" as const, "push" as const),
      items: fc.array(tie("model"), { maxLength: 4 }),
    }),
    fc.record({
      kind: fc.constant("map" as const),
      items: fc.array(fc.tuple(tie("model"), tie("model")), { maxLength: 2 }).map((pairs) => pairs.flat()),
    }),
  ),
}));

function write(reply: ReplyWriter, model: Model): void {
  switch (model.kind) {
    case "bulk":
      reply.bulk(model.bytes);
      return;
    case "text":
      reply.bulkString(model.text);
      return;
    case "simple":
    case "error":
      reply[model.kind](model.text);
      return;
    case "integer":
      reply.integer(model.n);
      return;
    case "boolean":
      reply.boolean(model.flag);
      return;
    case "double":
      reply.double(model.x);
      return;
    case "null":
    case "nullArray":
      reply[model.kind]();
      return;
    case "map":
      reply.map(model.items.length / 2);
      break;
    default:
      reply[model.kind](model.items.length);
  }
  for (const item of model.items) write(reply, item);
}

/** Checks a decoded reply against its model; a double must come back as the same number. */
function expectReply(got: Reply, model: Model): void {
  switch (model.kind) {
    case "bulk":
      expect(got).toEqual(Buffer.from(model.bytes));
      return;
    case "text":
    case "simple":
      expect(got).toEqual(Buffer.from(model.text));
      return;
    case "error":
      expect(got).toBeInstanceOf(ReplyError);
      expect((got as ReplyError).message).toBe(Buffer.from(model.text).toString());
      return;
    case "integer":
      expect(Object.is(got, model.n) || (got === 0 && model.n === 0)).toBe(true);
      return;
    case "boolean":
      expect(got).toBe(model.flag ? 1 : 0);
      return;
    case "double":
      expect(Number(String(got).replace("inf", "Infinity").replace("nan", "NaN"))).toBe(model.x);
      return;
    case "null":
    case "nullArray":
      expect(got).toBe(null);
      return;
    default:
      expect(got).toHaveLength(model.items.length);
      for (const [i, item] of model.items.entries()) expectReply((got as Reply[])[i], item);
  }
}

test("replies are read back as what was meant, however they are cut and taken", () => {
  const reply = new ReplyWriter({ initialBytes: 64 });
  fc.assert(
    fc.property(fc.array(anyModel, { minLength: 1, maxLength: 5 }), fc.nat(), (models, place) => {
      const parts = models.map((model, i) => {
        write(reply, model);
        return i % 2 === 0 ? new Uint8Array(0) : reply.take();
      });
      const stream = Buffer.concat([...parts, reply.take()]);
      const at = place % (stream.length + 1);
      const parser = new ReplyParser();
      const replies = [...parser.feed(stream.subarray(0, at)), ...parser.feed(stream.subarray(at))];
      expect(parser.error).toBe(undefined);
      expect(replies.length).toBe(models.length);
      for (const [i, model] of models.entries()) expectReply(replies[i], model);
    }),
    { numRuns: 1000 },
  );
});
