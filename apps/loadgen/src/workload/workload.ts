// A workload: everything a run sends, resolved from the options and the seed. It hands every client its own sources.
import { type Distribution, type KeyPicker, keyNameOf, keyPickerOf } from "./keys.ts";
import { FillSource, MixSource, type OperationSource, type Ratio, shareOf } from "./operations.ts";
import { Random, STREAMS } from "./random.ts";
import { type ValueSizes, Values } from "./values.ts";

export interface WorkloadOptions {
  readonly clients: number;
  readonly keys: number;
  readonly keyPrefix: string;
  readonly valueSize: ValueSizes;
  readonly ratio: Ratio;
  readonly distribution: Distribution;
  readonly theta: number;
  readonly seed: number;
}

export class Workload {
  private readonly options: WorkloadOptions;
  private readonly picker: KeyPicker;
  private readonly values: Values;

  constructor(options: WorkloadOptions) {
    this.options = options;
    this.picker = keyPickerOf(options);
    this.values = new Values(options.valueSize, options.seed);
  }

  keyNameOf(keyIndex: number): string {
    return keyNameOf(this.options.keyPrefix, keyIndex);
  }

  contentsOf(keyIndex: number): Buffer {
    return this.values.contentsOf(keyIndex);
  }

  /** Every key once, cut into one run of neighbours for each client. */
  prefillSources(): OperationSource[] {
    const sources: OperationSource[] = [];
    let start = 0;
    for (let client = 0; client < this.options.clients; client++) {
      const end = start + shareOf(this.options.keys, this.options.clients, client);
      sources.push(new FillSource(start, end));
      start = end;
    }
    return sources;
  }

  /** The measured operations.   @param operations for all clients together; Infinity when only time ends them. */
  measuredSources(operations: number): OperationSource[] {
    return this.mixSources(STREAMS.operations, operations);
  }

  /** Operations of the same kind from sequences of their own, so that a warm-up does not shift the measured ones. */
  warmupSources(operations: number): OperationSource[] {
    return this.mixSources(STREAMS.warmup, operations);
  }

  private mixSources(stream: number, operations: number): OperationSource[] {
    const { clients, ratio, seed } = this.options;
    return Array.from({ length: clients }, (_, client) => {
      const random = new Random(seed, stream, client);
      return new MixSource({ ratio, picker: this.picker, random, operations: shareOf(operations, clients, client) });
    });
  }
}
