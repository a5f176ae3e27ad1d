// Is there an order of a key's calls, each taking effect at one moment between its beginning and its end, that explains all
// results? The search of J. M. Wing and C. Gong ("Testing and verifying concurrent objects", 1993) with G. Lowe's memory of
// what has been tried ("Testing for linearizability", 2017): calls are lifted out of the history one after another as if
// they took effect then, and put back where that leads nowhere.

/** One call: when it began and ended, by a counter common to all threads, what was asked and what was answered. */
export interface Call {
  readonly thread: number;
  readonly key: string;
  readonly act: "get" | "set" | "add" | "delete" | "increment";
  /** The text to store. */
  readonly value?: string;
  readonly result: string | number | boolean | undefined;
  readonly began: number;
  readonly ended: number;
}

type State = string | undefined;

/** The key's next state if a call may answer as it did in this one; else null. */
function step(state: State, { act, value, result }: Call): State | null {
  switch (act) {
    case "get":
      return result === state ? state : null;
    case "set":
      return result === true ? value : null;
    case "add":
      return result === (state === undefined) ? (state ?? value) : null;
    case "delete":
      return result === (state !== undefined) ? undefined : null;
    case "increment":
      return result === Number(state ?? 0) + 1 ? String(result) : null;
  }
}

/** The beginning or the end of a call, in a list in order of time. */
interface Event {
  readonly call: number;
  readonly isBegin: boolean;
  readonly time: number;
  before: Event;
  after: Event | undefined;
}

interface Choice {
  readonly begin: Event;
  readonly stateBefore: State;
}

export function isLinearizable(history: readonly Call[]): boolean {
  const { head, ends } = eventsOf(history);
  let state: State;
  let done = 0n;
  const tried = new Set<string>();
  const choices: Choice[] = [];
  let event = head.after;
  while (head.after !== undefined) {
    if (event?.isBegin === true) {
      const next = step(state, history[event.call]);
      const doneThen = done | (1n << BigInt(event.call));
      const name = `${doneThen.toString(36)} ${next === undefined ? "-" : `=${next}`}`;
      if (next !== null && !tried.has(name)) {
        tried.add(name);
        choices.push({ begin: event, stateBefore: state });
        state = next;
        done = doneThen;
        lift(event, ends[event.call]);
        event = head.after;
      } else {
        event = event.after;
      }
      continue;
    }
    const last = choices.pop(); // a call has ended that could not be explained: another choice is needed
    if (last === undefined) return false;
    state = last.stateBefore;
    done &= ~(1n << BigInt(last.begin.call));
    putBack(last.begin, ends[last.begin.call]);
    event = last.begin.after;
  }
  return true;
}

/** Keys whose calls have no such order. Keys are independent of one another, so each is looked at alone. */
export function contradictions(history: readonly Call[]): string[] {
  const keys = [...new Set(history.map(({ key }) => key))];
  return keys.filter((key) => !isLinearizable(history.filter((call) => call.key === key)));
}

function eventsOf(history: readonly Call[]): { head: Event; ends: Event[] } {
  const times = history.flatMap(({ began, ended }, call) => [
    { call, isBegin: true, time: began },
    { call, isBegin: false, time: ended },
  ]);
  times.sort((one, other) => one.time - other.time);
  const head = { call: -1, isBegin: false, time: -1 } as Event;
  const ends: Event[] = [];
  let before = head;
  for (const time of times) {
    const event: Event = { ...time, before, after: undefined };
    before.after = event;
    before = event;
    if (!event.isBegin) ends[event.call] = event;
  }
  return { head, ends };
}

function unlink(event: Event): void {
  event.before.after = event.after;
  if (event.after !== undefined) event.after.before = event.before;
}

function relink(event: Event): void {
  event.before.after = event;
  if (event.after !== undefined) event.after.before = event;
}

function lift(begin: Event, end: Event): void {
  unlink(begin);
  unlink(end);
}

function putBack(begin: Event, end: Event): void {
  relink(end);
  relink(begin);
}
