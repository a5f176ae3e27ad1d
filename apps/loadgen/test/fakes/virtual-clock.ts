// Virtual time: events stand in a queue and time jumps from one to the next, so a load of minutes runs at once and
// always in the same order.
import type { Clock } from "../../src/clock.ts";

interface Event {
  readonly atUs: number;
  readonly run: () => void;
}

export class VirtualClock implements Clock {
  private us = 0;
  private events: Event[] = [];

  nowUs(): number {
    return this.us;
  }

  after(delayUs: number, run: () => void): Event {
    const event = { atUs: this.us + delayUs, run };
    // Behind the events of the same time: first in, first out.
    const at = this.events.findIndex((other) => other.atUs > event.atUs);
    this.events.splice(at === -1 ? this.events.length : at, 0, event);
    return event;
  }

  every(intervalMs: number, tick: () => void): () => void {
    const again = (): void => {
      next = this.after(intervalMs * 1000, again);
      tick();
    };
    let next = this.after(intervalMs * 1000, again);
    return () => {
      this.events = this.events.filter((event) => event !== next);
    };
  }

  wakeAt(atUs: number, run: () => void): () => void {
    const event = this.after(Math.max(0, atUs - this.us), run);
    return () => {
      this.events = this.events.filter((other) => other !== event);
    };
  }

  /** Lets time pass until `promise` settles.   @throws when nothing is left that could settle it. */
  async settle<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settled = (): void => {
      isSettled = true;
    };
    promise.then(settled, settled);
    for (let idleTurns = 0; !isSettled; ) {
      const event = this.events.shift();
      idleTurns = event === undefined ? idleTurns + 1 : 0;
      if (idleTurns > 100) throw new Error("the promise is pending and no event is left");
      if (event !== undefined) {
        this.us = event.atUs;
        event.run();
      }
      // Lets every promise that the event resolved run its course before time goes on.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return promise;
  }
}
