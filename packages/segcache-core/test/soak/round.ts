// One round of the soak: a cache of random shape and a random mix of calls on it, everything from one number. The whole cache
// is checked now and then, and every difference from the oracle is an error that names the number.
import { randomFrom } from "../../bench/workload.ts";
import { POLICY_NAMES, type SegcacheOptions } from "../../src/index.ts";
import { Oracle } from "./oracle.ts";

const CALLS = 6000;
const CALLS_PER_CHECK = 500;

/** Draws: everything random in a round. */
export class Dice {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return Math.floor(this.random() * bound);
  }

  /** One of these. */
  of<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.below(choices.length)];
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** A whole number from 0 to `most`, small ones as likely as large ones at every scale. */
  scaled(most: number): number {
    return Math.floor((most + 1) ** this.random()) - 1;
  }
}

/** What a round is about, beside the cache's own options. */
interface Mix {
  readonly keys: number;
  readonly valueBytesMax: number;
  readonly ttlMax: number;
  /** One store in so many has no deadline; 1: all. */
  readonly neverEvery: number;
  readonly stepMsMax: number;
  readonly changesShape: boolean;
}

/** Runs the round; returns the number of calls. @throws Error with the seed in its message. */
export function runRound(seed: number): number {
  const dice = new Dice(seed);
  const { options, mix } = draw(dice, seed);
  const oracle = new Oracle(options, dice);
  let call = 0;
  try {
    for (; call < CALLS; call++) {
      step(oracle, dice, mix);
      if (call % CALLS_PER_CHECK === 0) oracle.check();
    }
    oracle.end();
    return call;
  } catch (cause) {
    const shape = JSON.stringify({ ...options, now: undefined, ...mix });
    throw new Error(`soak: call ${call} of the round with SEGCACHE_SOAK_SEED=${seed}, ${shape}: ${String(cause)}`, {
      cause,
    });
  }
}

function draw(dice: Dice, seed: number): { readonly options: SegcacheOptions; readonly mix: Mix } {
  const segmentSize = 2 ** (10 + dice.below(7));
  const maxMemory = segmentSize * (40 + dice.scaled(400)) + dice.below(segmentSize);
  const changesShape = dice.once(4);
  const options: SegcacheOptions = {
    segmentSize,
    maxMemory,
    reserveMemory: changesShape ? maxMemory * 2 : maxMemory,
    policy: dice.of(POLICY_NAMES),
    policyOptions: {
      merge: { max: 2 + dice.below(8), merge: 2 + dice.below(5) },
      s3fifo: { admissionRatio: dice.of([0.1, 0.5, 0.9]) },
    },
    seed,
  };
  const large = dice.once(3) ? Math.floor(maxMemory / 10) : Math.min(segmentSize, 2000);
  const mix: Mix = {
    keys: 10 + dice.scaled(5000),
    valueBytesMax: dice.of([20, 200, large]),
    ttlMax: dice.of([50, 5000, 1e7, 1e11]),
    neverEvery: dice.of([1, 2, 20, 1e9]),
    stepMsMax: dice.of([1, 50, 3000]),
    changesShape,
  };
  return { options, mix };
}

function step(oracle: Oracle, dice: Dice, mix: Mix): void {
  const key = `${dice.once(10) ? "é" : ""}key${dice.scaled(mix.keys)}`;
  const ttl = dice.once(mix.neverEvery) ? undefined : 1 + dice.scaled(mix.ttlMax);
  const value = (): Uint8Array => new Uint8Array(dice.scaled(mix.valueBytesMax)).fill(dice.below(256), dice.below(20));
  const kind = dice.below(100);
  if (kind < 40) oracle.set(key, value(), ttl);
  else if (kind < 65) oracle.get(key);
  else if (kind < 70) oracle.delete(key);
  else if (kind < 75) oracle.setTTL(key, ttl);
  else if (kind < 79) oracle.append(key, value());
  else if (kind < 82) oracle.setRange(key, dice.scaled(mix.valueBytesMax), value());
  else if (kind < 86) oracle.increment(`n${dice.below(20)}`, dice.below(2e6) - 1e6);
  else if (kind < 88) oracle.getMany(Array.from({ length: dice.below(150) }, () => `key${dice.scaled(mix.keys)}`));
  else if (kind < 94) oracle.pass(dice.scaled(mix.stepMsMax));
  else if (kind < 98) oracle.sweep(dice.once(3));
  else rare(oracle, dice, mix);
}

/** What a program does seldom. */
function rare(oracle: Oracle, dice: Dice, mix: Mix): void {
  if (dice.once(20)) oracle.clear();
  else if (dice.once(3)) oracle.walk();
  else if (dice.once(10)) oracle.pass(-dice.scaled(mix.stepMsMax));
  else if (mix.changesShape) {
    if (dice.once(2)) oracle.setPolicy(dice.of(POLICY_NAMES));
    else oracle.setMaxMemory(1 - dice.below(4) / 10);
  }
}
