import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSocketPair, type SocketPair, until } from "../../test/support/socket-pair.ts";
import { descriptorOf } from "../socket-handle.ts";
import { type RingResources, releaseRing } from "./ring.ts";
import { RingLoop } from "./ring-loop.ts";
import type { RingSocket } from "./ring-socket.ts";

const KIB = 1024;
/** What all of a ring's buffers hold. */
const BUFFERS_BYTES = 2048 * KIB;

/** A ring is the system's for good, and of one thread: the tests of this file share one. */
const turns = {
  /** What is done at the end of each turn. */
  end: [] as (() => void)[],
  isUnderWay: false,
  count: 0,
};
const loop = RingLoop.find({
  begin: () => {
    turns.isUnderWay = true;
    turns.count++;
  },
  end: () => {
    for (const work of turns.end.splice(0)) work();
    turns.isUnderWay = false;
  },
});
if (loop === undefined) console.warn("SKIPPED: the tests of the ring's loop, for want of io_uring and node:ffi");

interface End {
  readonly client: Socket;
  readonly accepted: Socket;
  readonly ring: RingSocket;
  /** What has been taken. */
  received: string;
  hasEnded: boolean;
  unsent: string;
  /** What is done with each read. */
  onTake: () => void;
}

let pairs: SocketPair[];

async function open(): Promise<End> {
  const pair = await openSocketPair({ pauseOnConnect: true, noDelay: true });
  pairs.push(pair);
  const { client, accepted } = pair;
  const end: { -readonly [K in keyof End]: End[K] } = {
    client,
    accepted,
    ring: undefined as unknown as RingSocket,
    received: "",
    hasEnded: false,
    unsent: "",
    onTake: () => {},
  };
  end.ring = loop!.open(descriptorOf(accepted), {
    take: (bytes, start, length) => {
      expect(turns.isUnderWay).toBe(true);
      end.received += Buffer.from(bytes.subarray(start, start + length)).toString("latin1");
      end.onTake();
    },
    ended: () => {
      end.hasEnded = true;
    },
    unsent: (buffer, start, stop) => {
      end.unsent += Buffer.from(buffer.subarray(start, stop)).toString("latin1");
    },
  });
  accepted.on("error", () => {});
  accepted.on("close", () => end.ring.close());
  return end;
}

/** Sends outside a turn. */
function send(end: End, text: string): void {
  const bytes = Buffer.from(text, "latin1");
  end.ring.send(bytes, 0, bytes.length);
  loop!.submit();
}

beforeEach((context) => {
  if (loop === undefined) context.skip();
  pairs = [];
});

afterEach(async () => {
  await Promise.all(pairs.map((pair) => pair.close()));
});

test("what clients send is taken, and what is sent reaches them", async () => {
  const ends = [await open(), await open()];
  for (const [i, end] of ends.entries()) {
    end.client.write(`hello ${i}`);
    await until(() => end.received === `hello ${i}`);
    send(end, `welcome ${i}`);
    const [chunk] = (await once(end.client, "data")) as [Buffer];
    expect(chunk.toString()).toBe(`welcome ${i}`);
  }
});

test("connections that wait to be accepted need not wait for a turn each", async () => {
  const others = await Promise.all([open(), open()]);
  const opened: number[] = [];
  const accepted: Socket[] = [];
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    opened.push(turns.count);
    const ring = loop!.open(descriptorOf(socket), { take: () => {}, ended: () => {}, unsent: () => {} });
    accepted.push(socket.on("close", () => ring.close()));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const end of others) end.onTake = () => end.client.write("again"); // the loop has turns to take all the time
  for (const end of others) end.client.write("and");
  const clients = Array.from({ length: 40 }, () => connect(port, "127.0.0.1"));
  await until(() => opened.length === clients.length);
  for (const end of others) end.onTake = () => {};
  expect(opened.at(-1)! - opened[0]!).toBeLessThan(10);
  for (const socket of [...clients, ...accepted]) socket.destroy();
  server.close();
  await once(server, "close");
});

test("replies that are sent in a turn leave when it has ended", async () => {
  const end = await open();
  const reply = Buffer.from("pong");
  end.onTake = () => turns.end.push(() => end.ring.send(reply, 0, reply.length));
  for (let i = 0; i < 20; i++) {
    end.client.write("ping");
    const [chunk] = (await once(end.client, "data")) as [Buffer];
    expect(chunk.toString()).toBe("pong");
  }
  expect(end.received).toBe("ping".repeat(20));
});

test("more than all buffers hold comes whole and in order, also from many at once", async () => {
  const ends = await Promise.all(Array.from({ length: 20 }, open));
  const texts = ends.map((_, i) => Array.from({ length: BUFFERS_BYTES / 8 / KIB }, (_, k) => `${i}:${k};`.padEnd(KIB)));
  for (const [i, end] of ends.entries()) end.client.write(texts[i]!.join(""));
  const lengths = texts.map((parts) => parts.length * KIB);
  await until(() => ends.every((end, i) => end.received.length === lengths[i]));
  for (const [i, end] of ends.entries()) expect(end.received).toBe(texts[i]!.join(""));
});

test("what the system does not take is given back, and nothing of it is lost or sent twice", async () => {
  const end = await open();
  end.client.pause();
  const text = Array.from({ length: 100_000 }, (_, i) => `${i};`).join("");
  let sent = "";
  for (let i = 0; i < 40 && end.unsent === ""; i++) {
    send(end, text);
    sent += text;
  }
  expect(end.unsent).not.toBe("");
  expect(sent.endsWith(end.unsent)).toBe(true);
  let arrived = "";
  end.client.resume();
  end.client.on("data", (chunk: Buffer) => {
    arrived += chunk.toString();
  });
  const expected = sent.length - end.unsent.length;
  await until(() => arrived.length === expected);
  expect(arrived).toBe(sent.slice(0, expected));
});

