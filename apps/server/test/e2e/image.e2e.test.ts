// The Dockerfile, as far as it can be tried without a container engine: what it copies and names exists, and the folder
// that its last stage gets is a server that runs by itself.

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "segcache-free-port";
import { expect, test } from "vitest";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const SERVER = join(ROOT, "apps/server");

interface Instruction {
  readonly name: string;
  readonly text: string;
}

function instructionsOf(dockerfile: string): Instruction[] {
  const joined = dockerfile.replaceAll(/^#.*\n/gm, "").replaceAll(/\\\n\s*/g, " ");
  return joined.split("\n").flatMap((line) => {
    const parts = /^([A-Z]+) (.*)$/.exec(line);
    if (parts === null) return line.trim() === "" ? [] : [{ name: "?", text: line }];
    return [{ name: parts[1]!, text: parts[2]! }];
  });
}

const instructions = instructionsOf(readFileSync(join(SERVER, "Dockerfile"), "utf8"));

function textsOf(name: string): string[] {
  return instructions.filter((one) => one.name === name).map(({ text }) => text);
}

function manifestOf(folder: string): { readonly packageManager: string; readonly engines: { readonly node: string } } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

test("the Dockerfile's instructions are known ones, and what they name exists", () => {
  const known = ["FROM", "WORKDIR", "COPY", "RUN", "USER", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"];
  expect(instructions.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  const [major, minor] = />=(\d+)\.(\d+)/.exec(manifestOf(SERVER).engines.node)!.slice(1).map(Number);
  for (const base of textsOf("FROM")) {
    const version = /^node:(\d+)(?:\.(\d+))?-slim( AS build)?$/.exec(base)!.slice(1).map(Number);
    expect(version[0]! > major! || (version[0] === major && version[1]! >= minor!), base).toBe(true);
  }
  const stages = textsOf("FROM").flatMap((base) => / AS (\w+)$/.exec(base)?.[1] ?? []);
  const sources = textsOf("COPY").map((text) => /^(?:--from=(\w+) )?(\S+) (\S+)$/.exec(text)!);
  for (const [, stage, source] of sources) {
    if (stage === undefined) expect(existsSync(join(ROOT, source!)), source).toBe(true);
    else expect(stages).toContain(stage);
  }
  for (const name of ["ENTRYPOINT", "CMD"])
    for (const text of textsOf(name)) expect(JSON.parse(text)).toBeInstanceOf(Array);
  const pnpm = new Set(
    [
      ...textsOf("RUN")
        .join(" ")
        .matchAll(/pnpm@\S+/g),
    ].map(([version]) => version),
  );
  expect([...pnpm]).toEqual([manifestOf(ROOT).packageManager]);
});

test("the folder that the last stage gets serves by itself", async () => {
  const [copied] = textsOf("COPY").filter((text) => text.startsWith("--from="));
  const [, from, to] = copied!.split(" ");
  const [program, entry] = JSON.parse(textsOf("ENTRYPOINT")[0]!) as string[];
  expect([program, to]).toEqual(["node", dirname(dirname(entry!))]);
  const deploy = /pnpm@\S+ (--filter segcache-server deploy .*) (\S+)$/.exec(textsOf("RUN")[0]!)!;
  expect(deploy[2]).toBe(from);
  const directory = mkdtempSync(join(tmpdir(), "image-"));
  const folder = join(directory, "server");
  try {
    await promisify(execFile)(join(ROOT, "node_modules/.bin/pnpm"), [...deploy[1]!.split(" "), folder], { cwd: ROOT });
    const port = await freePort();
    const args = JSON.parse(textsOf("CMD")[0]!) as string[];
    const path = join(folder, entry!.slice(to!.length));
    const server = new ServerProcess(port, [...args, "--port", String(port)], { path });
    await server.until("ready");
    const client = await RawClient.open(port);
    expect(await client.request("SET a 1")).toBe("+OK");
    client.destroy();
    expect(await server.stop()).toMatchObject({ code: 0, stderr: "" });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
