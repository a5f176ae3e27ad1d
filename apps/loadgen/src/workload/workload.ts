// A workload: everything a run sends, made from its description. It hands every client its own sources.
import { KeyNames } from "./keys.ts";
import { FillSource, type Mix, MixSource, type OperationSource, shareOf } from "./operations.ts";
import { Pickers, type Popularity } from "./popularity.ts";
import { type Quantity, type Sampler, samplerOf } from "./quantities.ts";
import { mix32, Random, STREAMS } from "./random.ts";
import { Values } from "./values.ts";

/** A workload as plain data: it can be printed, and sent to a thread. */
export interface WorkloadSpec {
  readonly popularity: Popularity;
  readonly keyPrefix: string;
  readonly keySize: Quantity | undefined;
  readonly valueSize: Quantity;
  readonly mix: Mix;
  readonly mgetKeys: number;
  /** Milliseconds; 0 is none. */
  readonly ttl: Quantity;
  readonly lookAside: boolean;
  readonly seed: number;
}

export class Workload {
  readonly keyNames: KeyNames;
  readonly values: Values;
  private readonly spec: WorkloadSpec;
  private readonly clients: number;
  private readonly pickers: Pickers;
  private readonly ttls: Sampler;
  private readonly ttlSalt: number;

  /** @param clients all of them, in whatever thread they are. */
  constructor(spec: WorkloadSpec, clients: number) {
    this.spec = spec;
    this.clients = clients;
    this.keyNames = new KeyNames(spec.keyPrefix, spec.keySize, spec.seed);
    this.values = new Values(spec.valueSize, spec.seed);
    this.pickers = new Pickers(spec.popularity, clients);
    this.ttls = samplerOf(spec.ttl);
    this.ttlSalt = new Random(spec.seed, STREAMS.ttls).nextUint32();
  }

  /** Whole milliseconds; 0 is none. */
  ttlMsOf(keyIndex: number): number {
    return this.ttls.valueAt(mix32(keyIndex ^ this.ttlSalt) / 2 ** 32);
  }

  /** Every key once, cut into one run of neighbours for each client. */
  prefillSource(client: number): OperationSource {
    const { keys } = this.spec.popularity;
    const start = client * Math.floor(keys / this.clients) + Math.min(client, keys % this.clients);
    return new FillSource(start, start + shareOf(keys, this.clients, client));
  }

  /** The measured operations.   @param operations for all clients together; Infinity when only time ends them. */
  measuredSource(client: number, operations: number): OperationSource {
    return this.mixSource(STREAMS.operations, client, operations);
  }

  /** Operations of the same kind from sequences of their own, so that a warm-up does not shift the measured ones. */
  warmupSource(client: number, operations: number): OperationSource {
    return this.mixSource(STREAMS.warmup, client, operations);
  }

  private mixSource(stream: number, client: number, operations: number): OperationSource {
    const { mix, mgetKeys, seed } = this.spec;
    return new MixSource({
      mix,
      mgetKeys,
      picker: this.pickers.pickerOf(client),
      random: new Random(seed, stream, client),
      client,
      clients: this.clients,
      operations: shareOf(operations, this.clients, client),
    });
  }
}
