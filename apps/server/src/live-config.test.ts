import { ConfigError } from "segcache-core";
import { expect, test } from "vitest";
import { createState } from "../test/support/harness.ts";
import { applyConfig } from "./live-config.ts";
import { type Assign, findOption, type Option } from "./options.ts";
import type { ServerState } from "./server-state.ts";

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

/** A state whose engine notes what it is told, and refuses more memory than it has. */
function stateWithEngine(): { state: ServerState; told: unknown[] } {
  const state = createState({ maxmemory: 4 * 1024 ** 2 });
  const told: unknown[] = [];
  Object.defineProperties(state.cache, {
    setPolicy: { value: (name: string) => told.push(name) },
    setMaxMemory: {
      value: (bytes: number) => {
        if (bytes > 4 * 1024 ** 2) throw new ConfigError("maxMemory", "must be at most what was reserved");
        told.push(bytes);
      },
    },
  });
  return { state, told };
}

test("memory and policy reach the engine", () => {
  const { state, told } = stateWithEngine();
  expect(applyConfig(state, changes(["maxmemory", "2mb"], ["maxmemory-policy", "noeviction"]))).toBeUndefined();
  expect(told).toEqual([2 * 1024 ** 2, "none"]);
  expect(state.config).toMatchObject({ maxmemory: 2 * 1024 ** 2, "maxmemory-policy": "none" });
});

test("what the engine refuses takes everything else back", () => {
  const { state, told } = stateWithEngine();
  const refusal = applyConfig(
    state,
    changes(["loglevel", "warning"], ["maxmemory-policy", "none"], ["timeout", "9"], ["maxmemory", "8mb"]),
  );
  expect(refusal).toEqual({ name: "maxmemory", problem: expect.stringContaining("must be at most what was reserved") });
  expect(told).toEqual(["none", "fifo"]);
  expect(state.config).toMatchObject({ loglevel: "notice", timeout: 0, "maxmemory-policy": "fifo" });
  expect(state.log.level).toBe("info");
});

test("a value in force already is no change to the engine", () => {
  const { state, told } = stateWithEngine();
  expect(applyConfig(state, changes(["maxmemory", "4mb"], ["maxmemory-policy", "fifo"]))).toBeUndefined();
  expect(told).toEqual([]);
});

test("maxclients stays below what the system can open", () => {
  const state = createState({}, undefined, { clientsMax: 500 });
  expect(applyConfig(state, changes(["maxclients", "500"]))).toBeUndefined();
  expect(applyConfig(state, changes(["maxclients", "501"]))).toEqual({
    name: "maxclients",
    problem: "The operating system is not able to handle the specified number of clients, try with 500",
  });
});
