// Random histories of one key against a register that applies each write at some moment between sending and answer, as a
// correct server may: no read is ever called stale. A server that forgets a write and shows the one before is found out.
import fc from "fast-check";
import { expect, test } from "vitest";
import { WriteOrder } from "./write-order.ts";

type Event = "send" | "apply" | "answer" | "lose" | "read";

/** Plays a history; what a read finds is the last write applied.   @returns whether a read was below its floor. */
function findsStale(events: readonly { event: Event; pick: number }[]): boolean {
  const order = new WriteOrder();
  const waiting: number[] = [];
  const applied: number[] = [];
  let current = 0;
  for (const { event, pick } of events) {
    const take = (from: number[]): number | undefined => from.splice(pick % Math.max(1, from.length), 1)[0];
    if (event === "send") waiting.push(order.begin("k"));
    if (event === "apply") {
      const number = take(waiting);
      if (number === undefined) continue;
      current = number;
      applied.push(number);
    }
    if (event === "answer") {
      const number = take(applied);
      if (number !== undefined) order.end("k", number, true);
    }
    if (event === "lose" && waiting.length > 0) order.end("k", waiting[pick % waiting.length] ?? 0, false);
    if (event === "read" && current !== 0 && current < order.floorOf("k")) return true;
  }
  return false;
}

test("a correct server is never called stale, whatever is in flight or lost", () => {
  const event = fc.constantFrom<Event>("send", "send", "apply", "apply", "answer", "answer", "lose", "read", "read");
  const events = fc.array(fc.record({ event, pick: fc.nat(10) }), { maxLength: 200 });
  fc.assert(
    fc.property(events, (history) => !findsStale(history)),
    { numRuns: 2000 },
  );
});

test("what was replaced before is below the floor, at once for writes one after another", () => {
  const order = new WriteOrder();
  for (let write = 1; write <= 3; write++) {
    const number = order.begin("k");
    expect(order.floorOf("k")).toBe(number - 1);
    order.end("k", number, true);
    expect(order.floorOf("k")).toBe(number);
  }
  expect(order.floorOf("another")).toBe(0);
});

test("writes that overlap spare each other, and a lost one all after it", () => {
  const order = new WriteOrder();
  const [first, second] = [order.begin("k"), order.begin("k")];
  order.end("k", second, true);
  order.end("k", first, true);
  expect(order.floorOf("k")).toBe(first);
  const lost = order.begin("k");
  order.end("k", lost, false);
  const next = order.begin("k");
  order.end("k", next, true);
  expect(order.floorOf("k")).toBe(lost);
});
