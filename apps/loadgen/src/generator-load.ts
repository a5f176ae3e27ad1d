// The generator watches itself: a generator that has no processor time left measures itself and not the server.
// Processor time is that of the whole process, in cores; the event loop's delay is how late its timers come.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "./clock.ts";

export interface GeneratorLoad {
  /** Processor time over elapsed time; 1 is one core. */
  readonly cpuShare: number;
  readonly eventLoopDelayP99Ms: number;
  /** Whether the figures tell more about the generator than about the server. */
  readonly generatorBound: boolean;
}

/** All requests go through one thread, so above this share of one core it is the limit. */
const BOUND_CPU_SHARE = 0.9;

const DELAY_RESOLUTION_MS = 10;

/** What can be read about the process; injected so that a test can be a busy process. */
export interface ProcessGauges {
  cpuUs(): number;
  /** Starts watching the event loop; the function returned ends that and gives the 99th percentile. */
  watchEventLoop(): () => number;
}

export const systemGauges: ProcessGauges = {
  cpuUs(): number {
    const { user, system } = process.cpuUsage();
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
export function watchGenerator(clock: Clock, gauges: ProcessGauges): () => GeneratorLoad {
  const startedUs = clock.nowUs();
  const startedCpuUs = gauges.cpuUs();
  const eventLoopDelay = gauges.watchEventLoop();
  return () => {
    const elapsedUs = clock.nowUs() - startedUs;
    const cpuShare = elapsedUs > 0 ? (gauges.cpuUs() - startedCpuUs) / elapsedUs : 0;
    return { cpuShare, eventLoopDelayP99Ms: eventLoopDelay(), generatorBound: cpuShare > BOUND_CPU_SHARE };
  };
}
