// How often the models' properties are tried: a few random cases in every run of the tests, more in the soak (vitest.soak.config.ts).

const TIMES = Number(process.env.SEGCACHE_MODEL_RUNS ?? 1);

/** @param runs in every run of the tests. */
export function modelRuns(runs: number): number {
  return runs * TIMES;
}
