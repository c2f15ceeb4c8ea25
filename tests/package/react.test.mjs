// milestreak/react of the tarball with every React that is used, in Chromium: Strict Mode, two customers in turn, server
// rendering, and no snapshot left behind.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import { launch, openPage } from "../page/browser.mjs";
import { consumers, missing } from "./consumers/installed.mjs";
import { pack, project, top } from "./pack.mjs";
import { serve } from "./serve.mjs";

const browser = await launch();
const packed = await pack();
const installed = await project(packed.tarball);
const dist = join(installed.folder, "node_modules/milestreak/dist");

const servers = [];

after(async () => {
  for (const { close } of servers) close();
  await browser?.close();
  await installed.remove();
  await packed.remove();
});

// Where each version lies: the newest is the one of the examples.
const VERSIONS = {
  16: [join(consumers, "react-16"), join(consumers, "react-dom-16")],
  17: [join(consumers, "react-17"), join(consumers, "react-dom-17")],
  18: [join(consumers, "react-18"), join(consumers, "react-dom-18")],
  19: [join(top, "node_modules/react"), join(top, "node_modules/react-dom")],
};

/** The component of the package's README, as a module. */
const readme = {
  name: "readme",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^readme$/ }, () => ({ path: "readme", namespace: "document" }));
    onLoad({ filter: /.*/, namespace: "document" }, async () => {
      const [, code] = /^```jsx\n(.*?)^```/ms.exec(await readFile(join(top, "pkg/README.md"), "utf8"));
      const imports =
        'import * as React from "react";\nimport { useFigures, useTargetGroups } from "milestreak/react";\nexport ';
      return { contents: imports + code, loader: "jsx", resolveDir: top };
    });
  },
};

/** An entry with one React, as esbuild makes it: for a page, or for Node. */
async function bundle(version, entry, platform) {
  const [react, dom] = VERSIONS[version];
  const server = platform === "node" ? "server.node.js" : "server.browser.js";
  const { outputFiles } = await build({
    entryPoints: [join(top, `tests/package/consumers/react/${entry}.js`)],
    bundle: true,
    format: "esm",
    platform: platform === "node" ? "node" : "browser",
    outdir: "/",
    write: false,
    splitting: true,
    plugins: [readme],
    jsx: "transform",
    define: { "process.env.NODE_ENV": '"development"' },
    // React's own files are CommonJS and ask for modules of Node.
    banner:
      platform === "node"
        ? { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' }
        : {},
    alias: {
      react,
      "react-dom/client": version < 18 ? dom : join(dom, "client.js"),
      "react-dom/server": join(dom, version < 17 && platform === "node" ? "server.js" : server),
      "react-dom": dom,
      "milestreak/react": join(dist, "react.js"),
      "milestreak/testing": join(dist, "testing.js"),
      milestreak: join(dist, platform === "node" ? "node.js" : "index.js"),
    },
  });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [path, contents]));
}

for (const version of Object.keys(VERSIONS)) {
  describe(`React ${version}`, {
    skip: browser ? version < 19 && missing : "NOT TESTED: Chromium is not installed",
  }, async () => {
    let page;
    let complaints;

    test("starts", async () => {
      const files = await bundle(version, "page", "browser");
      const server = await serve(async (path) => {
        if (path === "/index.html")
          return {
            body: '<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script><body></body></html>',
          };
        if (path.endsWith(".wasm")) return { body: await readFile(join(dist, "milestreak.wasm")) };
        return { body: files[path] };
      });
      servers.push(server);
      ({ page, complaints } = await openPage(browser, server.origin));
      await page.waitForFunction(() => document.title === "ready");
    });

    /** What a scene saw; it must not have made React complain, apart from what React says of its own age. */
    const scene = async (name, ...given) => {
      complaints.length = 0;
      const seen = await page.evaluate((...asked) => window.scene(...asked), name, ...given);
      assert.deepEqual(
        complaints.filter((line) => !/ReactDOM\.(render|hydrate) is no longer supported/.test(line)),
        [],
      );
      return seen;
    };

    test("Strict Mode, one watch for two components, an answer, a failure, the end", async () => {
      const { seen, most, kept, watches, left } = await scene("watches");
      assert.deepEqual(seen, ["progressed", "target-achieved"]);
      assert.equal(watches, 1);
      assert.ok(most <= 3, `${most} snapshots are held`);
      assert.equal(kept, "29/10", "a failure keeps the figures");
      assert.equal(left, 0);
    });

    test("nobody sees another's figures", async () =>
      assert.deepEqual(await scene("twoUsers"), { mixed: [], left: 0 }));

    test("a sign-out clears what is shown", async () => assert.equal(await scene("signOut"), "waiting"));

    test("renders again when an answer changes by itself", async () =>
      assert.equal(await scene("changes"), "ended by itself"));

    test("rendered on a server and hydrated without a warning", async () => {
      const folder = join(installed.folder, `react-${version}`);
      await mkdir(folder);
      for (const [path, contents] of Object.entries(await bundle(version, "server", "node")))
        await writeFile(join(folder, path), contents);
      const { stdout: html, stderr } = await promisify(execFile)(process.execPath, [join(folder, "server.js")]);
      assert.equal(stderr, "");
      assert.match(html, /<milestreak-provider[^>]* user-id="7"[^>]* time-zone="Asia\/Kolkata"/);
      assert.match(html, / class="wide"/);
      assert.match(html, />waiting</);
      assert.doesNotMatch(html, /client|object Object/);
      assert.equal(await scene("hydrates", html), true);
    });

    test("components pass properties, events and refs", async () => {
      assert.deepEqual(await scene("components"), {
        heard: ["first 5", "second 6"],
        shown: true,
        messages: "Once more",
        without: null,
        left: "",
      });
    });

    test("mounted two hundred times, and nothing is held", async () => assert.equal(await scene("mounts"), 0));

    test("a deferred value can be asked", async () => assert.equal(await scene("deferred"), true));

    test("the component of the README", async () =>
      assert.equal(await scene("readme"), '<progress max="10" value="4"></progress>'));

    test("done", () => page.close());
  });
}
