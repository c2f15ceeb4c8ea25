// WebKit, which neither wasm-pack nor puppeteer drives: every case that the other browsers run, the demo, and what the elements
// say and do, through its own driver.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launchWebKit } from "../../scripts/webkit.mjs";
import { axe, screenshots } from "./browser.mjs";
import { BARS, LANGUAGES, plain, stateOf, WORDS } from "./spoken.mjs";
import { url } from "./stage.mjs";

const origin = process.env.MILESTREAK_ORIGIN;
const browser = await launchWebKit();
await mkdir(screenshots, { recursive: true });
const skip = browser ? false : "WebKit is NOT TESTED: install webkit2gtk-driver, xvfb and xauth";

after(() => browser?.close());

// A page without a policy: some cases try what a strict one forbids.
await browser?.goto(`${origin}/fixtures/docs-user-over-target.json`);
const cases = browser
  ? await browser.evaluate("return (await import('/tests/browser/run.js')).names(args[0]);", origin)
  : [];

test("WebKit runs the cases of the other browsers", { skip }, () =>
  assert.ok(cases.length > 30, `${cases.length} cases`),
);

for (const name of cases) {
  test(`${name} in WebKit`, () =>
    browser.evaluate("const { run } = await import('/tests/browser/run.js'); await run(...args);", name, origin));
}

test("WebKit follows the living programme", { skip }, async () => {
  await browser.goto(`${origin}/`);
  const said = await browser.evaluate(`
    const shown = () => document.querySelector("milestreak-progress").shadowRoot?.querySelector('[part="figures"]')?.textContent;
    const until = async (figures) => {
      while (shown() !== figures) await new Promise((resolve) => requestAnimationFrame(resolve));
    };
    await until("€100 of €200");
    document.querySelector('[data-do="purchase"]').click();
    await until("€140 of €200");
    return document.querySelector("#provider").shadowRoot.querySelector('[role="status"]').textContent;
  `);
  assert.match(said, /Spend 200 in ten days: €140 of €200/);
  await writeFile(join(screenshots, "programme-webkit.png"), await browser.screenshot());
});

test("WebKit shows the page that inspects responses", { skip }, async () => {
  await browser.goto(`${origin}/inspect.html`);
  const running = await browser.evaluate(`
    while (document.querySelector("#dashboard").ariaBusy !== "false") await new Promise((resolve) => requestAnimationFrame(resolve));
    return [...document.querySelectorAll('tr[data-phase="active"]')].map(({ dataset }) => dataset.ref);
  `);
  assert.deepEqual(running, ["PERIOD_G_53235_3", "PERIOD_G_53236_2", "Cycle_5"]);
  const shown = await browser.evaluate(
    `return document.querySelector("#widgets").shadowRoot.querySelector('[part="root"]').textContent;`,
  );
  assert.match(plain(shown), /200 of 1,000/);
  await writeFile(join(screenshots, "inspect-webkit.png"), await browser.screenshot());
});

/** WebKitGTK takes its figures from the system, where Arabic may have digits of its own. */
const western = (text) =>
  text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replaceAll("٬", ",")
    .replaceAll("٪", "%");

