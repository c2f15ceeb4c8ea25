// The pages' own scripts and styles, each with all that it imports in one small file, as a site would have them.

import { build } from "esbuild";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const www = fileURLToPath(new URL("..", import.meta.url));

/** What the pages load. */
export const ENTRIES = [
  "living/living.css",
  "living/themes.css",
  "living/living.js",
  "inspect/inspect.css",
  "inspect/inspect.js",
];

/** The package stays as it is: it finds its own parts beside it. */
const packageAside = {
  name: "package-aside",
  setup: ({ onResolve }) => onResolve({ filter: /\/pkg\// }, ({ path }) => ({ path, external: true })),
};

/** Bundles some of them; where to, or that nothing is to be written, is for `options` to say. */
export const bundle = (names, options) =>
  build({
    entryPoints: names.map((name) => join(www, name)),
    outbase: www,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    charset: "utf8",
    logLevel: "warning",
    plugins: [packageAside],
    ...options,
  });
