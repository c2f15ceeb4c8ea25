// The hints that PLATFORM.md shows, from the tarball: each file is fetched once, and none waits for another. And without hints: what
// can be asked for at the same time is.

import assert from "node:assert/strict";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, describe, test } from "node:test";
import { build } from "vite";
import { launch, openPage } from "../page/browser.mjs";
import { documented } from "./documented.mjs";
import { pack, project, top } from "./pack.mjs";

const packed = await pack();
const installed = await project(packed.tarball);
const response = await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json"));
await symlink(join(top, "node_modules/vite"), join(installed.folder, "node_modules/vite"));

const browsers = { Chromium: await launch("chromium"), Firefox: await launch("firefox") };

after(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser?.close()));
  await installed.remove();
  await packed.remove();
});

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/**
 * Serves a folder and the API. What is `held` is answered once `until` has been asked for, so that only a page which does not
 * wait for the one before it asks for the other comes to an end.
 */
async function serveShop(folder, { held, until } = {}) {
  const asked = [];
  const waiting = [];
  const server = createServer(async (request, answer) => {
    const { pathname } = new URL(request.url, "http://shop");
    asked.push(pathname);
    if (until?.test(pathname)) for (const go of waiting.splice(0)) go();
    if (held?.test(pathname) && !asked.some((path) => until.test(path)))
      await new Promise((resolve) => waiting.push(resolve));
    try {
      const body = pathname.endsWith("/targetGroups") ? response : await readFile(join(folder, pathname));
      answer.writeHead(200, { "content-type": TYPES[extname(pathname)] ?? "application/json" }).end(body);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const page = (head, script, body = "") => `<!doctype html>
<html lang="en">
<title>app</title>
<link rel="icon" href="data:,">
${head}
${body}
<script type="module">${script}</script>
</html>`;

const DIST = "/node_modules/milestreak/dist";
const IMPORTS = `<script type="importmap">{ "imports": { "milestreak": "${DIST}/index.js", "milestreak/elements": "${DIST}/elements.js" } }</script>`;
const QUICK_START = `
  import { Client } from "milestreak";
  const client = new Client({ baseUrl: location.origin });
  document.title = (await client.targetGroups(347286146)).userId;`;
const ELEMENT =
  '<milestreak-provider src="/" user-id="347286146"><milestreak-dashboard></milestreak-dashboard></milestreak-provider>';

const titled = (tab) => tab.waitForFunction(() => document.title === "347286146");

/** Opens a page of a shop and waits until it shows figures; the package's files that it asked for, in the order of their names. */
async function visit(browser, shop, path, isThere) {
  const { page: tab, complaints } = await openPage(browser, `${shop.origin}/${path}`);
  await isThere(tab);
  assert.deepEqual(complaints, []);
  await tab.close();
  return shop.asked.filter((path) => /\.(js|wasm)$/.test(path)).sort();
}

for (const [name, browser] of Object.entries(browsers)) {
  describe(`in ${name}`, { skip: browser ? false : `${name} is NOT TESTED: it is not installed` }, () => {
    test("with the hints both files are asked for at once, and once each", async (t) => {
      await writeFile(join(installed.folder, "hints.html"), page(`${IMPORTS}${documented("hints")}`, QUICK_START));
      const shop = await serveShop(installed.folder, { held: /index\.js$/, until: /\.wasm$/ });
      t.after(shop.close);
      assert.deepEqual(await visit(browser, shop, "hints.html", titled), [
        `${DIST}/index.js`,
        `${DIST}/milestreak.wasm`,
      ]);
    });

    test("without them the module is asked for once, after the script", async (t) => {
      await writeFile(join(installed.folder, "plain.html"), page(IMPORTS, QUICK_START));
      const shop = await serveShop(installed.folder);
      t.after(shop.close);
      assert.deepEqual(await visit(browser, shop, "plain.html", titled), [
        `${DIST}/index.js`,
        `${DIST}/milestreak.wasm`,
      ]);
    });

    test("a name of one's own", async (t) => {
      const html = documented("own-name").replace(
        "</script>",
        "  document.title = (await client.targetGroups(347286146)).userId;\n</script>",
      );
      await writeFile(join(installed.folder, "own.html"), page(`${IMPORTS}${html}`, ""));
      const module = await readFile(join(installed.folder, DIST, "milestreak.wasm"));
      await writeFile(join(installed.folder, "milestreak-0.1.0.wasm"), module);
      const shop = await serveShop(installed.folder, { held: /index\.js$/, until: /\.wasm$/ });
      t.after(shop.close);
      assert.deepEqual(await visit(browser, shop, "own.html", titled), ["/milestreak-0.1.0.wasm", `${DIST}/index.js`]);
    });

    test("elements ask for the module while the entry is on its way, and once", async (t) => {
      await writeFile(join(installed.folder, "elements.html"), page(IMPORTS, 'import "milestreak/elements";', ELEMENT));
      const shop = await serveShop(installed.folder, { held: /index\.js$/, until: /\.wasm$/ });
      t.after(shop.close);
      const isReady = (tab) =>
        tab.waitForFunction(() => document.querySelector("milestreak-dashboard")?.state === "ready");
      const files = ["elements.js", "index.js", "milestreak.wasm"].map((file) => `${DIST}/${file}`);
      assert.deepEqual(await visit(browser, shop, "elements.html", isReady), files);
    });

    test("built by Vite, the module's line names the built file", async (t) => {
      const root = join(installed.folder, `vite-${name}`);
      await mkdir(root);
      const [, line] = documented("hints").trim().split("\n");
      // The app is the folder with node_modules; its page is built into a folder of its own.
      await writeFile(join(installed.folder, "index.html"), page(line, 'import "./main.js";'));
      await writeFile(join(installed.folder, "main.js"), QUICK_START);
      await build({
        root: installed.folder,
        logLevel: "error",
        build: { target: "es2022", outDir: root, emptyOutDir: true },
      });
      const shop = await serveShop(root, { held: /\.js$/, until: /\.wasm$/ });
      t.after(shop.close);
      const files = await visit(browser, shop, "index.html", titled);
      assert.equal(files.filter((path) => path.endsWith(".wasm")).length, 1, files.join());
    });
  });
}
