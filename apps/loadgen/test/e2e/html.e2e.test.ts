// The HTML reports in a real browser: they draw their charts, ask for nothing, and let nothing hostile run.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, show } from "./chromium.ts";
import { loadgen } from "./redis-server.ts";
import { SegcacheServer } from "./segcache-server.ts";

const HOSTILE = "</script><img/src=x/onerror=document.title='hurt'>";
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

const chromium = findChromium();

describe.skipIf(chromium === undefined)("an HTML report in Chromium", () => {
  let server: SegcacheServer;
  let folder: string;

  beforeAll(async () => {
    server = await SegcacheServer.start();
    folder = mkdtempSync(join(tmpdir(), "loadgen-html-"));
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** Runs a verb with --html and opens the page.   @returns how many charts it drew. */
  async function chartsOf(verb: string, args: readonly string[]): Promise<number> {
    const [html, screenshot] = [join(folder, `${verb}.html`), join(folder, `${verb}.png`)];
    const ended = await loadgen([verb, ...args, "--html", html]);
    expect([ended.exitCode, ended.stderr.includes("segcache-loadgen:")]).toEqual([0, false]);
    const { dom, complaints } = show(chromium ?? "", html, screenshot);
    expect(complaints).toEqual([]);
    expect(dom).toContain('data-drawn="yes"');
    expect(dom).toContain(`<title>${verb}: `);
    expect(readFileSync(screenshot).subarray(0, 4).equals(PNG)).toBe(true);
    return dom.match(/<canvas/g)?.length ?? 0;
  }

  test("of run has throughput, latency, hit ratio and distribution", async () => {
    const load = ["--port", `${server.port}`, "--duration", "2s", "--look-aside", "--key-prefix", HOSTILE];
    expect(await chartsOf("run", load)).toBe(4);
    expect(readFileSync(join(folder, "run.html"), "utf8")).not.toContain("<img");
  });

  test("of compare has the ratios, the rounds and the distributions", async () => {
    const other = await SegcacheServer.start();
    try {
      const load = `--port ${server.port} --against 127.0.0.1:${other.port} --requests 2000 --rounds 2`;
      expect(await chartsOf("compare", load.split(" "))).toBe(2);
    } finally {
      await other.stop();
    }
    expect(readFileSync(join(folder, "compare.html"), "utf8")).toContain("<th>B / A</th>");
  });

  test("of size, saturate and plan have the curve, the knee, and both with the table", async () => {
    const [size, knee] = [join(folder, "size.json"), join(folder, "knee.json")];
    const simulated = "--keys 20000 --distribution zipf --look-aside --requests 20000 --full --sizes 1mb,2mb,4mb";
    expect(await chartsOf("size", [...simulated.split(" "), "--json", size])).toBe(1);
    const search =
      "--step 300ms --repeats 1 --precision 0.5 --rate-min 200 --rate-max 800 --slo 3s --driver raw --prefill";
    expect(await chartsOf("saturate", ["--port", `${server.port}`, ...search.split(" "), "--json", knee])).toBe(1);
    const objective = "--peak-rate 2000 --hits 0.6".split(" ");
    expect(await chartsOf("plan", ["--size", size, "--saturate", knee, ...objective])).toBe(2);
    expect(readFileSync(join(folder, "plan.html"), "utf8")).toContain('<tr class="chosen">');
  });
});
