import { expect, test } from "vitest";
import { portPair, settled } from "../../test/support/thread-lines.ts";
import { Line } from "./line.ts";

type ToServer = { double: readonly [number, number]; note: readonly [string, null]; slow: readonly [null, string] };
type ToClient = { name: readonly [null, string] };

function lines(notes: string[] = [], slow: Promise<string> = Promise.resolve("done")): Line<ToServer, ToClient> {
  const [here, there] = portPair();
  const client = new Line<ToServer, ToClient>(here);
  const server = new Line<ToClient, ToServer>(there);
  client.serve({ name: () => "client" });
  server.serve({
    double: (number) => 2 * number,
    note: (text) => {
      notes.push(text);
      return null;
    },
    slow: () => slow,
  });
  return client;
}

test("questions get their own answers, whatever the order", async () => {
  let finish = (_text: string): void => {};
  const line = lines(
    [],
    new Promise((resolve) => {
      finish = resolve;
    }),
  );
  const slow = line.ask("slow", null);
  expect(await line.ask("double", 4)).toBe(8);
  expect(await Promise.all([line.ask("double", 1), line.ask("double", 2)])).toEqual([2, 4]);
  finish("at last");
  expect(await slow).toBe("at last");
});

test("what is told arrives in order and is not answered", async () => {
  const notes: string[] = [];
  const line = lines(notes);
  line.tell("note", "a");
  line.tell("note", "b");
  await settled();
  expect(notes).toEqual(["a", "b"]);
});

test("when the other side is gone nobody waits for it", async () => {
  const notes: string[] = [];
  const line = lines(notes, new Promise(() => {}));
  const open = line.ask("slow", null);
  line.close();
  expect(await open).toBeUndefined();
  expect(await line.ask("double", 1)).toBeUndefined();
  line.tell("note", "too late");
  await settled();
  expect(notes).toEqual([]);
});
