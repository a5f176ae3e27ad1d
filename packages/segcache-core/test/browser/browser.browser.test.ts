// The built package, bundled as a page's author would, in a real browser: Chromium without a window, the page's title its answer.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const PACKAGE = join(import.meta.dirname, "../..");
const CHROMIUM = process.env.CHROMIUM ?? "chromium";

const hasBrowser = await run(CHROMIUM, ["--version"]).then(
  () => true,
  () => false,
);
if (!hasBrowser)
  console.warn("SKIPPED: no chromium (Debian package chromium, or its path in CHROMIUM): nothing ran in a browser");

let server: Server;
let profile: string;
const files = new Map<string, readonly [type: string, body: string]>();

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(PACKAGE, "dist/index.js")],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  files.set("/", ["text/html", '<!doctype html><title>running</title><script type="module" src="page.js"></script>']);
  files.set("/page.js", ["text/javascript", await readFile(join(import.meta.dirname, "page.js"), "utf8")]);
  files.set("/segcache-core.js", ["text/javascript", outputFiles[0]?.text ?? ""]);
  profile = await mkdtemp(join(tmpdir(), "segcache-core-browser-"));
  server = createServer(({ url }, response) => {
    const [type, body] = files.get(url ?? "") ?? ["text/plain", undefined];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});

it.runIf(hasBrowser || process.env.CI !== undefined)(
  "does in a page and in its worker what it does in Node",
  async () => {
    const { port } = server.address() as AddressInfo;
    const { stdout } = await run(
      CHROMIUM,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        `--user-data-dir=${profile}`,
        // Counts only while nothing is under way: timers run ahead, work is waited for.
        "--virtual-time-budget=120000",
        "--dump-dom",
        `http://127.0.0.1:${port}/`,
      ],
      { timeout: 150_000, killSignal: "SIGKILL" },
    );
    expect(/<title>([^<]*)<\/title>/.exec(stdout)?.[1]).toBe("fine");
  },
);
