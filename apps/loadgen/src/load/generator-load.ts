// The generator watches itself: a generator that has no processor time left measures itself and not the server.
// Each thread watches its own processor time and how late its timers come. A closed loop is limited by the processor;
// an open loop polls the clock between requests, so there it is the lateness of its own sending that tells.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "../clock.ts";
import type { Measurements } from "./measurements.ts";

export interface GeneratorLoad {
  /** Processor time over elapsed time; 1 is one core. */
  readonly cpuShare: number;
  readonly eventLoopDelayP99Ms: number;
}

/** A thread that uses more of its core than this is the limit of a closed loop. */
const BOUND_CPU_SHARE = 0.9;

/** An open loop that sends one request in a hundred this late measures itself. */
const BOUND_SEND_DELAY_US = 1000;

const DELAY_RESOLUTION_MS = 10;

/** What can be read about a thread; injected so that a test can be a busy one. */
export interface ThreadGauges {
  cpuUs(): number;
  /** Starts watching the event loop; the function returned ends that and gives the 99th percentile. */
  watchEventLoop(): () => number;
}

export const systemGauges: ThreadGauges = {
  cpuUs(): number {
    // Node before 23.9 knows the whole process only.
    const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
    return user + system;
  },
  watchEventLoop(): () => number {
    const delays = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
    delays.enable();
    return () => {
      delays.disable();
      // It records the time from one timer to the next, so an idle loop shows the resolution itself; and NaN or 0
      // where no timer came at all.
      const betweenTimersMs = delays.count === 0 ? 0 : delays.percentile(99) / 1e6;
      return Math.max(0, betweenTimersMs - DELAY_RESOLUTION_MS);
    };
  },
};

/** Starts watching; the function returned gives the load since then. */
export function watchGenerator(clock: Clock, gauges: ThreadGauges): () => GeneratorLoad {
  const startedUs = clock.nowUs();
  const startedCpuUs = gauges.cpuUs();
  const eventLoopDelay = gauges.watchEventLoop();
  return () => {
    const elapsedUs = clock.nowUs() - startedUs;
    const cpuShare = elapsedUs > 0 ? (gauges.cpuUs() - startedCpuUs) / elapsedUs : 0;
    return { cpuShare, eventLoopDelayP99Ms: eventLoopDelay() };
  };
}

/** The load of the busiest thread. */
export function worstOf(loads: readonly GeneratorLoad[]): GeneratorLoad {
  return {
    cpuShare: Math.max(0, ...loads.map(({ cpuShare }) => cpuShare)),
    eventLoopDelayP99Ms: Math.max(0, ...loads.map(({ eventLoopDelayP99Ms }) => eventLoopDelayP99Ms)),
  };
}

/** Whether the figures tell more about the generator than about the server. */
export function isGeneratorBound(load: GeneratorLoad, measurements: Measurements, isOpenLoop: boolean): boolean {
  if (isOpenLoop) return measurements.sendDelay.percentileUs(99) > BOUND_SEND_DELAY_US;
  return load.cpuShare > BOUND_CPU_SHARE;
}
