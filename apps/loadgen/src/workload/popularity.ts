// Which key an operation touches. A key is an index 0..n-1 everywhere inside. A picker belongs to one client; what it
// picks depends on the client's random sequence and on `ordinal`, the operation's number among those of all clients
// (client c's j-th operation is number j * clients + c), so it is the same however many threads share the clients.
import type { OperationKind } from "./operations.ts";
import type { Random } from "./random.ts";
import { Scatter } from "./scatter.ts";
import { ZipfRanks } from "./zipf.ts";

export const DISTRIBUTIONS = ["uniform", "zipf", "sequential", "hotspot", "latest"] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

export interface Hotspot {
  /** Share of the keys that are hot, and share of the requests that go to them; both in (0, 1). */
  readonly keys: number;
  readonly requests: number;
}

export interface Scan {
  /** Share of the requests that belong to scans, in (0, 1). */
  readonly requests: number;
  /** Keys of one scan. */
  readonly length: number;
}

export interface Drift {
  /** Keys in use at a time. */
  readonly workingSet: number;
  /** Requests of all clients after which one key leaves the working set and another one enters. */
  readonly every: number;
}

/** Plain data, so that it can be sent to a thread. */
export interface Popularity {
  readonly keys: number;
  readonly distribution: Distribution;
  readonly theta: number;
  readonly hotspot: Hotspot;
  readonly scan: Scan | undefined;
  readonly drift: Drift | undefined;
  readonly seed: number;
}

export interface KeyPicker {
  /** An index in 0..keys-1. */
  pick(random: Random, ordinal: number, kind: OperationKind): number;
}

/** Makes the pickers of all clients; what they share is made once. */
export class Pickers {
  private readonly popularity: Popularity;
  private readonly clients: number;
  /** How many keys the distribution itself ranges over. */
  private readonly range: number;
  private readonly ranks: ZipfRanks;
  private readonly scatter: Scatter;

  constructor(popularity: Popularity, clients: number) {
    this.popularity = popularity;
    this.clients = clients;
    this.range = popularity.drift?.workingSet ?? popularity.keys;
    this.ranks = new ZipfRanks(this.range, popularity.theta);
    this.scatter = new Scatter(this.range, popularity.seed);
  }

  pickerOf(client: number): KeyPicker {
    const { drift, scan, keys } = this.popularity;
    let picker = this.plainPickerOf(client);
    if (drift !== undefined) picker = new DriftingKeys(picker, drift, keys);
    if (scan !== undefined) picker = new ScanningKeys(picker, scan, keys);
    return picker;
  }

  private plainPickerOf(client: number): KeyPicker {
    switch (this.popularity.distribution) {
      case "uniform":
        return { pick: (random) => random.nextBelow(this.range) };
      case "zipf":
        return { pick: (random) => this.scatter.imageOf(this.ranks.next(random) - 1) };
      case "sequential":
        return { pick: (_random, ordinal) => ordinal % this.range };
      case "hotspot":
        return new HotspotKeys(this.range, this.popularity.hotspot, this.scatter);
      case "latest":
        return new LatestKeys(this.range, this.ranks, client, this.clients);
    }
  }
}

class HotspotKeys implements KeyPicker {
  private readonly keys: number;
  private readonly hotKeys: number;
  private readonly hotRequests: number;
  private readonly scatter: Scatter;

  constructor(keys: number, hotspot: Hotspot, scatter: Scatter) {
    this.keys = keys;
    // At least one key on either side, as long as there are two.
    this.hotKeys = Math.min(Math.max(1, Math.round(keys * hotspot.keys)), Math.max(1, keys - 1));
    this.hotRequests = hotspot.requests;
    this.scatter = scatter;
  }

  pick(random: Random): number {
    const isHot = random.nextUnit() < this.hotRequests || this.hotKeys === this.keys;
    const rank = isHot ? random.nextBelow(this.hotKeys) : this.hotKeys + random.nextBelow(this.keys - this.hotKeys);
    return this.scatter.imageOf(rank);
  }
}

/** A set makes the next key, in a ring; everything else prefers keys made lately, the newest most. The clients make
 * keys in turn, and each takes the others to have come as far as itself. */
class LatestKeys implements KeyPicker {
  private readonly keys: number;
  private readonly ages: ZipfRanks;
  private readonly clients: number;
  private next: number;

  constructor(keys: number, ages: ZipfRanks, client: number, clients: number) {
    this.keys = keys;
    this.ages = ages;
    this.clients = clients;
    this.next = keys + client;
  }

  pick(random: Random, _ordinal: number, kind: OperationKind): number {
    if (kind === "set") {
      const made = this.next % this.keys;
      this.next += this.clients;
      return made;
    }
    return (this.next - this.ages.next(random)) % this.keys;
  }
}

/** A window of keys that slides over all keys, in a ring. A key keeps its popularity while it is inside: the key that
 * enters takes the place of the one that leaves. */
class DriftingKeys implements KeyPicker {
  private readonly inner: KeyPicker;
  private readonly workingSet: number;
  private readonly every: number;
  private readonly keys: number;

  constructor(inner: KeyPicker, drift: Drift, keys: number) {
    this.inner = inner;
    this.workingSet = drift.workingSet;
    this.every = drift.every;
    this.keys = keys;
  }

  pick(random: Random, ordinal: number, kind: OperationKind): number {
    const start = Math.floor(ordinal / this.every);
    const place = this.inner.pick(random, ordinal, kind);
    const fromStart = (place - (start % this.workingSet) + this.workingSet) % this.workingSet;
    return (start + fromStart) % this.keys;
  }
}

/** Now and then leaves the inner picker and walks through neighbouring keys. */
class ScanningKeys implements KeyPicker {
  private readonly inner: KeyPicker;
  private readonly keys: number;
  private readonly length: number;
  private readonly startProbability: number;
  private left = 0;
  private at = 0;

  constructor(inner: KeyPicker, scan: Scan, keys: number) {
    this.inner = inner;
    this.keys = keys;
    this.length = scan.length;
    // Between scans lie (1 - q) / q other requests on average, which must be length * (1 - share) / share.
    this.startProbability = 1 / (1 + (scan.length * (1 - scan.requests)) / scan.requests);
  }

  pick(random: Random, ordinal: number, kind: OperationKind): number {
    if (this.left === 0 && random.nextUnit() < this.startProbability) {
      this.left = this.length;
      this.at = random.nextBelow(this.keys) - 1;
    }
    if (this.left === 0) return this.inner.pick(random, ordinal, kind);
    this.left--;
    this.at = (this.at + 1) % this.keys;
    return this.at;
  }
}
