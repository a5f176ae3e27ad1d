// The eviction policies by name, in the order of their codes.

/** Policies in this version: `none` refuses new items when memory is full, `fifo` drops the oldest segment. */
export const POLICY_NAMES = ["none", "fifo"] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

export function isPolicyName(name: unknown): name is PolicyName {
  return (POLICY_NAMES as readonly unknown[]).includes(name);
}
