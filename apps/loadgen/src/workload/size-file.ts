// A histogram of sizes from a file: one line for each bin, "upper,weight" (the sizes above the line before, up to
// `upper`) or "from,to,weight". Comments start with #, and a first line of words is taken for a heading.
import { readFileSync } from "node:fs";
import type { Part } from "./quantities.ts";

/** The file is no histogram; the message is one line that says where. */
export class SizeFileError extends Error {
  override readonly name = "SizeFileError";
}

/** @throws SizeFileError */
export function readSizeFile(path: string): Part[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new SizeFileError(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? "unknown reason"}`);
  }
  return parseSizeHistogram(text, path);
}

/** @param path names the text in messages.   @throws SizeFileError */
export function parseSizeHistogram(text: string, path: string): Part[] {
  const parts: Part[] = [];
  let above = 0;
  let isFirst = true;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const fields = line.split(",").map((field) => field.trim());
    const isHeading = isFirst && fields.every((field) => Number.isNaN(Number(field)));
    isFirst = false;
    if (isHeading) continue;
    const bin = binOf(fields, above);
    if (bin === undefined) throw new SizeFileError(`${path}:${index + 1} is no "upper,weight": ${line}`);
    parts.push(bin);
    above = bin.max;
  }
  if (!parts.some(({ weight }) => weight > 0)) throw new SizeFileError(`${path} has no bin with a weight above 0`);
  return parts;
}

function binOf(fields: readonly string[], above: number): Part | undefined {
  if (fields.length < 2 || fields.length > 3 || fields.includes("")) return undefined;
  const numbers = fields.map(Number);
  const [weight = Number.NaN, max = Number.NaN, from] = numbers.toReversed();
  const min = from ?? Math.min(above + 1, max);
  const isBin = Number.isInteger(min) && Number.isInteger(max) && min >= 0 && min <= max && weight >= 0;
  return isBin && Number.isFinite(weight) ? { min, max, weight } : undefined;
}
