// Headless Chromium, to see whether a page draws what it should.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];
const TIMEOUT_MS = 90_000;

/** The program's name; where the tests must run (CI), a missing one is an error. */
export function findChromium(): string | undefined {
  const found = PROGRAMS.find((program) => spawnSync(program, ["--version"]).status === 0);
  if (found !== undefined) return found;
  if (process.env.CI) throw new Error("Chromium is missing: install the package chromium");
  console.warn("SKIPPED: the tests of the HTML report need Chromium, which is not installed");
  return undefined;
}

export interface Shown {
  /** The document once its scripts have run. */
  readonly dom: string;
  /** What scripts and the content policy complained about. */
  readonly complaints: readonly string[];
}

/** Opens a file without any network.   @param screenshot where to leave a picture. */
export function show(program: string, path: string, screenshot: string): Shown {
  const profile = mkdtempSync(join(tmpdir(), "loadgen-chromium-"));
  const common = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    `--user-data-dir=${profile}`,
  ];
  const offline = "--host-resolver-rules=MAP * ~NOTFOUND";
  const url = pathToFileURL(path).href;
  const results = ["--enable-logging=stderr", "--dump-dom", `--screenshot=${screenshot}`];
  const options = { encoding: "utf8", timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 ** 2 } as const;
  try {
    const ended = spawnSync(program, [...common, offline, "--window-size=1000,2000", ...results, url], options);
    const { status, signal, stdout: dom, stderr } = ended;
    if (status !== 0) throw new Error(`${program} ended with ${status ?? signal}: ${stderr}`);
    const complaints = stderr.split("\n").filter((line) => /CONSOLE|Uncaught|Content Security Policy/.test(line));
    return { dom, complaints };
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
