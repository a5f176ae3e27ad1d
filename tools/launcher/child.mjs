// Runs another program to its end and passes a stop on to it, once.
// An app shares the launcher's process group, so Ctrl-C reaches it without the launcher: a second SIGINT could turn its
// clean stop into a forced one. The launcher therefore leaves it a moment to end by itself and then sends SIGTERM, which
// only ever asks. A tool of the set-up gets a group of its own, and the whole group is told at once.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { onStop } from "./stop.mjs";

/** How long an app that may have got the signal itself is left alone before SIGTERM. */
const GRACE_MS = 1_000;
/** How long a program may take to end when nobody is left to wait for it. */
const KILL_AFTER_MS = 15_000;
const CAPTURED_CHARS_MAX = 200_000;

/**
 * @typedef {object} Ended
 * @property {number} exitCode 128 + the signal's number if a signal ended it
 * @property {string} output what it printed, if it was captured; its end, if that was long
 */

/**
 * Runs an app in the foreground, with the launcher's own standard streams.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<Ended>}
 */
export function runApp(program, args, cwd) {
  const child = spawn(program, args, { cwd, stdio: "inherit" });
  return untilEnd(child, { graceMs: GRACE_MS, signal: (name) => child.kill(name) });
}

/**
 * Runs a tool in a process group of its own; what it leaves behind in that group is ended with it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, capture: boolean }} options
 * @returns {Promise<Ended>}
 */
export function runTool(program, args, { cwd, env, capture }) {
  const windows = process.platform === "win32";
  const child = spawn(program, args, {
    cwd,
    env,
    detached: !windows,
    shell: windows, // npx and the tools are .cmd files there
    stdio: capture ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
  });
  const signal = (/** @type {NodeJS.Signals} */ name) => (windows ? child.kill(name) : signalGroup(child.pid, name));
  child.once("exit", () => signal("SIGKILL"));
  return untilEnd(child, { graceMs: 0, signal });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {{ graceMs: number, signal: (name: NodeJS.Signals) => unknown }} options
 * @returns {Promise<Ended>}
 */
function untilEnd(child, { graceMs, signal }) {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => {
      output = (output + text).slice(-CAPTURED_CHARS_MAX);
    });
  }
  /** @type {NodeJS.Timeout[]} */
  const timers = [];
  let isAsked = false;
  const ask = () => {
    if (!isAsked) signal("SIGTERM");
    isAsked = true;
  };
  const unwatch = onStop((reason) => {
    timers.push(setTimeout(ask, reason === "orphaned" ? 0 : graceMs));
    if (reason === "orphaned") timers.push(setTimeout(() => signal("SIGKILL"), KILL_AFTER_MS));
  });
  return new Promise((resolve) => {
    const end = (/** @type {number} */ exitCode) => {
      unwatch();
      for (const timer of timers) clearTimeout(timer);
      resolve({ exitCode, output });
    };
    child.once("error", (error) => {
      output += `\n${error.message}`;
      end(127);
    });
    child.once("close", (code, name) => end(code ?? 128 + signalNumber(name)));
  });
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} name
 */
function signalGroup(pid, name) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // Nothing of the group is left, which is what the signal was for.
  }
}

/** @param {NodeJS.Signals | null} name */
function signalNumber(name) {
  return name === null ? 0 : constants.signals[name];
}
