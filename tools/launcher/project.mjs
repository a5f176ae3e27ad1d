// Where things are: the checkout, its tools and its apps. Everything is found from this file's own place, so the
// launcher works from any current directory.
import { readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The workspace's member folders, in the order of pnpm-workspace.yaml. */
export const WORKSPACE_FOLDERS = ["packages", "apps", "tools"];

/** @typedef {"server" | "loadgen"} App */

/** The built entry of each app, relative to the checkout. @type {Readonly<Record<App, string>>} */
export const APP_ENTRIES = { server: "apps/server/dist/main.js", loadgen: "apps/loadgen/dist/main.js" };

const TOOLS_FOLDER = "node_modules/.bin";

/**
 * @param {string} root
 * @param {string} tool
 */
export function toolPath(root, tool) {
  return join(root, TOOLS_FOLDER, tool);
}

/**
 * The pinned Node binary itself: the entry in node_modules/.bin may be a shell script, and a signal sent to that would
 * end the shell and leave the program behind.
 * @param {string} root
 */
export function pinnedNode(root) {
  const folder = join(root, "node_modules/node");
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return realpathSync(join(folder, bin.node));
}

/** The pnpm version the project pins. @param {string} root */
export function pnpmVersion(root) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return String(packageManager)
    .replace(/^pnpm@/, "")
    .replace(/\+.*$/, "");
}

/**
 * The environment for the project's own tools: theirs first on PATH (turbo looks for pnpm there), and no tool
 * fetches another pnpm, looks for updates of itself or sends reports home.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(root) {
  return {
    ...process.env,
    PATH: join(root, TOOLS_FOLDER) + delimiter + (process.env.PATH ?? ""),
    pnpm_config_pm_on_fail: "ignore",
    pnpm_config_update_notifier: "false",
    npm_config_update_notifier: "false",
    TURBO_NO_UPDATE_NOTIFIER: "1",
    TURBO_TELEMETRY_DISABLED: "1",
  };
}
