// The messages here are cut from what npm 11, pnpm 12, tsc 7 and turbo 2 print.
import { describe, expect, test } from "vitest";
import { explainFailure, usefulTail } from "./failure.mjs";

describe("explainFailure", () => {
  test.each([
    ["npm error code ECONNREFUSED\nnpm error address: '127.0.0.1',", /no network/],
    ["npm error network request to http://x/pnpm failed, reason: getaddrinfo ENOTFOUND x", /no network/],
    ["npm error code EAI_AGAIN", /no network/],
    [
      "Error: ERR_PNPM_META_FETCH_FAIL\n  × installing dependencies\n  ╰─▶ Failed to fetch metadata\n      from http://x/y: error sending request:\n      client error (Connect)",
      /no network/,
    ],
    ["[WARN] GET http://x/y.tgz error (ETIMEDOUT). Will retry in 1m.", /no network/],
    ["npm error code EACCES\nnpm error syscall mkdir", /no write permission/],
    ["Error: EPERM: operation not permitted, open 'x'", /no write permission/],
    ["  ╰─▶ Failed to create the directory: Permission\n      denied (os error 13)", /no write permission/],
    ["  ╰─▶ Failed to create virtual store slot: Read-only file system (os error\n      30)", /read-only/],
    ["EROFS: read-only file system, access '/x'", /read-only/],
    ["npm error code ENOSPC", /disk is full/],
    ['  ╰─▶ Failed to write to file at "x": No space left\n      on device (os error 28)', /disk is full/],
    ["npm error code ETARGET\nnpm error notarget No matching version found", /does not have a package/],
    ["npm error code E404", /does not have a package/],
    ["npm error code E403", /refuses access/],
    ["npm error code SELF_SIGNED_CERT_IN_CHAIN", /certificate/],
    ["Error: ERR_PNPM_OUTDATED_LOCKFILE", /pnpm-lock.yaml does not match/],
    ["npm error code EBADENGINE", /Node is too old/],
    ["node: /lib/libc.so.6: version `GLIBC_2.28' not found", /C library/],
    ["\nspawn npx ENOENT", /npx is not on PATH/],
    ["npm error code EINTEGRITY", /damaged/],
    ["something else", /^the dependencies could not be installed$/],
  ])("%j", (output, reason) => {
    expect(explainFailure("install", output)).toMatch(reason);
  });

  test("a full disk goes before the download that failed for it", () => {
    expect(explainFailure("install", "GET http://x ECONNRESET\nNo space left on device")).toMatch(/disk is full/);
  });

  test("a warning about another package's engine is no reason", () => {
    const output =
      '[WARN] Unsupported engine for a@1: wanted: {"node":">=22"} (current: {"node":"20.0.0"})\nnpm error code ENOSPC';
    expect(explainFailure("install", output)).toMatch(/disk is full/);
  });

  test("a build that does not compile names its first error", () => {
    const output =
      "segcache-core:build: $ tsc\n\u001b[31msegcache-core:build: src/a.ts(1,2): error TS2322: Type 'x'.\u001b[0m\nb.ts(2,2): error TS1: y";
    expect(explainFailure("build", output)).toBe(
      "the build failed: segcache-core: src/a.ts(1,2): error TS2322: Type 'x'.",
    );
  });

  test("a build may fail for the machine's reasons too", () => {
    expect(explainFailure("build", "ENOSPC: no space left on device")).toMatch(/disk is full/);
    expect(explainFailure("build", "")).toBe("the build failed");
  });

  test("the reason is one line, whatever came out", () => {
    for (const output of ["a\nb\nc", "EACCES\nb", "x.ts(1,1): error TS1: a\nb"]) {
      expect(explainFailure("install", output)).not.toContain("\n");
      expect(explainFailure("build", output)).not.toContain("\n");
    }
  });
});

test("usefulTail drops warnings, colours and empty lines, and keeps the end", () => {
  const output = "one\nnpm warn x\n\n[WARN] y\na:build: [WARN] z\n\u001b[31mtwo\u001b[0m\nthree\n";
  expect(usefulTail(output, 10)).toBe("one\ntwo\nthree");
  expect(usefulTail(output, 2)).toBe("two\nthree");
});
