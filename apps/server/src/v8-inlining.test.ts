import { expect, test } from "vitest";
import { outputOf } from "../test/support/run-script.ts";

/** What V8 tells of inlining a function of some 800 bytes of bytecode into its caller. */
function traceAfter(setUp: string): string {
  const script = `
    import { inlineFurther } from "./v8-inlining.ts";
    ${setUp}
    const terms = Array.from({ length: 90 }, (_, i) => "(a * " + (i + 2) + ")").join(" + ");
    const callee = new Function("a", "return " + terms + ";");
    const caller = (a) => callee(a) + 1;
    const prepare = new Function("f", "%PrepareFunctionForOptimization(f);");
    const optimize = new Function("f", "%OptimizeFunctionOnNextCall(f);");
    prepare(callee);
    prepare(caller);
    caller(1);
    optimize(caller);
    caller(2);`;
  return outputOf(script, ["--allow-natives-syntax", "--trace-turbo-inlining", "--no-maglev"]);
}

const INLINED = /^Inlining .* into .*caller/m;

test("by itself V8 does not inline a long function", () => {
  expect(traceAfter("")).not.toMatch(INLINED);
});

test("it does when it is to inline further", () => {
  expect(traceAfter("inlineFurther();")).toMatch(INLINED);
});
