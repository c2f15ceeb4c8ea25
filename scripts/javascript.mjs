// The JavaScript of the package, from TypeScript: the entries that people import, and their declarations. Needs what Rust has
// generated already; `node scripts/javascript.mjs` makes it anew from the module of the last build.

import { build, transform } from "esbuild";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run, top } from "./run.mjs";

const at = (...parts) => join(top, "pkg", ...parts);

/** A style sheet is a text in the module that uses it. */
const cssText = {
  name: "css-text",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: (await transform(await readFile(path, "utf8"), { loader: "css", minify: true })).code,
      loader: "text",
    })),
};

/**
 * What the elements load when they need it stays outside: the entry beside them, which the page may have loaded already, and
 * languages other than the page's.
 */
const outside = {
  name: "outside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\// }, ({ path, kind }) => {
      if (kind === "dynamic-import") return { path: path.replace("../", "./"), external: true };
    }),
};

/** The languages of the elements, besides English, which is part of them: each a file of its own. */
export const languages = async () =>
  (await readdir(at("src/elements/messages"))).map((name) => name.replace(".ts", "")).filter((name) => name !== "en");

export async function buildJavaScript({ quiet = true } = {}) {
  await run("tsc", ["-p", "tsconfig.json"], { quiet });
  const options = { format: "esm", target: "es2022", minify: true, legalComments: "none", logLevel: "warning" };
  await build({ ...options, entryPoints: [at("src/slim.ts")], outfile: at("dist/slim.js"), bundle: true });
  const utf8 = { ...options, charset: "utf8" };
  await build({
    ...utf8,
    entryPoints: [at("src/elements/index.ts")],
    outfile: at("dist/elements.js"),
    bundle: true,
    plugins: [cssText, outside],
  });
  await build({
    ...utf8,
    entryPoints: (await languages()).map((name) => at(`src/elements/messages/${name}.ts`)),
    outdir: at("dist/messages"),
  });
  await build({
    ...options,
    entryPoints: ["index", "node", "store"].map((name) => at(`src/${name}.ts`)),
    outdir: at("dist"),
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildJavaScript({ quiet: false });
