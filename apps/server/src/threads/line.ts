// One end of the line between the main thread and a worker. Either side asks and gets an answer, or tells and gets none;
// messages arrive in the order they were sent. When the other side is gone, open questions are answered with undefined.

/** The part of a worker, or of a worker's way to its parent, that a line needs. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
}

/** By name: what is said, and the answer. */
export type Subjects = Record<string, readonly [said: unknown, answer: unknown]>;

type Handlers<In extends Subjects> = {
  readonly [K in keyof In]: (said: In[K][0]) => In[K][1] | Promise<In[K][1]>;
};

/** `number` is 0 when no answer is wanted. */
type Message =
  | { readonly number: number; readonly subject: string; readonly said: unknown }
  | { readonly answers: number; readonly answer: unknown };

export class Line<Out extends Subjects, In extends Subjects> {
  readonly #port: Port;
  readonly #open = new Map<number, (answer: unknown) => void>();
  #lastNumber = 0;
  #isClosed = false;

  constructor(port: Port) {
    this.#port = port;
  }

  /** Answers what the other side says from now on. An error in a handler ends this thread. */
  serve(handlers: Handlers<In>): void {
    this.#port.on("message", (message) => this.#receive(message as Message, handlers));
  }

  ask<K extends keyof Out & string>(subject: K, said: Out[K][0]): Promise<Out[K][1] | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined);
    const number = ++this.#lastNumber;
    const answered = new Promise<Out[K][1] | undefined>((resolve) => this.#open.set(number, resolve));
    this.#port.postMessage({ number, subject, said } satisfies Message);
    return answered;
  }

  tell<K extends keyof Out & string>(subject: K, said: Out[K][0]): void {
    if (!this.#isClosed) this.#port.postMessage({ number: 0, subject, said } satisfies Message);
  }

  /** The other side is gone. */
  close(): void {
    this.#isClosed = true;
    for (const resolve of this.#open.values()) resolve(undefined);
    this.#open.clear();
  }

  #receive(message: Message, handlers: Handlers<In>): void {
    if ("answers" in message) {
      this.#open.get(message.answers)?.(message.answer);
      this.#open.delete(message.answers);
      return;
    }
    const { number, subject, said } = message;
    const answer = handlers[subject]?.(said);
    if (number === 0) return;
    if (!(answer instanceof Promise)) this.#answer(number, answer);
    else void answer.then((later) => this.#answer(number, later));
  }

  #answer(answers: number, answer: unknown): void {
    if (!this.#isClosed) this.#port.postMessage({ answers, answer } satisfies Message);
  }
}
