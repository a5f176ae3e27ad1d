// Capacity from measurements: how many machines a load needs, how much memory each, what hit ratio and cost follow. Every
// step keeps its formula, so that the plan can be checked by hand.

import { count } from "./report/figures.ts";
import { bytesFor, type CurvePoint, hitRatioAt } from "./sizing/curve.ts";

/** What segcache-server takes besides its maxmemory: the process, and each of its worker threads. */
export const PROCESS_BYTES: number = 64 * 2 ** 20;
export const WORKER_BYTES: number = 24 * 2 ** 20;

const MIB = 2 ** 20;
const GB_BYTES = 1e9;
const SECONDS_PER_HOUR = 3600;

export interface Load {
  /** Requests a second, at most and on average. */
  readonly peakRate: number;
  readonly meanRate: number;
  /** Share of the requests that read. */
  readonly readShare: number;
}

export interface Machine {
  readonly memoryBytes: number;
  readonly vcpus: number;
  /** Requests a second that one can take within the latency objective. */
  readonly knee: number;
  /** Share of that which stays free. */
  readonly headroom: number;
}

export interface Prices {
  /** Of a gigabyte (10^9 bytes) and of a virtual CPU for an hour, and of a miss. */
  readonly memory: number;
  readonly vcpu: number;
  readonly miss: number;
}

export interface PlanInput {
  readonly load: Load;
  readonly machine: Machine;
  readonly prices: Prices;
  /** Hit ratio against memory, of as many items as were simulated. */
  readonly points: readonly CurvePoint[];
  /** Items to plan for, over those simulated. */
  readonly growth: number;
  /** Machines that hold a copy of each. */
  readonly replicas: number;
  /** Machines that may fail. */
  readonly spares: number;
  /** The least hit ratio; undefined for the cheapest. */
  readonly hits: number | undefined;
}

/** One way to do it. Costs are per hour. */
export interface Option {
  readonly cacheBytes: number;
  readonly hitRatio: number;
  /** Replicas and spares included. */
  readonly machines: number;
  /** maxmemory of each, and all that the process takes. */
  readonly cacheBytesEach: number;
  readonly memoryBytesEach: number;
  readonly missesPerSecond: number;
  readonly machineCost: number;
  readonly missCost: number;
  readonly cost: number;
}

/** A figure, and how it came about. */
export interface Step {
  readonly what: string;
  readonly formula: string;
}

export interface Plan {
  readonly chosen: Option;
  readonly options: readonly Option[];
  readonly steps: readonly Step[];
}

/** @returns undefined when no simulated size reaches the hit ratio. */
export function planFor(input: PlanInput): Plan | undefined {
  const { points, growth, hits } = input;
  const options = points.map(({ bytes }) => optionAt(input, bytes * growth));
  const wanted = hits === undefined ? cheapestOf(options)?.cacheBytes : bytesFor(points, hits);
  if (wanted === undefined || wanted === null) return undefined;
  const cacheBytes = hits === undefined ? wanted : wanted * growth;
  const chosen = optionAt(input, cacheBytes);
  return { chosen, options: withChosen(options, chosen), steps: stepsOf(input, chosen) };
}

/** What a cache of this size in all takes and gives. */
function optionAt(input: PlanInput, cacheBytes: number): Option {
  const { load, machine, prices, points, growth, replicas } = input;
  const working = workingMachines(input, cacheBytes);
  const cacheBytesEach = Math.ceil(cacheBytes / working / MIB) * MIB;
  const memoryBytesEach = cacheBytesEach + overheadBytes(machine);
  const machines = (working + input.spares) * (1 + replicas);
  const hitRatio = hitRatioAt(points, cacheBytes / growth);
  const missesPerSecond = load.meanRate * load.readShare * (1 - hitRatio);
  const machineCost = machines * ((memoryBytesEach / GB_BYTES) * prices.memory + machine.vcpus * prices.vcpu);
  const missCost = missesPerSecond * SECONDS_PER_HOUR * prices.miss;
  const cost = machineCost + missCost;
  return {
    cacheBytes,
    hitRatio,
    machines,
    cacheBytesEach,
    memoryBytesEach,
    missesPerSecond,
    machineCost,
    missCost,
    cost,
  };
}

