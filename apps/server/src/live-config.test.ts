import { expect, test } from "vitest";
import { createState } from "../test/support/harness.ts";
import { applyConfig } from "./live-config.ts";
import { type Assign, findOption, type Option } from "./options.ts";
import type { ServerState } from "./server-state.ts";

const MIB = 1024 ** 2;

function changes(...settings: readonly (readonly [name: string, value: string])[]): Map<Option, Assign> {
  return new Map(
    settings.map(([name, value]) => {
      const option = findOption(name)!;
      const parsed = option.read([value], {});
      if ("problem" in parsed) throw new Error(parsed.problem);
      return [option, parsed.value];
    }),
  );
}

function smallState(): ServerState {
  return createState({ maxmemory: 4 * MIB, "maxmemory-reserve": 4 * MIB, "maxmemory-policy": "fifo" });
}

/** The bound the engine keeps to and the policy it follows: under `none`, and only there, a full cache refuses. */
function engineOf({ cache }: ServerState): { readonly maxMemory: number; readonly refuses: boolean } {
  let n = 0;
  while (n < 9000 && cache.trySet(`key${n}`, "v".repeat(1000)) === "stored") n++;
  return { maxMemory: cache.maxMemory, refuses: n < 9000 };
}

test("memory and policy reach the engine", () => {
  const state = smallState();
  expect(applyConfig(state, changes(["maxmemory", "2mb"], ["maxmemory-policy", "noeviction"]))).toBeUndefined();
  expect(state.config).toMatchObject({ maxmemory: 2 * MIB, "maxmemory-policy": "none" });
  expect(engineOf(state)).toEqual({ maxMemory: 2 * MIB, refuses: true });
});

test("what the engine refuses takes everything else back", () => {
  const state = smallState();
  const refusal = applyConfig(
    state,
    changes(["loglevel", "warning"], ["maxmemory-policy", "none"], ["timeout", "9"], ["maxmemory", "8mb"]),
  );
  expect(refusal).toEqual({ name: "maxmemory", problem: expect.stringContaining("must be at most the 4194304 bytes") });
  expect(state.config).toMatchObject({ loglevel: "notice", timeout: 0, "maxmemory-policy": "fifo" });
  expect(state.log.level).toBe("info");
  expect(engineOf(state)).toEqual({ maxMemory: 4 * MIB, refuses: false });
});

test("four times maxmemory is reserved unless told otherwise", () => {
  const state = createState({ maxmemory: 4 * MIB });
  expect(applyConfig(state, changes(["maxmemory", "16mb"]))).toBeUndefined();
  expect(state.cache.maxMemory).toBe(16 * MIB);
  expect(applyConfig(state, changes(["maxmemory", "17mb"]))).toMatchObject({ name: "maxmemory" });
});

test("maxclients stays below what the system can open", () => {
  const state = createState({}, undefined, { clientsMax: 500 });
  expect(applyConfig(state, changes(["maxclients", "500"]))).toBeUndefined();
  expect(applyConfig(state, changes(["maxclients", "501"]))).toEqual({
    name: "maxclients",
    problem: "The operating system is not able to handle the specified number of clients, try with 500",
  });
});
