// What has left a cache and why, for an owner that wants to be told. The engine notes each item at the moment it leaves the
// table, once; whoever called the engine passes the notes on afterwards, when nothing is half done.
import type { Items } from "../item/items.ts";

/** Why an item left: no room, its time, a newer value under its key, or the program's wish. */
export type RemovalReason = "evict" | "expire" | "set" | "delete";

/** One item that left: its key, a copy, and why. */
export interface Removal {
  readonly key: Uint8Array;
  readonly reason: RemovalReason;
}

export class Removals {
  /** Only items of this namespace are noted. */
  private readonly namespace: number;
  private noted: Removal[] = [];

  constructor(namespace: number) {
    this.namespace = namespace;
  }

  note(items: Items, item: number, reason: RemovalReason): void {
    if (items.namespace(item) !== this.namespace) return;
    const key = new Uint8Array(items.keyBytes(item));
    items.copyKey(item, key, 0);
    this.noted.push({ key, reason });
  }

  get isEmpty(): boolean {
    return this.noted.length === 0;
  }

  /** What was noted since the last call, oldest first. */
  take(): readonly Removal[] {
    const { noted } = this;
    this.noted = [];
    return noted;
  }
}
