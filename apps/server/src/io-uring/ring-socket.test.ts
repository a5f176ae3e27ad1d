import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { type RingRequests, RingSocket } from "./ring-socket.ts";

const PLACE = 7;
const DESCRIPTOR = 42;
const CANCELLED = -125;
const NO_BUFFERS = -105;
const CONNECTION_RESET = -104;

/** A ring that only writes down what it is asked for. */
class TestRing implements RingRequests {
  submissions = 0;
  asked: string[] = [];
  late: RingSocket[] = [];

  submit(): void {
    this.asked.push("submit");
    this.submissions++;
  }
  receive(place: number, descriptor: number): void {
    this.asked.push(`receive ${place} ${descriptor}`);
  }
  cancelReceive(place: number): void {
    this.asked.push(`cancel ${place}`);
  }
  send(place: number, descriptor: number, buffer: Uint8Array, start: number, end: number): void {
    this.asked.push(`send ${place} ${descriptor} ${textOf(buffer, start, end)}`);
  }
  deliverLater(socket: RingSocket): void {
    this.late.push(socket);
  }
  giveUp(place: number): void {
    this.asked.push(`give up ${place}`);
  }

  /** What was asked for since the last call. */
  take(): string[] {
    const { asked } = this;
    this.asked = [];
    return asked;
  }
}

let ring: TestRing;
let socket: RingSocket;
/** What the owner was told. */
let told: string[];

function textOf(buffer: Uint8Array, start: number, end: number): string {
  return Buffer.from(buffer.subarray(start, end)).toString();
}

/** Has a receive bring something, in a buffer that is used for something else right after. */
function bring(text: string, goesOn = true): void {
  const bytes = Uint8Array.from(Buffer.from(`..${text}..`)); // no Buffer, whose slice() does not copy
  socket.received(bytes, 2, text.length, goesOn);
  bytes.fill(0x23);
}

function fail(result: number): void {
  socket.received(new Uint8Array(0), 0, result, false);
}

/** Has the ring do what it was asked to do later. */
function deliver(): void {
  for (const one of ring.late.splice(0)) one.deliverLate();
}

beforeEach(() => {
  ring = new TestRing();
  told = [];
  socket = new RingSocket(ring, PLACE, DESCRIPTOR, {
    take: (bytes, start, length) => told.push(textOf(bytes, start, start + length)),
    ended: () => told.push("ended"),
    unsent: (buffer, start, end) => told.push(`unsent ${textOf(buffer, start, end)}`),
  });
});

test("what comes is taken as it comes, and asked for once", () => {
  bring("a");
  bring("bc");
  expect(told).toEqual(["a", "bc"]);
  expect(ring.take()).toEqual(["receive 7 42"]);
});

test.each([
  ["the ring gave it up with bytes", () => bring("a", false)],
  ["the system had no buffer left", () => fail(NO_BUFFERS)],
  ["it was interrupted", () => fail(-4)],
  ["there was nothing after all", () => fail(-11)],
])("a receive is asked for again where %s", (_, end) => {
  ring.take();
  end();
  expect(ring.take()).toEqual(["receive 7 42"]);
  expect(told).not.toContain("ended");
});

test.each([0, CONNECTION_RESET])("the end of what a client sends is told: %i", (result) => {
  ring.take();
  bring("a");
  fail(result);
  expect(told).toEqual(["a", "ended"]);
  expect(ring.take()).toEqual([]);
});

test("a paused socket has nothing taken; what was under way is taken when it goes on", () => {
  socket.pause();
  socket.pause();
  expect(ring.take()).toEqual(["receive 7 42", "cancel 7"]);
  bring("a");
  bring("b");
  fail(CANCELLED);
  expect([told, ring.take()]).toEqual([[], []]);
  socket.resume();
  expect(told).toEqual([]); // whoever resumes it has something to do first
  deliver();
  expect(told).toEqual(["a", "b"]);
  expect(ring.take()).toEqual(["receive 7 42"]);
});

test("a socket that goes on before its receive was cancelled asks for another when it is", () => {
  socket.pause();
  socket.resume();
  bring("a");
  ring.take();
  fail(CANCELLED);
  expect(told).toEqual(["a"]);
  expect(ring.take()).toEqual(["receive 7 42"]);
});

test("what comes while other bytes still wait to be taken stays behind them", () => {
  socket.pause();
  bring("a");
  socket.resume();
  bring("b");
  expect(told).toEqual([]);
  deliver();
  expect(told).toEqual(["a", "b"]);
});

