// How reports for people show labels and figures.

/** Labels take so many columns. */
export const LABEL_WIDTH = 14;

/** One line of a report. */
export function line(label: string, value: string): string {
  return label.padEnd(LABEL_WIDTH) + value;
}

/** A whole number with its thousands apart. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A share of 1 in per cent, to a hundredth. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** Bytes to three digits, in binary units. */
export function bytesText(bytes: number): string {
  const [unit, size] = bytes >= 2 ** 30 ? ["GiB", 2 ** 30] : bytes >= 2 ** 20 ? ["MiB", 2 ** 20] : ["KiB", 2 ** 10];
  const amount = bytes / size;
  return `${amount >= 100 ? Math.round(amount).toLocaleString("en-US") : Number(amount.toPrecision(3))} ${unit}`;
}

/** What `popularityOf` names after the distribution, where it is set. */
const POPULARITY_SETTINGS = ["working-set", "drift", "scan"];

/** How popular which keys are: "zipf theta 0.99, scan 0.1:50".   @param workload the settings of a workload file. */
export function popularityOf(workload: Readonly<Record<string, string | number | boolean>>): string {
  const { distribution, theta, hotspot } = workload;
  const shape = theta === undefined ? (hotspot ?? "") : `theta ${theta}`;
  const further = POPULARITY_SETTINGS.filter((name) => workload[name] !== undefined && workload[name] !== 0);
  return [`${distribution} ${shape}`.trimEnd(), ...further.map((name) => `${name} ${workload[name]}`)].join(", ");
}
