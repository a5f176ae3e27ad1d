// Writes the records of a results folder into a document, each between the two marks of its part:
//   <!-- begin NAME: a word on what writes here -->  and  <!-- end NAME -->
// What stands outside the marks, and the marks themselves, is written by hand and left alone.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdown, provenance, type Report } from "./report.ts";

/**
 * A document with the tables of these reports in place of those it had.
 * @param prefix what the names of the marks have before the part, where several benches share the document.
 * @throws where the document has no marks for a report.
 */
export function withTables(document: string, reports: readonly Report[], prefix = ""): string {
  return reports.reduce((text, report) => {
    const { from, to } = placeOf(`${prefix}${report.part}`, text);
    const body = [provenance(report), ...report.tables.map(markdown)].join("\n\n");
    return `${text.slice(0, from)}\n${body}\n${text.slice(to)}`;
  }, document);
}

/** Puts whatever the folder has records of into the document; returns the names of those parts. */
export function updateDocument(
  file: string,
  folder: string,
  parts: readonly string[],
  prefix?: string,
): readonly string[] {
  const files = parts.map((part) => join(folder, `${part}.json`)).filter((path) => existsSync(path));
  const reports = files.map((path) => JSON.parse(readFileSync(path, "utf8")) as Report);
  writeFileSync(file, withTables(readFileSync(file, "utf8"), reports, prefix));
  return reports.map(({ part }) => part);
}

/** What lies between the marks of a name: from the end of the first to the start of the second. */
function placeOf(name: string, text: string): { from: number; to: number } {
  const begin = `<!-- begin ${name}: `;
  const end = `<!-- end ${name} -->`;
  const close = " -->";
  const start = text.indexOf(begin);
  const from = start < 0 ? -1 : text.indexOf(close, start) + close.length;
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document has no marks for ${name}: ${begin}...${close} and ${end}`);
  return { from, to };
}