test("so is what is sent when a turn ends", async () => {
  const end = await open();
  end.client.pause();
  let sent = "";
  end.onTake = () => {
    if (end.unsent !== "") return;
    const text = `${sent.length};`.repeat(30_000);
    sent += text;
    turns.end.push(() => end.ring.send(Buffer.from(text), 0, text.length));
  };
  while (end.unsent === "") {
    end.client.write("x");
    await sleep(1); // so that the ring goes on by itself meanwhile
  }
  expect(sent.endsWith(end.unsent)).toBe(true);
  let arrived = "";
  end.client.on("data", (chunk: Buffer) => {
    arrived += chunk.toString();
  });
  end.client.resume();
  const expected = sent.length - end.unsent.length;
  await until(() => arrived.length >= expected);
  expect(arrived).toBe(sent.slice(0, expected));
});

test("a paused socket has nothing taken until it goes on", async () => {
  const end = await open();
  end.ring.pause();
  end.client.write("one");
  await sleep(20);
  expect(end.received).toBe("");
  end.client.write("two");
  end.ring.resume();
  await until(() => end.received === "onetwo");
  end.onTake = () => end.ring.pause();
  end.client.write("3");
  await until(() => end.received === "onetwo3");
  end.client.write("4");
  await sleep(20);
  expect(end.received).toBe("onetwo3");
  end.ring.resume();
  await until(() => end.received === "onetwo34");
});

test("the end of what a client sends is told behind what it sent, a reset at once", async () => {
  const [polite, rude] = [await open(), await open()];
  polite.client.end("bye");
  await until(() => polite.hasEnded);
  expect(polite.received).toBe("bye");
  rude.client.resetAndDestroy();
  await until(() => rude.hasEnded);
});

test("a client sees the end of its connection although the ring waits for what it sends", async () => {
  const end = await open();
  end.accepted.destroy();
  end.client.resume();
  await once(end.client, "close");
});

test("places of closed sockets are used again", async () => {
  const before = await open();
  for (let i = 0; i < 50; i++) {
    const end = await open();
    end.client.write(`${i}`);
    await until(() => end.received === `${i}`);
    end.accepted.destroy();
    await once(end.accepted, "close");
  }
  before.client.write("still here");
  await until(() => before.received === "still here");
});

test("timers, promises and other work of Node's go on while the ring waits, and while it is busy", async () => {
  const end = await open();
  const began = performance.now();
  await sleep(30);
  expect(performance.now() - began).toBeGreaterThan(25);
  const reply = Buffer.from("x");
  let turnsTaken = 0;
  end.onTake = () => {
    turnsTaken++;
    end.ring.send(reply, 0, 1);
  };
  end.client.on("data", () => end.client.write("y")); // to and fro without end
  end.client.write("y");
  let fired = 0;
  const timer = setInterval(() => fired++, 1);
  await until(() => fired >= 5 && turnsTaken > 50);
  clearInterval(timer);
  end.client.removeAllListeners("data");
});

test("what a turn leaves for Node is done when it has yielded", async () => {
  const end = await open();
  const done: string[] = [];
  end.onTake = () => {
    void Promise.resolve().then(() => done.push("promise"));
    process.nextTick(() => done.push("tick"));
    setTimeout(() => done.push("timer"), 1);
    loop!.yield();
  };
  end.client.write("x");
  await until(() => done.length === 3);
  expect(done.at(-1)).toBe("timer");
});

test("so is what the end of the turn leaves that comes before the ring waits", async () => {
  await open();
  await sleep(5); // the ring has waited, and begins again when this goes on
  await new Promise<void>((resolve) => {
    turns.end.push(() => {
      void Promise.resolve().then(resolve);
      loop!.yield();
    });
  });
});

/** A thread that waits for what a client sends, by a ring of its own. */
const WAITING_THREAD = `
  const { parentPort } = require("node:worker_threads");
  const { createServer } = require("node:net");
  void (async () => {
    const { RingLoop } = await import(${JSON.stringify(new URL("./ring-loop.ts", import.meta.url).href)});
    const loop = RingLoop.find({ begin() {}, end() {} });
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      loop.open(socket._handle.fd, { take() { throw new Error("as told"); }, ended() {}, unsent() {} });
      parentPort.postMessage("waits");
    });
    server.listen(0, "127.0.0.1", () => parentPort.postMessage([server.address().port, loop.resources]));
  })();
`;

test.each(["is terminated", "fails"])(
  "a thread that waits in its ring %s at once, and its clients see it",
  async (how) => {
    const ringsBefore = rings();
    const worker = new Worker(WAITING_THREAD, { eval: true, execArgv: ["--conditions=source", "--no-warnings"] });
    const [[port, resources]] = (await once(worker, "message")) as [[number, RingResources]];
    const client = connect(port, "127.0.0.1").on("error", () => {});
    await once(worker, "message");
    const closed = once(client, "close");
    client.resume();
    const exited = new Promise((resolve) => worker.once("exit", resolve));
    worker.on("error", () => {});
    if (how === "is terminated") await worker.terminate();
    else client.write("x");
    await exited;
    releaseRing(resources);
    await closed;
    expect(rings()).toBe(ringsBefore);
  },
);

/** Rings of this process. */
function rings(): number {
  return openFiles().filter((name) => name.includes("io_uring")).length;
}

function openFiles(): string[] {
  return readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
}
