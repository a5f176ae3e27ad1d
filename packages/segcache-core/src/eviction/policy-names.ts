// The eviction policies by name, with their parameters.

/** Every policy, from the simplest on; each is described at the head of its file. */
export const POLICY_NAMES = ["none", "random", "random-fifo", "fifo", "cte", "util", "merge", "s3fifo"] as const;
/** The name of a policy. */
export type PolicyName = (typeof POLICY_NAMES)[number];

/** Parameters of policy `merge`. */
export interface MergeOptions {
  /** Most segments one pass takes. Default 8. */
  readonly max?: number;
  /** How many segments are merged into one at the intended rate. Default 4. */
  readonly merge?: number;
  /** A segment of which deletes and expiry leave no more than one part in so many alive is compacted at once, before memory
   * is short; 0 = not before. Default 2. */
  readonly compact?: number;
}

/** Parameters of the policies that have any; absent ones take the default their policy's file tells. */
export interface PolicyOptions {
  /** How many segments are merged at a time. */
  readonly merge?: MergeOptions;
  /** The share of memory that new items may take before they have proven themselves, above 0 and below 1. Absent, it begins at
   * a tenth and follows what comes back after it was dropped. */
  readonly s3fifo?: { readonly admissionRatio?: number };
}

export function isPolicyName(name: unknown): name is PolicyName {
  return (POLICY_NAMES as readonly unknown[]).includes(name);
}
