// A web page in Rust that depends on the crate (examples/rust-page), in Chromium and Firefox: it asks the mock API, and shows what
// the npm package says of the same response.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { env, run, top } from "../../scripts/run.mjs";
import { init, parse } from "../../pkg/dist/node.js";
import { serve } from "../package/serve.mjs";
import { launch, openPage } from "./browser.mjs";

const api = process.env.MILESTREAK_ORIGIN;
const folder = join(top, "examples/rust-page");
const USER = 347286146;
const ANSWERED = Date.parse("2024-08-30T09:21:43.741Z");

const browsers = { chromium: await launch("chromium"), firefox: await launch("firefox") };
let pages;

before(async () => {
  const out = ["--dev", "--target", "web", "--no-typescript"];
  // What the tests of the crate have built already is not built again.
  await run("wasm-pack", ["build", folder, ...out], {
    quiet: true,
    env: { ...env, CARGO_TARGET_DIR: join(top, "target") },
  });
  // As a careful page: nothing inline, and connections to the API alone.
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'self' ${api}`;
  pages = await serve(async (path) => ({
    body: await readFile(join(folder, path)),
    headers: { "content-security-policy": policy },
  }));
});

after(async () => {
  pages?.close();
  await Promise.all(Object.values(browsers).map((browser) => browser?.close()));
});

/** What the page shows once it has an answer. */
async function shown(browser, question) {
  const { page, complaints } = await openPage(browser, `${pages.origin}/?${new URLSearchParams({ api, ...question })}`);
  await page.waitForFunction(() => document.querySelector("#status").textContent !== "Loading");
  const found = await page.evaluate(() => ({
    status: document.querySelector("#status").textContent,
    code: document.querySelector("#status").dataset.code,
    cycles: [...document.querySelectorAll("#cycles li")].map((item) => [
      item.firstChild.textContent,
      item.querySelector("progress").value,
    ]),
  }));
  await page.close();
  return { ...found, complaints };
}

for (const [name, browser] of Object.entries(browsers)) {
  describe(`the page in Rust in ${name}`, {
    skip: browser ? false : `${name} is NOT TESTED: it is not installed`,
  }, () => {
    test("shows the active cycles that the package knows of", async () => {
      await init();
      const body = await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json"));
      const expected = parse(body, { allCycles: true }).activeCycles({ now: ANSWERED });
      assert.ok(expected.length > 2, "there are some");
      const { status, cycles, complaints } = await shown(browser, { token: "demo-token", user: USER, now: ANSWERED });
      assert.deepEqual(
        cycles,
        expected.map(({ targetName, displayPercent }) => [targetName, displayPercent]),
      );
      assert.deepEqual([status, complaints], ["", []]);
    });

    test("says when there is none, and when they cannot be had", async () => {
      const early = await shown(browser, { token: "demo-token", user: 566135941, now: 0 });
      assert.deepEqual([early.status, early.cycles], ["No cycle runs now.", []]);
      const refused = await shown(browser, { token: "expired", user: USER });
      assert.deepEqual([refused.code, refused.cycles], ["unauthorized", []]);
      assert.match(refused.status, /cannot be shown/);
      const nowhere = await shown(browser, { user: USER, api: "http://127.0.0.1:1" });
      assert.equal(nowhere.code, "network");
    });
  });
}
