// The demo as a folder of files: it lives on a server that knows nothing else, in any folder.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, describe, test } from "node:test";
import { buildDemo } from "../../scripts/demo.mjs";
import { top } from "../../scripts/run.mjs";
import { launch } from "./browser.mjs";
import { DASHBOARD, open, press, says, set, shows, SPRINT } from "./living.mjs";

const browser = await launch("chromium");

describe("the static demo", { skip: browser ? false : "Chromium is not installed" }, () => {
  const TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".json": "application/json",
  };
  const SUB = "/some/sub/path/";
  const asked = [];

  /** Knows files below a path, and nothing else. */
  const dumb = createServer(async (request, response) => {
    asked.push(request.url);
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname.startsWith(SUB) ? pathname.slice(SUB.length) || "index.html" : undefined;
    const body = name && (await readFile(join(top, "www/dist", name)).catch(() => undefined));
    if (body) response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/plain" }).end(body);
    else response.writeHead(404).end();
  });
  after(() => {
    dumb.closeAllConnections();
    dumb.close();
    return browser?.close();
  });

  test("lives in any folder of a server that only has files", async () => {
    await buildDemo();
    await new Promise((resolve) => dumb.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${dumb.address().port}${SUB}`;
    const opened = await open(browser, url);
    const { page } = opened;
    await press(page, "purchase");
    await shows(page, SPRINT, "€140 of €200");
    await says(page, "€140 of €200");
    await page.click('[data-days="1"]');
    await shows(page, DASHBOARD, "Sep 12, running");
    for (const fault of ["error", "offline", "malformed"]) {
      await set(page, "fault", fault);
      await shows(page, SPRINT, "Try again");
      await set(page, "fault", "none");
      await page.waitForFunction((selector) => !shown(selector).includes("Try again"), {}, SPRINT);
    }
    await set(page, "language", "ar");
    await shows(page, SPRINT, "الدورات المنجزة");
    await Promise.all([page.waitForNavigation(), page.click('a[href="?show=limit"]')]);
    await shows(page, DASHBOARD, "Limit reached");
    await page.click('a[href="inspect.html#over-target"]');
    await page.waitForSelector('#dashboard[aria-busy="false"]');
    await page.waitForFunction(() => document.querySelector("#cycles").textContent.includes("999 of 1"));
    await page.select("#source", "all-milestones");
    await page.waitForFunction(() => document.querySelectorAll(".card").length === 7);
    assert.ok(
      asked.every((path) => path.startsWith(SUB) && !path.includes("visits") && !path.includes("api_gateway")),
      asked.join("\n"),
    );
    await page.close();
  });

  test("has its policy in the page", async () => {
    for (const name of ["index.html", "inspect.html"]) {
      const html = await readFile(join(top, "www/dist", name), "utf8");
      assert.match(
        html,
        /<head>\s*<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';[^"]*require-trusted-types-for 'script'/,
      );
    }
  });
});
