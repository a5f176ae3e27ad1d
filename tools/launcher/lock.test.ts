import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.mjs";

/** Above what the kernel gives out, so surely no process. */
const DEAD_PID = 2 ** 30;

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "segcache-lock-"));
  path = join(folder, "deep/set-up.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function leaveLock(owner: object | undefined, ageMs = 0): void {
  mkdirSync(path, { recursive: true });
  if (owner !== undefined) writeFileSync(join(path, "owner.json"), JSON.stringify(owner));
  const time = new Date(Date.now() - ageMs);
  utimesSync(path, time, time);
}

test("only one works at a time, and each gets its turn", async () => {
  let working = 0;
  let most = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    working++;
    most = Math.max(most, working);
    await new Promise((resolve) => setImmediate(resolve));
    working--;
    done++;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(path, {}, work)));
  expect({ most, done }).toEqual({ most: 1, done: 5 });
  expect(existsSync(path)).toBe(false);
});

test("hands on the result and frees the lock after a failure", async () => {
  await expect(withLock(path, {}, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(withLock(path, {}, () => Promise.resolve(7))).resolves.toBe(7);
});

test.each([
  ["a dead owner", { pid: DEAD_PID, host: hostname() }, 0],
  ["a silent owner", { pid: process.pid, host: hostname() }, 10 * 60_000],
  ["an owner on another machine that went silent", { pid: DEAD_PID, host: "elsewhere" }, 10 * 60_000],
  ["no owner, for a while", undefined, 60_000],
])("breaks the lock of %s", async (_who, owner, ageMs) => {
  leaveLock(owner, ageMs);
  await expect(withLock(path, {}, () => Promise.resolve("mine"))).resolves.toBe("mine");
});

test("breaks a stale lock although a breaker died at it", async () => {
  leaveLock({ pid: DEAD_PID, host: hostname() });
  mkdirSync(`${path}.breaker`);
  utimesSync(`${path}.breaker`, new Date(0), new Date(0));
  await expect(withLock(path, {}, () => Promise.resolve("mine"))).resolves.toBe("mine");
});

test.each([
  ["a live owner", { pid: process.pid, host: hostname() }],
  ["an owner on another machine", { pid: DEAD_PID, host: "elsewhere" }],
  ["one who has just made it", undefined],
])("waits for %s, says so once, and can be called off", async (_who, owner) => {
  leaveLock(owner);
  let looks = 0;
  let told = 0;
  const options = {
    onWait: () => told++,
    beforeLook: () => {
      looks++;
      if (looks === 3) throw new Error("called off");
    },
  };
  await expect(withLock(path, options, () => Promise.resolve("mine"))).rejects.toThrow("called off");
  expect(told).toBe(1);
  expect(existsSync(path)).toBe(true);
});
