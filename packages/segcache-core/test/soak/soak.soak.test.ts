// As many random rounds as fit the time: SEGCACHE_SOAK_SECONDS (120), SEGCACHE_SOAK_SEED (of the first round; a failure names
// the seed that makes its round the first).
import { expect, it } from "vitest";
import { runRound } from "./round.ts";

const SECONDS = Number(process.env.SEGCACHE_SOAK_SECONDS ?? 120);
const FIRST_SEED = Number(process.env.SEGCACHE_SOAK_SEED ?? Date.now() % 1e9);

it(
  "a cache of any shape never lies about what it holds, through long random use",
  () => {
    console.log(`soak: ${SECONDS} seconds from seed ${FIRST_SEED} on`);
    const end = performance.now() + SECONDS * 1000;
    let rounds = 0;
    let calls = 0;
    do {
      calls += runRound(FIRST_SEED + rounds);
      rounds++;
    } while (performance.now() < end);
    console.log(`soak: ${rounds} rounds, ${calls} calls, to seed ${FIRST_SEED + rounds - 1}`);
    expect(calls).toBeGreaterThan(0);
  },
  SECONDS * 1000 + 120_000,
);
