// The JavaScript of the package, from TypeScript: the entries that people import, and their declarations. Needs what Rust has
// generated already; `node scripts/javascript.mjs` makes it anew from the module of the last build.

import { build, transform } from "esbuild";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeEditorData, writeElementTypes } from "./elements.mjs";
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
 * What is loaded when it is needed stays outside: the entry beside, which the page may have loaded already, the elements, and
 * languages other than the page's.
 */
const outside = {
  name: "outside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\// }, ({ path, kind }) => {
      if (kind === "dynamic-import")
        return { path: path.replace("../", "./").replace(/(\w)\/index/, "$1"), external: true };
    }),
};

/** The elements and the calendar, beside which others are entries of their own. */
const beside = {
  name: "beside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.\/(elements|calendar)\// }, ({ path }) => ({
      path: `./${path.split("/")[1]}.js`,
      external: true,
    })),
};

/** The entry that the tests themselves use, whichever that is in Node or a page: the package by its name. */
const itself = {
  name: "itself",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: "milestreak", external: true })),
};

/** The module as a text, which compresses better in hexadecimal than in base64. */
const hexadecimal = {
  name: "hexadecimal",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({ contents: await readFile(path, "hex"), loader: "text" })),
};

/** The languages of the elements, besides English, which is part of them: each a file of its own. */
export const languages = async () =>
  (await readdir(at("src/elements/messages"))).map((name) => name.replace(".ts", "")).filter((name) => name !== "en");

/**
 * Has Chromium compile all functions of a file while it loads, off the main thread. Nearly all of them are called before the first
 * figure is there, and compiling each on its first call takes longer.
 */
const COMPILED_WHILE_LOADING = { banner: { js: "//# allFunctionsCalledOnLoad" } };

/** Entries that are one file, with all they need except what is imported from elsewhere: by the name of the file. */
const BUNDLES = {
  index: COMPILED_WHILE_LOADING,
  slim: {},
  elements: {
    ...COMPILED_WHILE_LOADING,
    entryPoints: [at("src/elements/index.ts")],
    charset: "utf8",
    plugins: [cssText, outside],
  },
  calendar: { entryPoints: [at("src/calendar/index.ts")], charset: "utf8", plugins: [cssText, beside] },
  server: { entryPoints: [at("src/server/index.ts")], plugins: [beside] },
  react: { entryPoints: [at("src/react/index.ts")], external: ["react"], plugins: [outside] },
  testing: { entryPoints: [at("src/testing/index.ts")], plugins: [itself] },
  inline: { external: ["./index.js"], plugins: [hexadecimal] },
};

/** Entries that are a few lines beside another one. */
const SMALL = ["node", "edge", "store", "jsx/none"];

export async function buildJavaScript({ quiet = true } = {}) {
  await writeElementTypes();
  await run("tsc", ["-p", "tsconfig.json"], { quiet });
  const options = { format: "esm", target: "es2022", minify: true, legalComments: "none", logLevel: "warning" };
  for (const [name, bundle] of Object.entries(BUNDLES)) {
    const entryPoints = [at(`src/${name}.ts`)];
    await build({ ...options, entryPoints, bundle: true, outfile: at(`dist/${name}.js`), ...bundle });
  }
  // English as well, for pages that begin a language of their own with it.
  const messages = ["en", ...(await languages())].map((name) => at(`src/elements/messages/${name}.ts`));
  await build({ ...options, charset: "utf8", entryPoints: messages, outdir: at("dist/messages") });
  await build({
    ...options,
    entryPoints: SMALL.map((name) => at(`src/${name}.ts`)),
    outdir: at("dist"),
    outbase: at("src"),
  });
  await writeEditorData();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildJavaScript({ quiet: false });
