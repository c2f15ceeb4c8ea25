// What frameworks make of what people give the elements in their markup: a snapshot, plain results, the same as a text.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import { compile } from "svelte/compiler";
import { launch, openPage } from "../page/browser.mjs";
import { consumers, missing } from "./consumers/installed.mjs";
import { pack, project, top } from "./pack.mjs";
import { serve } from "./serve.mjs";

const browser = await launch();
const packed = await pack();
const installed = await project(packed.tarball);
const dist = join(installed.folder, "node_modules/milestreak/dist");
const skip = browser ? missing : "NOT TESTED: Chromium is not installed";
let server;
let page;
let complaints;

const svelte = {
  name: "svelte",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({
      contents: compile(await readFile(path, "utf8"), { generate: "client" }).js.code,
    })),
};

before(async () => {
  if (skip) return;
  const own = (name) => join(top, "node_modules", name);
  const { outputFiles } = await build({
    entryPoints: [join(top, "tests/package/consumers/markup/page.js")],
    bundle: true,
    format: "esm",
    outdir: "/",
    write: false,
    splitting: true,
    conditions: ["browser"],
    plugins: [svelte],
    define: { "process.env.NODE_ENV": '"development"' },
    alias: {
      "milestreak/elements": join(dist, "elements.js"),
      "milestreak/testing": join(dist, "testing.js"),
      milestreak: join(dist, "index.js"),
      vue: own("vue/dist/vue.esm-bundler.js"),
      react: own("react"),
      "react-dom": own("react-dom"),
      lit: join(consumers, "lit"),
    },
  });
  const files = Object.fromEntries(outputFiles.map(({ path, contents }) => [path, contents]));
  const html =
    '<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script><body></body></html>';
  server = await serve(async (path) => {
    if (path === "/index.html") return { body: html };
    if (path.endsWith(".wasm")) return { body: await readFile(join(dist, "milestreak.wasm")) };
    return { body: files[path] };
  });
  ({ page, complaints } = await openPage(browser, server.origin));
  await page.waitForFunction(() => document.title === "ready");
});

after(async () => {
  await browser?.close();
  server?.close();
  await installed.remove();
  await packed.remove();
});

for (const framework of ["react", "preact", "solid", "lit", "vue", "svelte"]) {
  describe(framework, { skip }, () => {
    for (const what of ["snapshot", "data", "text"]) {
      test(what, async () => {
        complaints.length = 0;
        assert.equal(await page.evaluate((...asked) => window.show(...asked), framework, what), "ready 40");
        assert.deepEqual(
          complaints.filter((line) => !/You are running|Lit is in dev mode|__VUE_/.test(line)),
          [],
        );
      });
    }
  });
}
