import { expect, test } from "vitest";
import { createState } from "../test/support/harness.ts";
import { RingLoop } from "./io-uring/ring-loop.ts";
import { Server } from "./server.ts";

const isOffered = RingLoop.find({ begin() {}, end() {} }) !== undefined;

test.each([true, false])("connections are served by io_uring where it is offered and wanted: %s", (isWanted) => {
  const state = createState({ "io-uring": isWanted });
  const server = new Server(state);
  expect(state.multiplexingApi).toBe(isWanted && isOffered ? "io_uring" : "libuv");
  expect(server.ringResources !== undefined).toBe(isWanted && isOffered);
});
