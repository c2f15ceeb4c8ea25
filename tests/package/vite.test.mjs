// The tarball in a web app that Vite builds, loaded in Chromium.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { after, test } from "node:test";
import { build } from "vite";
import { launch, openPage } from "../page/browser.mjs";
import { pack, project, top } from "./pack.mjs";

const packed = await pack();
const app = await project(packed.tarball, {
  "index.html": '<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>',
  "main.js": `
    import { init, parse } from "milestreak";
    await init();
    const snapshot = parse(await (await fetch("/response.json")).text());
    document.title = snapshot.activeCycles({ now: Date.parse("2024-08-30T09:21:43.744Z") }).map((cycle) => cycle.refCode).join();
  `,
});
const browser = await launch();

after(async () => {
  await browser?.close();
  await app.remove();
  await packed.remove();
});

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

/** A plain server for a built app, beside a response. */
async function serveBuilt(folder) {
  const types = [];
  const server = createServer(async (request, response) => {
    const path = request.url === "/" ? "/index.html" : request.url;
    try {
      const body = await readFile(path === "/response.json" ? join(top, "tests/fixtures/docs-user-all-cycles.json") : join(folder, path));
      types.push(extname(path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, types, close: () => server.close() };
}

test("Vite builds one WebAssembly file and the page uses it", { skip: browser ? false : "Chromium is not installed" }, async () => {
  await build({ root: app.folder, logLevel: "silent", build: { assetsInlineLimit: 0, target: "es2022" } });
  const assets = await readdir(join(app.folder, "dist/assets"));
  assert.equal(assets.filter((name) => name.endsWith(".wasm")).length, 1, assets.join());
  const server = await serveBuilt(join(app.folder, "dist"));
  const { page, complaints } = await openPage(browser, server.url);
  await page.waitForFunction(() => document.title !== "app");
  assert.equal(await page.title(), "PERIOD_G_53235_3,Cycle_5,PERIOD_G_53236_2");
  assert.deepEqual(complaints, []);
  assert.ok(server.types.includes(".wasm"));
  server.close();
});
