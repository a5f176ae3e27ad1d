// Brings a checkout to the state in which everything runs: dependencies installed, packages built. Quiet and quick when
// that is so already. The installer and the builder are the project's pinned ones; their output is shown only when
// they fail, and then ends in one line that says what is wrong.
import { accessSync, constants, rmSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./child.mjs";
import { explainFailure, usefulTail } from "./failure.mjs";
import { withLock } from "./lock.mjs";
import { pnpmVersion, ROOT, toolEnvironment, toolPath, WORKSPACE_FOLDERS } from "./project.mjs";
import { isFresh, stamp, workspaceMembers } from "./stamps.mjs";
import { throwIfStopped } from "./stop.mjs";

/** @typedef {"install" | "build"} Step */

const TAIL_LINES_MAX = 15;

/** Why the set-up could not be finished: one line. */
export class SetUpFailed extends Error {
  /**
   * @param {Step} step
   * @param {string} reason
   */
  constructor(step, reason) {
    super(reason);
    this.step = step;
  }
}

/** Does what is missing. @throws {SetUpFailed} @throws {import("./stop.mjs").Stopped} */
export async function setUp() {
  if (isFresh(ROOT, "install") && isFresh(ROOT, "build")) return;
  requireWritable();
  const options = { onWait: () => say("waiting for another set-up of this folder"), beforeLook: throwIfStopped };
  await withLock(join(ROOT, ".turbo/set-up.lock"), options, async () => {
    if (!isFresh(ROOT, "install")) await install();
    if (!isFresh(ROOT, "build")) await build();
  });
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`segcache: ${line}\n`);
}

async function install() {
  const version = pnpmVersion(ROOT);
  say(`installing dependencies with pnpm ${version}`);
  // The lockfile names exact versions, so npx and pnpm may take what they have cached without asking for newer.
  const npx = ["--prefer-offline", "--yes", `pnpm@${version}`, "install", "--frozen-lockfile"];
  const pnpm = ["--reporter=append-only", "--config.confirm-modules-purge=false"];
  await runStep("install", "npx", [...npx, ...pnpm], { ...toolEnvironment(ROOT), ...briefRetries() });
  stampStep("install");
}

async function build() {
  say("building");
  await runBuild([]);
  if (isStampable("build")) return;
  // The compiler believes its own records: outputs deleted by hand stay missing until those go too.
  for (const member of workspaceMembers(ROOT))
    rmSync(join(ROOT, member, "tsconfig.build.tsbuildinfo"), { force: true });
  await runBuild(["--force"]);
  stampStep("build");
}

/** @param {readonly string[]} options */
function runBuild(options) {
  const args = ["run", "build", "--output-logs=new-only", ...options];
  return runStep("build", toolPath(ROOT, "turbo"), args, toolEnvironment(ROOT));
}

/**
 * @param {Step} step
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function runStep(step, program, args, env) {
  const { exitCode, output } = await runTool(program, args, { cwd: ROOT, env, capture: true });
  throwIfStopped();
  if (exitCode === 0) return;
  process.stderr.write(`${usefulTail(output, TAIL_LINES_MAX)}\n`);
  throw new SetUpFailed(step, explainFailure(step, output));
}

/** @param {Step} step */
function isStampable(step) {
  try {
    stamp(ROOT, step);
    return true;
  } catch {
    return false;
  }
}

/** @param {Step} step */
function stampStep(step) {
  try {
    stamp(ROOT, step);
  } catch (error) {
    throw new SetUpFailed(
      step,
      `${explainFailure(step, String(error))}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function requireWritable() {
  try {
    for (const folder of ["", ...WORKSPACE_FOLDERS]) accessSync(join(ROOT, folder), constants.W_OK);
  } catch (error) {
    throw new SetUpFailed("install", `${explainFailure("install", String(error))}: ${ROOT}`);
  }
}

/** Retries that end within seconds: someone is waiting for the message. What the person has set stands. */
function briefRetries() {
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  for (const prefix of ["npm_config", "pnpm_config"]) {
    env[`${prefix}_fetch_retry_mintimeout`] = process.env[`${prefix}_fetch_retry_mintimeout`] ?? "1000";
    env[`${prefix}_fetch_retry_maxtimeout`] = process.env[`${prefix}_fetch_retry_maxtimeout`] ?? "5000";
  }
  return env;
}
