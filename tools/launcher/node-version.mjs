// Says whether the running Node can run the launcher. This file, launch.mjs and the four entries must parse on a Node
// far older than the one they ask for, or the person who has it reads a SyntaxError instead of the reason: plain ES2018,
// no `node:` specifiers, no top-level await.

/** The oldest Node major that runs the set-up; equal to `engines.node` in the root package.json. */
export const NODE_MAJOR_MIN = 20;

/**
 * @param {string} version as in `process.versions.node`
 * @returns {string} why this Node will not do, in one line; empty if it will
 */
export function nodeTooOld(version) {
  if (Number.parseInt(version, 10) >= NODE_MAJOR_MIN) return "";
  return `this needs Node ${NODE_MAJOR_MIN} or newer, and you have ${version}: see https://nodejs.org`;
}
