import { describe, expect, test } from "vitest";
import { codeOf, modulesOf } from "./code.ts";

describe("codeOf", () => {
  test.each([
    ["a // b\nc", "a  \nc"],
    ["a /* b\n */ c", "a   c"],
    ['x = "// no" + y', 'x = "" + y'],
    ["x = 'it\\'s' + y", 'x = "" + y'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template inside the source under test
    ["x = `a ${f(`b ${'}'}`)} c` + y", 'x = "" + y'],
    ["x = /['\"`/]/g.test(y) // z", 'x = ""g.test(y)  '],
    ["x = a / b / c; // d", "x = a / b / c;  "],
  ])("%j", (source, code) => {
    expect(codeOf(source)).toBe(code);
  });

  test("ends on unfinished input", () => {
    for (const source of ["'a", "`a", "`a ${", "/* a", "x = /a", "// a"]) expect(codeOf(source)).not.toContain("a");
  });
});

describe("modulesOf", () => {
  test.each([
    ['import { a } from "./a.ts";', ["./a.ts"]],
    ['import type { A } from "./a.ts";', ["./a.ts"]],
    ['import {\n  a,\n  type B,\n} from "pkg/sub";', ["pkg/sub"]],
    ['import a, * as b from "b";', ["b"]],
    ['import "./effect.ts";', ["./effect.ts"]],
    ['export * from "./a.ts";\nexport { b } from "./b.ts";', ["./a.ts", "./b.ts"]],
    ['const a = await import("./a.ts");', ["./a.ts"]],
    ['new Worker(new URL("./worker.ts", import.meta.url));', ["./worker.ts"]],
    ['// import { a } from "./a.ts";', []],
    ['const text = 1; /* from "x" */', []],
  ])("%j", (source, modules) => {
    expect(modulesOf(source)).toEqual(modules);
  });
});
