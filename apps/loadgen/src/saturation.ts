// The search for the knee: the highest rate at which a latency objective still holds. Doubles the rate until a step
// fails, then halves the gap between the best that held and the least that failed, and does so several times, since one
// search on a real machine is one sample. A step that fails is tried once more: one hiccup is no limit. What a step is,
// and how it is measured, is the caller's.

/** What one step showed. */
export interface Step {
  /** Requests a second, offered. */
  readonly rate: number;
  readonly achieved: number;
  /** Of the objective's percentile. */
  readonly latencyMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests that failed or were dropped, as a share of all. */
  readonly failedShare: number;
  readonly hitRatio: number | null;
  /** Whether the objective held. */
  readonly holds: boolean;
  readonly generatorBound: boolean;
}

export interface SearchPlan {
  readonly rateMin: number;
  readonly rateMax: number;
  /** The search ends when the least failing rate is within this share above the best that held. */
  readonly precision: number;
  readonly repeats: number;
}

/** @returns undefined when the search is to end early. */
export type Measure = (rate: number) => Promise<Step | undefined>;

export interface Saturation {
  /** The knee of each search, in order; 0 where not even the lowest rate held. */
  readonly knees: readonly number[];
  /** Every step of the searches. */
  readonly steps: readonly Step[];
  /** Steps at parts of the knee, from low to high. */
  readonly headroom: readonly Step[];
  /** The generator, or --rate-max, was reached before the server: its knee is higher. */
  readonly isLowerBound: boolean;
}

const RAMP_FACTOR = 2;

/** Searches after the first begin this far around the first one's knee. */
const NEAR_FACTOR = 1.25;

const HEADROOM_SHARES = [0.25, 0.5, 0.75, 0.9, 1, 1.1];

export async function saturate(plan: SearchPlan, measure: Measure): Promise<Saturation> {
  const search = new Search(plan, measure);
  return search.run();
}

/** The middle one, or the mean of the middle two. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

class Search {
  private readonly plan: SearchPlan;
  private readonly measure: Measure;
  private readonly steps: Step[] = [];
  private isLowerBound = false;
  private isStopped = false;

  constructor(plan: SearchPlan, measure: Measure) {
    this.plan = plan;
    this.measure = measure;
  }

  async run(): Promise<Saturation> {
    const knees: number[] = [];
    for (let nth = 0; nth < this.plan.repeats && !this.isStopped; nth++) {
      const [first] = knees;
      const start = first === undefined || first === 0 ? this.plan.rateMin : first / NEAR_FACTOR;
      const factor = first === undefined || first === 0 ? RAMP_FACTOR : NEAR_FACTOR ** 2;
      const knee = await this.findKnee(Math.max(start, this.plan.rateMin), factor);
      if (!this.isStopped) knees.push(knee);
    }
    const headroom = await this.headroomOf(medianOf(knees));
    return { knees, steps: this.steps, headroom, isLowerBound: this.isLowerBound };
  }

  private async findKnee(start: number, factor: number): Promise<number> {
    let [held, failed] = await this.bracket(start, factor);
    while (held > 0 && failed < Number.POSITIVE_INFINITY && failed > held * (1 + this.plan.precision)) {
      const middle = (held + failed) / 2;
      const holds = await this.holds(middle);
      if (this.isStopped) break;
      if (holds) held = middle;
      else failed = middle;
    }
    return held;
  }

  /** A rate that held and one above it that failed: [0, ...] if none held, [..., Infinity] if none failed. */
  private async bracket(start: number, factor: number): Promise<[held: number, failed: number]> {
    const { rateMin, rateMax } = this.plan;
    let failed = Number.POSITIVE_INFINITY;
    let rate = Math.min(start, rateMax);
    // Down until a rate holds, which a repeated search may have to.
    while (!(await this.holds(rate))) {
      if (this.isStopped || rate <= rateMin) return [0, rate];
      failed = rate;
      rate = Math.max(rateMin, rate / factor);
    }
    // Up until one fails.
    while (failed === Number.POSITIVE_INFINITY && !this.isStopped) {
      if (rate >= rateMax) {
        this.isLowerBound = true;
        break;
      }
      const next = Math.min(rate * factor, rateMax);
      if (await this.holds(next)) rate = next;
      else failed = next;
    }
    return [rate, failed];
  }

  private async holds(rate: number): Promise<boolean> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const step = this.isStopped ? undefined : await this.measure(rate);
      if (step === undefined) {
        this.isStopped = true;
        return false;
      }
      this.steps.push(step);
      if (step.holds) return true;
      if (step.generatorBound && attempt === 1) this.isLowerBound = true;
    }
    return false;
  }

  private async headroomOf(knee: number): Promise<Step[]> {
    const headroom: Step[] = [];
    for (const share of HEADROOM_SHARES) {
      if (knee === 0 || this.isStopped) break;
      const step = await this.measure(knee * share);
      if (step === undefined) this.isStopped = true;
      else headroom.push(step);
    }
    return headroom;
  }
}
