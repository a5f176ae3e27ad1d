// The same cases after HELLO 3, on both servers side by side: replies must be equal. Steps that differ on purpose, or
// whose reply varies, are compared in RESP2 only.

import { expect, test } from "vitest";
import type { Case } from "./case.ts";
import { CASES } from "./cases.ts";
import { describeSideBySide } from "./side-by-side.ts";

describeSideBySide("in RESP3", (both) => {
  test.each(CASES)("$why", async ({ steps }: Case) => {
    await both.reset(3);
    for (const [send, expected, difference] of steps) {
      const { ours, redis } = await both.onBoth((client) => client.request(send));
      if (typeof expected === "string" && difference === undefined) expect(ours, send).toBe(redis);
    }
  });
});