function workingMachines({ load, machine }: PlanInput, cacheBytes: number): number {
  return Math.max(1, Math.ceil(byRate(load, machine)), Math.ceil(cacheBytes / roomOf(machine)));
}

function byRate({ peakRate }: Load, { knee, headroom }: Machine): number {
  return peakRate / (knee * (1 - headroom));
}

/** What a machine's memory leaves for the cache. */
export function roomOf(machine: Machine): number {
  return machine.memoryBytes - overheadBytes(machine);
}

function overheadBytes({ vcpus }: Machine): number {
  return PROCESS_BYTES + vcpus * WORKER_BYTES;
}

function cheapestOf(options: readonly Option[]): Option | undefined {
  return options.reduce<Option | undefined>(
    (best, option) => (best && best.cost <= option.cost ? best : option),
    undefined,
  );
}

function withChosen(options: readonly Option[], chosen: Option): readonly Option[] {
  const others = options.filter(({ cacheBytes }) => cacheBytes !== chosen.cacheBytes);
  return [...others, chosen].toSorted((a, b) => a.cacheBytes - b.cacheBytes);
}

function stepsOf(input: PlanInput, chosen: Option): Step[] {
  const { load, machine, growth, replicas, spares, hits, prices } = input;
  const working = workingMachines(input, chosen.cacheBytes);
  const simulated = chosen.cacheBytes / growth;
  const goal = hits === undefined ? "cheapest" : `${percent(hits)} hits`;
  const hourly = chosen.missesPerSecond * SECONDS_PER_HOUR;
  return [
    {
      what: "cache",
      formula: `${goal} of the simulated items: ${mib(simulated)} x ${round(growth)} = ${mib(chosen.cacheBytes)}`,
    },
    {
      what: "machines for the rate",
      formula: `${count(load.peakRate)} / (${count(machine.knee)} x (1 - ${machine.headroom})) = ${round(byRate(load, machine))}, so ${Math.ceil(byRate(load, machine))}`,
    },
    {
      what: "room in a machine",
      formula: `${mib(machine.memoryBytes)} - ${mib(PROCESS_BYTES)} - ${machine.vcpus} x ${mib(WORKER_BYTES)} = ${mib(roomOf(machine))}`,
    },
    {
      what: "machines for the memory",
      formula: `${mib(chosen.cacheBytes)} / ${mib(roomOf(machine))} = ${round(chosen.cacheBytes / roomOf(machine))}, so ${Math.ceil(chosen.cacheBytes / roomOf(machine))}`,
    },
    { what: "machines", formula: `(${working} + ${spares} spare) x (1 + ${replicas} replicas) = ${chosen.machines}` },
    {
      what: "maxmemory of each",
      formula: `${mib(chosen.cacheBytes)} / ${working} = ${mib(chosen.cacheBytesEach)}, in whole MiB`,
    },
    {
      what: "memory of each",
      formula: `${mib(chosen.cacheBytesEach)} + ${mib(overheadBytes(machine))} = ${mib(chosen.memoryBytesEach)}`,
    },
    {
      what: "misses",
      formula: `${count(load.meanRate)}/s x ${round(load.readShare)} reads x ${percent(1 - chosen.hitRatio)} = ${round(chosen.missesPerSecond)}/s`,
    },
    {
      what: "cost of machines an hour",
      formula: `${chosen.machines} x (${round(chosen.memoryBytesEach / GB_BYTES)} GB x ${prices.memory} + ${machine.vcpus} x ${prices.vcpu}) = ${money(chosen.machineCost)}`,
    },
    { what: "cost of misses an hour", formula: `${count(hourly)} x ${prices.miss} = ${money(chosen.missCost)}` },
    {
      what: "cost an hour",
      formula: `${money(chosen.machineCost)} + ${money(chosen.missCost)} = ${money(chosen.cost)}`,
    },
  ];
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toLocaleString("en-US", { maximumFractionDigits: 1 })} MiB`;
}

/** Three digits, or all before the point. */
function round(value: number): string {
  return value >= 100 ? count(value) : String(Number(value.toPrecision(3)));
}

export function money(amount: number): string {
  return amount >= 100 ? count(amount) : String(Number(amount.toPrecision(4)));
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
