// Builds what is published beside the declarations: the engine as one function, and what stands on it as modules of their own.
// V8 takes constants and functions for constant where one function holds them all; those of a module it loads and checks at
// every use (ADR 17). What the function returns is then exported under the same names.
import { type BuildOptions, build, type Plugin } from "esbuild";

const ENGINE = "src/index.ts";

const shared: BuildOptions = {
  bundle: true,
  tsconfig: "tsconfig.build.json",
  target: "es2023",
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  outdir: "dist",
  logLevel: "warning",
};

/** Takes the class from the engine's own file. */
const besideEngine: Plugin = {
  name: "beside-engine",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/cache\.ts$/ }, () => ({ path: "./index.js", external: true }));
  },
};

const { metafile } = await build({ ...shared, entryPoints: [ENGINE], format: "esm", write: false, metafile: true });
const [names] = Object.values(metafile.outputs).flatMap(({ entryPoint, exports }) =>
  entryPoint === ENGINE ? [exports] : [],
);
await build({
  ...shared,
  entryPoints: [ENGINE],
  format: "iife",
  globalName: "engine",
  footer: { js: `export const {\n  ${names.join(",\n  ")}\n} = engine;` },
});
await build({ ...shared, entryPoints: ["src/keyv.ts"], format: "esm", plugins: [besideEngine] });
