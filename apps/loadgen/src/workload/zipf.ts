// Draws ranks 1..n with probability proportional to rank^-theta, exactly, for every theta > 0, without a table.
// Rejection-inversion (Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone discrete
// distributions", ACM TOMACS 6, 1996): invert the integral H of the smooth density h(x) = x^-theta, round, and reject
// the little that rounding put too much. Fewer than 1.2 draws a sample on average, whatever n is.
import type { Random } from "./random.ts";

export class ZipfRanks {
  private readonly ranks: number;
  private readonly theta: number;
  /** H at the left and right end of the area that is drawn from; rank 1 has its exact weight h(1) = 1. */
  private readonly areaStart: number;
  private readonly areaEnd: number;
  /** A rank this close above its drawn point is accepted without computing H. */
  private readonly surelyAccepted: number;

  /** @param ranks how many, ≥ 1.   @param theta the skew, finite and > 0; 0.99 is YCSB's. */
  constructor(ranks: number, theta: number) {
    this.ranks = ranks;
    this.theta = theta;
    this.areaStart = this.integral(1.5) - 1;
    this.areaEnd = this.integral(ranks + 0.5);
    this.surelyAccepted = 2 - this.inverse(this.integral(2.5) - this.density(2));
  }

  /** A rank, 1 (the most popular) to `ranks`. */
  next(random: Random): number {
    for (;;) {
      const drawn = this.areaEnd + random.nextUnit() * (this.areaStart - this.areaEnd);
      const point = this.inverse(drawn);
      // Rounding errors of H and its inverse can leave the range by one.
      const rank = Math.min(Math.max(Math.round(point), 1), this.ranks);
      if (rank - point <= this.surelyAccepted || drawn >= this.integral(rank + 0.5) - this.density(rank)) return rank;
    }
  }

  private density(x: number): number {
    return Math.exp(-this.theta * Math.log(x));
  }

  /** H(x) = (x^(1-theta) - 1) / (1-theta), which is log x where theta is 1. */
  private integral(x: number): number {
    const logX = Math.log(x);
    return logX * expm1Ratio((1 - this.theta) * logX);
  }

  private inverse(area: number): number {
    // Below -1 there is no logarithm; only rounding leads there.
    const scaled = Math.max(area * (1 - this.theta), -1);
    return Math.exp(area * log1pRatio(scaled));
  }
}

// Both ratios have the limit 1 at 0. Close to it the quotients lose their digits, so a series takes over; that is what
// keeps theta = 1 and its neighbourhood exact.
function expm1Ratio(x: number): number {
  if (Math.abs(x) > 1e-8) return Math.expm1(x) / x;
  return 1 + (x / 2) * (1 + x / 3);
}

function log1pRatio(x: number): number {
  if (Math.abs(x) > 1e-8) return Math.log1p(x) / x;
  return 1 - x * (1 / 2 - x / 3);
}
