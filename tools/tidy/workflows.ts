// Rules on the workflows of the forge that hosts the project, which nothing here can run: they are YAML, every job is bounded
// in time and rights, and what a step runs or calls exists.
import { parseDocument } from "yaml";
import type { Finding, ProjectFile } from "./project-files.ts";

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /^[\w.-]+\/[\w./-]+@[\w.-]+$/;

type Fields = Readonly<Record<string, unknown>>;

/** What in a workflow could not work. */
export function brokenWorkflows(files: readonly ProjectFile[]): readonly Finding[] {
  const workflows = files.filter(({ path }) => WORKFLOW.test(path));
  return workflows.flatMap(({ path, text }) => problemsIn(text, files).map((message) => ({ path, message })));
}

function problemsIn(text: string, files: readonly ProjectFile[]): readonly string[] {
  const document = parseDocument(text);
  const syntax = [...document.errors, ...document.warnings].map(({ message }) => message.split("\n")[0] ?? "");
  if (syntax.length > 0) return syntax;
  const workflow = fieldsOf(document.toJS());
  const jobs = Object.entries(fieldsOf(workflow.jobs));
  const missing = ["name", "on", "permissions"].filter((field) => workflow[field] === undefined);
  return [
    ...missing.map((field) => `has no ${field}`),
    ...(jobs.length === 0 ? ["has no job"] : []),
    ...jobs.flatMap(([name, job]) => problemsOfJob(fieldsOf(job), files).map((problem) => `job ${name} ${problem}`)),
  ];
}

function problemsOfJob(job: Fields, files: readonly ProjectFile[]): readonly string[] {
  const steps = Array.isArray(job.steps) ? job.steps.map(fieldsOf) : [];
  const missing = ["runs-on", "timeout-minutes"].filter((field) => job[field] === undefined);
  return [
    ...missing.map((field) => `has no ${field}`),
    ...(steps.length === 0 ? ["has no step"] : []),
    ...steps.flatMap((step) => problemsOfStep(step, files)),
  ];
}

function problemsOfStep({ uses, run }: Fields, files: readonly ProjectFile[]): readonly string[] {
  if ((uses === undefined) === (run === undefined)) return ["has a step that does not either use or run something"];
  if (uses !== undefined) return ACTION.test(String(uses)) ? [] : [`uses ${uses}, which names no action and version`];
  const manifest = JSON.parse(files.find(({ path }) => path === "package.json")?.text ?? "{}");
  const scripts = Object.keys(manifest.scripts ?? {});
  const tools = Object.keys(manifest.devDependencies ?? {}).map((name) => name.replace(/^@(\w+)\/cli$/, "$1"));
  const paths = new Set(files.map(({ path }) => path));
  return String(run)
    .split("\n")
    .flatMap((line) => {
      const [program = "", verb, script = ""] = line.trim().split(/\s+/);
      const tool = /^node_modules\/\.bin\/(.+)$/.exec(program)?.[1];
      if (program === "npm" && verb === "run") return scripts.includes(script) ? [] : [`runs the script ${script}`];
      if (tool !== undefined) return tools.some((name) => name.startsWith(tool)) ? [] : [`runs the tool ${tool}`];
      return !program.includes("/") || paths.has(program) ? [] : [`runs the file ${program}`];
    })
    .map((problem) => `${problem}, which does not exist`);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
