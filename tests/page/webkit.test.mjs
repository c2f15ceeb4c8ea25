// WebKit, which wasm-pack does not drive: every case that the other browsers run, and the demo, through its own driver.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { launchWebKit } from "../../scripts/webkit.mjs";
import { screenshots } from "./browser.mjs";

const origin = process.env.MILESTREAK_ORIGIN;
const browser = await launchWebKit();
const skip = browser ? false : "WebKit is NOT TESTED: install webkit2gtk-driver, xvfb and xauth";

after(() => browser?.close());

// A page without a policy: some cases try what a strict one forbids.
await browser?.goto(`${origin}/fixtures/docs-user-over-target.json`);
const cases = browser ? await browser.evaluate("return (await import('/tests/browser/run.js')).names(args[0]);", origin) : [];

test("WebKit runs the cases of the other browsers", { skip }, () => assert.ok(cases.length > 30, `${cases.length} cases`));

for (const name of cases) {
  test(`${name} in WebKit`, () => browser.evaluate("const { run } = await import('/tests/browser/run.js'); await run(...args);", name, origin));
}

test("WebKit shows the demo", { skip }, async () => {
  await browser.goto(`${origin}/`);
  const cards = await browser.evaluate(`
    while (document.querySelector("#dashboard").ariaBusy !== "false") await new Promise((resolve) => requestAnimationFrame(resolve));
    return [...document.querySelectorAll("section.active")].map(({ dataset }) => dataset.ref);
  `);
  assert.deepEqual(cards, ["PERIOD_G_53235_3", "PERIOD_G_53236_2", "Cycle_5"]);
  await mkdir(screenshots, { recursive: true });
  await writeFile(join(screenshots, "demo-webkit.png"), await browser.screenshot());
});