test("an owner that pauses it again while it takes what was late has the rest later", () => {
  socket = new RingSocket(ring, PLACE, DESCRIPTOR, {
    take: (bytes, start, length) => {
      told.push(textOf(bytes, start, start + length));
      socket.pause();
    },
    ended: () => told.push("ended"),
    unsent: () => {},
  });
  socket.pause();
  bring("a");
  bring("b");
  fail(0);
  socket.resume();
  deliver();
  expect(told).toEqual(["a"]);
  socket.resume();
  deliver();
  expect(told).toEqual(["a", "b"]);
  socket.resume();
  deliver();
  expect(told).toEqual(["a", "b", "ended"]);
});

test("the end is told once, however often the socket is paused and goes on", () => {
  fail(0);
  for (let i = 0; i < 2; i++) {
    socket.pause();
    socket.resume();
  }
  deliver();
  expect(told).toEqual(["ended"]);
  expect(ring.take()).toEqual(["receive 7 42"]);
});

test("the rest of a send that falls short is the owner's, and an error means all of it", () => {
  const replies = Buffer.from("0123456789");
  socket.send(replies, 2, 8);
  socket.fellShort(4);
  ring.submit();
  socket.send(replies, 8, 10);
  socket.fellShort(-11);
  expect(told).toEqual(["unsent 67", "unsent 89"]);
});

test("a second send before the ring was submitted has it submitted first", () => {
  ring.take();
  const replies = Buffer.from("0123456789");
  socket.send(replies, 0, 2);
  socket.send(replies, 2, 4);
  expect(ring.take()).toEqual(["send 7 42 01", "submit", "send 7 42 23"]);
  ring.submit();
  ring.take();
  socket.send(replies, 4, 6);
  expect(ring.take()).toEqual(["send 7 42 45"]);
});

test("a closed socket gives its place up when nothing of it is under way, and its owner hears no more", () => {
  ring.take();
  socket.send(Buffer.from("x"), 0, 1);
  socket.close();
  socket.close();
  expect(ring.take()).toEqual(["send 7 42 x", "cancel 7"]);
  bring("a");
  socket.fellShort(-9);
  expect(ring.take()).toEqual([]);
  fail(CANCELLED);
  expect([told, ring.take()]).toEqual([[], ["give up 7"]]);
});

test("one that has ended, or is paused, is closed as well", () => {
  fail(0);
  ring.take();
  socket.close();
  expect(ring.take()).toEqual(["give up 7"]);
  socket = new RingSocket(ring, PLACE, DESCRIPTOR, { take: () => {}, ended: () => {}, unsent: () => {} });
  socket.pause();
  ring.take();
  socket.close();
  expect(ring.take()).toEqual([]); // it was cancelled when it was paused
  fail(CANCELLED);
  expect(ring.take()).toEqual(["give up 7"]);
});

test("whatever happens, bytes are taken in their order, once, and never while it is paused", () => {
  const steps = fc.array(
    fc.constantFrom("bring", "bring last", "cancelled", "no buffers", "pause", "resume", "deliver"),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (names) => {
      const taken: number[] = [];
      let isPaused = false;
      let number = 0;
      ring = new TestRing();
      socket = new RingSocket(ring, PLACE, DESCRIPTOR, {
        take: (bytes, start) => {
          expect(isPaused).toBe(false);
          taken.push(bytes[start]!);
        },
        ended: () => expect.unreachable(),
        unsent: () => {},
      });
      const isReceiving = (): boolean => {
        const last = ring.asked.findLastIndex((text) => text.startsWith("receive") || text === "over");
        return ring.asked[last] !== "over";
      };
      const received = (result: number, goesOn: boolean): void => {
        if (!isReceiving()) return;
        if (!goesOn) ring.asked.push("over");
        socket.received(Uint8Array.of(number), 0, result, goesOn);
        if (result > 0) number++;
      };
      const act: Readonly<Record<string, () => void>> = {
        bring: () => received(1, true),
        "bring last": () => received(1, false),
        cancelled: () => received(CANCELLED, false),
        "no buffers": () => received(NO_BUFFERS, false),
        pause: () => {
          isPaused = true;
          socket.pause();
        },
        resume: () => {
          isPaused = false;
          socket.resume();
        },
        deliver,
      };
      for (const name of names) act[name]!();
      act.resume!();
      deliver();
      expect(taken).toEqual(Array.from({ length: number }, (_, i) => i));
      expect(isReceiving()).toBe(true);
    }),
  );
});
