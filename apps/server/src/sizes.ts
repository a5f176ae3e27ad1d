// Memory sizes as Redis writes them: `1k` is 1000 bytes, `1kb` is 1024, and so on to `g` and `gb`; a bare number is
// bytes. Only whole numbers, any case.

const UNIT_BYTES: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
};

/** The number of bytes, or undefined when the text is not a size or not exactly representable. */
export function parseSize(text: string): number | undefined {
  const parts = /^(\d+)([a-z]*)$/i.exec(text);
  const unit = UNIT_BYTES[(parts?.[2] ?? "").toLowerCase()];
  if (parts === null || unit === undefined) return undefined;
  const bytes = Number(parts[1]) * unit;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A size for people, as INFO's `_human` fields have it: `917128` is `895.63K`. */
export function humanSizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes}B`;
  let value = bytes / 1024;
  for (const unit of ["K", "M", "G"]) {
    if (value < 1024) return `${value.toFixed(2)}${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(2)}T`;
}

/** A size as a config file has it: in the largest unit that divides it, `268435456` is `256mb`. */
export function plainSizeOf(bytes: number): string {
  for (const unit of ["gb", "mb", "kb"]) {
    const unitBytes = UNIT_BYTES[unit]!;
    if (bytes >= unitBytes && bytes % unitBytes === 0) return `${bytes / unitBytes}${unit}`;
  }
  return String(bytes);
}
