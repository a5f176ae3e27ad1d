import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { outputOf } from "../test/support/run-script.ts";
import { isTlsSocket } from "./tls.ts";

test("the program does not load Node's TLS until it is asked for", () => {
  const isLoaded = `process.moduleLoadList.includes("NativeModule tls")`;
  const script = `
    await import("./service.ts");
    const before = ${isLoaded};
    const { tls } = await import("./tls.ts");
    const isThere = typeof tls().createServer === "function";
    process.stdout.write([before, isThere, ${isLoaded}].join());`;
  expect(outputOf(script)).toBe("false,true,true");
});

test("sockets of TLS are told from others", () => {
  expect(isTlsSocket(new Socket())).toBe(false);
  expect(isTlsSocket(new TLSSocket(new Duplex({ read() {} }) as Socket))).toBe(true);
});
