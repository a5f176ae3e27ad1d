// Turns what a failed tool printed into one line that says what is wrong. The tools wrap, colour and decorate their
// messages, so matching is done on the text with all of that flattened.

/** @typedef {"install" | "build"} Step */

/**
 * The first cause whose sign is in the output; the order matters where one failure leads to another, as a full disk
 * shows up as a failed download.
 * @type {readonly { sign: RegExp, reason: string }[]}
 */
const CAUSES = [
  { sign: /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i, reason: "the disk is full" },
  { sign: /EROFS|read-only file system/i, reason: "no write permission: the file system is read-only" },
  {
    sign: /EACCES|EPERM|permission denied|operation not permitted|ERR_PNPM_\w*(EACCES|EPERM)/i,
    reason: "no write permission for this folder or for the cache folder of npm or pnpm",
  },
  {
    sign: /SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|CERT_HAS_EXPIRED|DEPTH_ZERO|invalid peer certificate|certificate verify/i,
    reason: "the certificate of the npm registry or proxy is not trusted on this machine",
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|error sending request|dns error|getaddrinfo|network error|FETCH_FAIL|socket hang up/i,
    reason: "no network: the npm registry cannot be reached",
  },
  {
    sign: /\bE40[13]\b|ERR_PNPM_FETCH_40[13]|\b40[13] (Unauthorized|Forbidden)/i,
    reason: "the npm registry refuses access",
  },
  {
    sign: /\bE404\b|ETARGET|ERR_PNPM_FETCH_404/,
    reason: "the npm registry does not have a package this project needs",
  },
  {
    sign: /ERR_PNPM_(FROZEN_LOCKFILE|OUTDATED_LOCKFILE|LOCKFILE)/,
    reason: "pnpm-lock.yaml does not match the package.json files; run `npx pnpm install`",
  },
  {
    sign: /EINTEGRITY|ERR_PNPM_TARBALL_INTEGRITY|checksum mismatch/i,
    reason: "a downloaded package is damaged; try again",
  },
  {
    sign: /error code EBADENGINE|ERR_PNPM_UNSUPPORTED_ENGINE/,
    reason: "this Node is too old for a package this project needs",
  },
  {
    sign: /GLIBC_[\d.]+' not found|version `GLIBCXX/,
    reason: "the C library of this system is too old for the pinned Node",
  },
  { sign: /spawn npx ENOENT|npx: (command )?not found/, reason: "npx is not on PATH; it comes with npm" },
  { sign: /ENOMEM|out of memory|Cannot allocate memory/i, reason: "this machine is out of memory" },
];

const OTHERWISE = { install: "the dependencies could not be installed", build: "the build failed" };

/**
 * @param {Step} step
 * @param {string} output what the failed tool printed
 * @returns {string} one line
 */
export function explainFailure(step, output) {
  const plain = withoutColour(output);
  if (step === "build") {
    const error = firstBuildError(plain);
    if (error !== "") return `the build failed: ${error}`;
  }
  const flat = plain.replace(/\s+/g, " ");
  return CAUSES.find(({ sign }) => sign.test(flat))?.reason ?? OTHERWISE[step];
}

/**
 * The end of what a tool printed, without its warnings.
 * @param {string} output
 * @param {number} linesMax
 */
export function usefulTail(output, linesMax) {
  const lines = withoutColour(output).split(/\r?\n/);
  const useful = lines.filter((line) => line.trim() !== "" && !/^\s*(npm warn|\[WARN\]|.*: \[WARN\])/i.test(line));
  return useful.slice(-linesMax).join("\n");
}

/** The first compiler error, after the name of its package. @param {string} output */
function firstBuildError(output) {
  const line = output.split(/\r?\n/).find((text) => /\berror TS\d+:/.test(text)) ?? "";
  return line.replace(/^(\S+):build: /, "$1: ").trim();
}

/** @param {string} output */
function withoutColour(output) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what starts a colour
  return output.replace(/\u001b\[[0-9;]*m/g, "");
}
