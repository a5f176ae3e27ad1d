// When the requests of an open loop should start: one schedule for the whole load, the same in every thread that makes
// it from the same seed. Constant gaps, or gaps of a Poisson process, which is what many independent users make.
import { Random, STREAMS } from "../workload/random.ts";

export const ARRIVAL_PROCESSES = ["constant", "poisson"] as const;
export type ArrivalProcess = (typeof ARRIVAL_PROCESSES)[number];

export interface ArrivalPlan {
  /** Requests a second, of the whole load. */
  readonly rate: number;
  readonly process: ArrivalProcess;
  readonly seed: number;
}

export class Arrivals {
  private readonly gapUs: number;
  private readonly random: Random | undefined;
  private count = 0;
  private atUs = 0;

  constructor({ rate, process, seed }: ArrivalPlan) {
    this.gapUs = 1e6 / rate;
    this.random = process === "poisson" ? new Random(seed, STREAMS.arrivals) : undefined;
  }

  /** Microseconds from the start to the next request; never falls. */
  next(): number {
    if (this.random !== undefined) this.atUs -= Math.log1p(-this.random.nextUnit()) * this.gapUs;
    else this.atUs = this.count * this.gapUs; // a product, not a sum: rounding does not add up
    this.count++;
    return this.atUs;
  }
}
