import { expect, test } from "vitest";
import { PostedLines } from "./posted-lines.ts";

test("lines of one turn are one message; very many are sent before", () => {
  const sent: string[] = [];
  const tasks: (() => void)[] = [];
  const lines = new PostedLines(
    (text) => sent.push(text),
    (task) => tasks.push(task),
  );
  lines.write("a\n");
  lines.write("b\n");
  expect(sent).toEqual([]);
  for (const task of tasks.splice(0)) task();
  expect(sent).toEqual(["a\nb\n"]);
  lines.write(`${"x".repeat(70_000)}\n`);
  expect(sent).toHaveLength(2);
  for (const task of tasks.splice(0)) task();
  lines.flush();
  expect(sent).toHaveLength(2); // nothing is left
});
