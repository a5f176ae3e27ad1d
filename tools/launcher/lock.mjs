// One set-up at a time in a checkout. The lock is a directory, as mkdir either makes it or fails, with its owner written
// inside. The owner touches it while it works; a lock whose owner is dead or silent is broken by whoever waits, under a
// second lock of the same kind, so that two waiters cannot break each other's new lock.
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const TOUCH_EVERY_MS = 2_000;
const SILENT_MS = 60_000;
const BREAKER_SILENT_MS = 10_000;
const LOOK_EVERY_MS = 100;

/**
 * Runs `work` while holding the lock at `path`.
 * @template Result
 * @param {string} path
 * @param {{ onWait?: () => void, beforeLook?: () => void }} options told once when another holds it; called before each look
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withLock(path, { onWait, beforeLook }, work) {
  mkdirSync(dirname(path), { recursive: true });
  let isTold = false;
  while (!tryLock(path)) {
    if (!isTold) onWait?.();
    isTold = true;
    beforeLook?.();
    breakStale(path);
    await delay(LOOK_EVERY_MS);
  }
  const touch = setInterval(() => touchDirectory(path), TOUCH_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
function tryLock(path) {
  if (!makeDirectory(path)) return false;
  writeFileSync(join(path, "owner.json"), JSON.stringify({ pid: process.pid, host: hostname() }));
  return true;
}

/** @param {string} path */
function breakStale(path) {
  if (!isStale(path)) return;
  const breaker = `${path}.breaker`;
  if (!makeDirectory(breaker)) {
    if (silentMs(breaker) > BREAKER_SILENT_MS) rmSync(breaker, { recursive: true, force: true });
    return;
  }
  try {
    if (isStale(path)) rmSync(path, { recursive: true, force: true });
  } finally {
    rmSync(breaker, { recursive: true, force: true });
  }
}

/** @param {string} path */
function isStale(path) {
  const silent = silentMs(path);
  if (silent > SILENT_MS) return true;
  try {
    const { pid, host } = JSON.parse(readFileSync(join(path, "owner.json"), "utf8"));
    return host === hostname() && !isAlive(pid);
  } catch {
    return silent > BREAKER_SILENT_MS; // no readable owner: just being made, or its maker died there
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM"; // alive, and another user's
  }
}

/** How long ago the directory was touched; 0 if it is gone. @param {string} path */
function silentMs(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs;
}

/** @param {string} path */
function touchDirectory(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Removed by hand: the work goes on, as stopping half-way would leave more to repair.
  }
}

/** @param {string} path @returns {boolean} whether this call made it */
function makeDirectory(path) {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