describe("the elements in WebKit", { skip }, () => {
  before(async () => {
    await browser.goto(url);
    // Under load its driver says that the page is there before the module has run. (The element #stage has the name as well.)
    await browser.evaluate("while (!window.stage?.names) await new Promise(requestAnimationFrame);");
  });

  test("every scene is in its state, and says so", async () => {
    const scenes = await browser.evaluate(`
      const scenes = {};
      for (const name of stage.names) {
        await stage.show(name);
        scenes[name] = stage.read();
      }
      return scenes;
    `);
    for (const [name, { state, words, bars }] of Object.entries(scenes)) {
      assert.deepEqual(state, stateOf(name), name);
      for (const expected of WORDS[name] ?? [])
        assert.ok(plain(words).includes(expected), `${name}: ${expected}\nnot in: ${plain(words)}`);
      if (BARS[name])
        assert.deepEqual(
          bars.map(([name, words, now]) => [plain(name), plain(words), now]),
          BARS[name],
          name,
        );
    }
  });

  test("every language, Arabic from right to left", async () => {
    for (const [lang, expected] of Object.entries(LANGUAGES)) {
      const { words, direction } = await browser.evaluate(
        `
        document.documentElement.lang = args[0];
        await stage.show("dashboard all");
        const [element] = document.querySelector("#stage").children;
        while (element.state !== "ready") await stage.painted();
        const { direction } = getComputedStyle(element.shadowRoot.querySelector('[part="root"]'));
        document.documentElement.lang = "en";
        return { words: stage.read().words, direction };
        `,
        lang,
      );
      assert.equal(direction, lang === "ar" ? "rtl" : "ltr", lang);
      const shown = western(plain(words));
      for (const phrase of expected) assert.ok(shown.includes(phrase), `${phrase}\nnot in: ${shown}`);
    }
  });

  test("filters, events, a live region that speaks, a celebration that ends", async () => {
    const found = await browser.evaluate(`
      await stage.show("dashboard all");
      const [element] = document.querySelector("#stage").children;
      const { shadowRoot } = element;
      const heard = [];
      document.addEventListener("milestreak-target-achieved", ({ detail, target }) => heard.push([target.localName, detail.targetName]), { once: true });
      element.notify([stage.figures.event("target-achieved")]);
      const parties = () => shadowRoot.querySelectorAll('[part="celebration"]').length;
      const during = parties();
      while (parties()) await stage.painted();
      const spoken = shadowRoot.querySelector('[role="status"]').textContent;
      [...shadowRoot.querySelectorAll("button")].find(({ textContent }) => textContent === "Streaks").click();
      await stage.painted();
      return { heard, during, spoken, filter: element.filter, titles: stage.text("title") };
    `);
    assert.deepEqual(found, {
      heard: [["milestreak-dashboard", "Collect points"]],
      during: 1,
      spoken: "Collect points: Achieved",
      filter: "streaks",
      titles: ["A visit a day"],
    });
  });

  test("figures of the engine, fetched by attributes alone", async () => {
    const words = await browser.evaluate(`
      const targets = [{ targetRuleId: 1, targetName: "Collect", periodId: 1, targetValue: 10, targetAchievedValue: 4, targetType: "REGULAR_POINTS", unEnrolled: false }];
      const data = { userId: 7, targetGroups: [{ id: 1, name: "All year", targetEvaluationType: "PERIOD_AGNOSTIC_WINDOW", trackingType: "DEFAULT", targets }] };
      const plan = encodeURIComponent(JSON.stringify([{ status: 200, json: { data, errors: null, warnings: null } }]));
      const element = await stage.put("milestreak-progress", {}, { src: "/fault/elements-webkit/" + plan + "/{userId}/figures", "user-id": "7" });
      while (element.state !== "ready") await stage.painted();
      return stage.read().words;
    `);
    assert.match(plain(words), /4 of 10 points 40% .*6 points to go/);
  });

  test("axe finds nothing in any scene, light and dark; and nothing that the policy forbids", async () => {
    for (const scheme of ["light", "dark"]) {
      const { violations, passed, forbidden } = await browser.evaluate(
        `
        ${axe}
        document.documentElement.style.colorScheme = args[0];
        await stage.show(...stage.names);
        const { violations, passes } = await axe.run(document);
        document.documentElement.style.removeProperty("color-scheme");
        return { violations: violations.map(({ id, nodes }) => [id, nodes[0].html]), passed: passes.length, forbidden: stage.violations };
        `,
        scheme,
      );
      assert.deepEqual(violations, []);
      assert.deepEqual(forbidden, []);
      assert.ok(passed > 15, `${passed} rules`);
    }
  });

  test("a picture for people", async () => {
    await browser.evaluate(`await stage.show("dashboard all"); document.querySelector("#stage").scrollIntoView();`);
    const picture = await browser.screenshot();
    await mkdir(screenshots, { recursive: true });
    await writeFile(join(screenshots, "elements-webkit.png"), picture);
    assert.ok(picture.length > 10_000);
  });
});
