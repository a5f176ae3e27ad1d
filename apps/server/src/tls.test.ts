// In a process of its own, which has loaded nothing else.

import { spawnSync } from "node:child_process";
import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { isTlsSocket } from "./tls.ts";

function evaluate(script: string): string {
  const flags = ["--conditions=source", "--input-type=module-typescript", "--eval"];
  const options = { cwd: import.meta.dirname, encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, script], options);
  if (stdout === "") throw new Error(stderr);
  return stdout;
}

test("the program does not load Node's TLS until it is asked for", () => {
  const isLoaded = `process.moduleLoadList.includes("NativeModule tls")`;
  const script = `
    await import("./service.ts");
    const before = ${isLoaded};
    const { tls } = await import("./tls.ts");
    const isThere = typeof tls().createServer === "function";
    process.stdout.write([before, isThere, ${isLoaded}].join());`;
  expect(evaluate(script)).toBe("false,true,true");
});

test("sockets of TLS are told from others", () => {
  expect(isTlsSocket(new Socket())).toBe(false);
  expect(isTlsSocket(new TLSSocket(new Duplex({ read() {} }) as Socket))).toBe(true);
});
