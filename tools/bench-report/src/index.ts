// What the benches of all packages use to say what they found.
export { updateDocument, withTables } from "./documents.ts";
export {
  type Cell,
  type Circumstances,
  type Column,
  cellTexts,
  markdown,
  printed,
  type Report,
  reportOf,
  type Table,
  writeReport,
} from "./report.ts";
