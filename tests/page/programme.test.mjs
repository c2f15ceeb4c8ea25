// The living programme in Chromium and Firefox: what is pressed, and what the widgets show, say and celebrate then.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { languages } from "../../scripts/javascript.mjs";
import { top } from "../../scripts/run.mjs";
import { MOMENTS } from "../../www/living/moments.js";
import { SHOPPERS } from "../../www/programme/definition.js";
import { RECORDINGS } from "../../www/programme/recordings.js";
import { FAULTS, SERVER_ZONES } from "../../www/programme/service.js";
import { launch, screenshots } from "./browser.mjs";
import {
  CALENDAR,
  choose,
  close,
  DASHBOARD,
  hears,
  NEEDED,
  open,
  OVERALL,
  press,
  RANK,
  receipt,
  says,
  set,
  shows,
  SPRINT,
  STREAK,
  TENTH,
} from "./living.mjs";

const browsers = { chromium: await launch("chromium"), firefox: await launch("firefox") };

after(() => Promise.all(Object.values(browsers).map((browser) => browser?.close())));

const [ASHA, BEN, NOOR] = SHOPPERS.map(({ id }) => id);

test("the page and the programme know the same shoppers, settings, moments and recordings", async () => {
  const html = await readFile(join(top, "www/index.html"), "utf8");
  for (const { id, name, about } of SHOPPERS)
    assert.ok(html.includes(`value="${id}"`) && html.includes(`<b>${name}</b> <small>${about}<`), name);
  const optionsOf = (id) => {
    const [, options] = new RegExp(`<select id="${id}".*?>(.*?)</select>`, "s").exec(html);
    return [...options.matchAll(/value="([^"]+)"/g)].map(([, value]) => value);
  };
  assert.deepEqual(optionsOf("fault"), FAULTS);
  assert.deepEqual(
    optionsOf("language")
      .map((language) => language.replace("-Hans", ""))
      .sort(),
    [...(await languages()), "en"].sort(),
  );
  for (const value of optionsOf("server")) assert.ok(SERVER_ZONES.includes(value.replace(" ISO", "")), value);
  assert.deepEqual(
    [...html.matchAll(/href="\?show=([^"]+)"/g)].map(([, name]) => name),
    Object.keys(MOMENTS),
  );
  for (const { slug, name } of RECORDINGS) assert.ok(html.includes(`<a href="inspect.html#${slug}">${name}</a>`), slug);
});

for (const [name, browser] of Object.entries(browsers)) {
  describe(`the living programme in ${name}`, {
    skip: browser ? false : `${name} is NOT TESTED: it is not installed`,
  }, () => {
    test("buying moves the bars, is said, carried over, celebrated and heard", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await shows(page, SPRINT, "€100 of €200");
      await shows(page, TENTH, "5 of 10 items");
      await press(page, "purchase");
      await shows(page, SPRINT, "€140 of €200", "70%");
      await says(page, "Spend 200 in ten days: €140 of €200", "Shop twice this week: Achieved");
      await receipt(page, "Two items bought");
      await press(page, "purchase");
      await says(page, "Bonus reached");
      await press(page, "purchase");
      await page.waitForFunction(
        (selector) => document.querySelector(selector).shadowRoot.querySelector('[part="celebration"]'),
        { polling: "raf" },
        SPRINT,
      );
      await shows(page, SPRINT, "€220 of €200", "Achieved on Sep 11", "€20 over");
      await says(page, "Spend 200 in ten days: Achieved");
      await shows(page, TENTH, "1 of 10 items", "1 of 5 cycles achieved");
      await hears(page, /^milestreak-target-achieved.*Autumn sprint/);
      assert.ok(
        (
          await page.$eval(SPRINT, ({ shadowRoot }) =>
            shadowRoot.querySelector('[role="progressbar"]').getAttribute("aria-valuetext"),
          )
        ).includes("€220"),
      );
      await close(opened);
    });

    test("what a sub-target gives is said until it is given, and the target itself is none", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await shows(page, SPRINT, "€60 to Bonus");
      const marks = () =>
        page.$eval(SPRINT, ({ shadowRoot }) =>
          [...shadowRoot.querySelectorAll('[part="milestone"]')].map(({ dataset }) => dataset.achieved !== undefined),
        );
      assert.deepEqual(await marks(), [true, false]);
      await press(page, "purchase");
      await press(page, "purchase");
      await shows(page, SPRINT, "€180 of €200");
      assert.deepEqual(await marks(), [true, true]);
      assert.doesNotMatch(await page.evaluate((selector) => shown(selector), SPRINT), /targetAchieved|to Bonus/);
      await close(opened);
    });

    test("checking in extends the streak, once a day", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await shows(page, STREAK, "3 in a row", "Your streak is at risk: 13 hours left");
      await press(page, "check-in");
      await shows(page, STREAK, "4 in a row");
      assert.ok(!(await page.evaluate((selector) => shown(selector), STREAK)).includes("Your streak is at risk"));
      await says(page, "Daily hello: 4 in a row");
      await press(page, "check-in");
      await receipt(page, "counts tomorrow");
      await close(opened, [/HTTP 409/, /status of 409/]);
    });

    test("the calendar follows: a check-in, then a day that goes by", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await shows(page, CALENDAR, "Thursday, September 11, 2025, at risk");
      await press(page, "check-in");
      await shows(page, CALENDAR, "Thursday, September 11, 2025, Achieved");
      await page.click('[data-days="1"]');
      await shows(page, CALENDAR, "Friday, September 12, 2025, at risk");
      await page.click('[data-days="1"]');
      await shows(page, CALENDAR, "Friday, September 12, 2025, Missed");
      await close(opened);
    });

    test("the rank is what the shop's backend says, and nobody's who does not take part", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await shows(page, RANK, "Rank 89 of 240, €100");
      await press(page, "purchase");
      await shows(page, RANK, "Rank 71 of 240, €140");
      await choose(page, NOOR);
      await page.waitForFunction((selector) => document.querySelector(selector).rank === null, {}, RANK);
      await close(opened, [/ABORTED/]);
    });

    const PROMISES = {
      "not-begun": [SPRINT, "Starts with your next purchase", "+100 points"],
      broken: [STREAK, "Your streak of 2 is broken"],
      needed: [NEEDED, "2 of 3 targets achieved", "2 of 3 needed"],
      overall: [OVERALL, "2 of 2 targets achieved", "Overall target", "€160 of €200"],
      lost: [SPRINT, "No longer achieved", "€180 of €200"],
      limit: [DASHBOARD, "Limit reached"],
      odd: [TENTH, "This figure is not available"],
      india: [SPRINT, "€100 of €200", "22 hours left"],
    };
    for (const [moment, [selector, ...texts]] of Object.entries(PROMISES)) {
      test(`the moment "${moment}" shows what it promises, in view`, async () => {
        const opened = await open(browser, `/?show=${moment}`);
        const { page } = opened;
        await shows(page, selector, ...texts);
        await page.waitForFunction(
          (selector) => {
            const { top } = document.querySelector(selector).getBoundingClientRect();
            return top >= 0 && top < innerHeight / 2;
          },
          {},
          selector,
        );
        assert.equal(await page.$$eval(".moments [aria-current]", ({ length }) => length), 1);
        if (moment === "odd") await hears(page, /^milestreak-issue/);
        await close(opened, [/wrong-type/]);
      });
    }

    test("cards can be put in order, and one of them first", async () => {
      const opened = await open(browser);
      const { page } = opened;
      const isFirst = (name) =>
        page.waitForFunction(
          (selector, name) =>
            document.querySelector(selector).shadowRoot.querySelector('[part~="card"]').textContent.includes(name),
          {},
          DASHBOARD,
          name,
        );
      await isFirst("Autumn sprint");
      await set(page, "order", "deadline");
      await isFirst("Daily hello");
      await set(page, "pin", "Bonus point limit");
      await isFirst("Bonus point limit");
      const markup = '<milestreak-dashboard order="deadline" pin="Bonus point limit">';
      await page.click('#everything button[name="Markup"]');
      assert.ok((await page.$eval("#everything pre", ({ textContent }) => textContent)).includes(markup));
      await close(opened);
    });

    test("a return is no achievement, and may take one back", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await press(page, "return");
      await shows(page, SPRINT, "€80 of €200");
      await hears(page, /^milestreak-progressed.*100 → 80$/);
      const heard = await page.evaluate(() => window.heard());
      assert.ok(!heard.some((line) => /-achieved/.test(line)), heard.join("\n"));
      await choose(page, BEN);
      await shows(page, SPRINT, "€240 of €200");
      for (let times = 0; times < 3; times++) await press(page, "return");
      await shows(page, SPRINT, "€180 of €200");
      await choose(page, NOOR);
      await shows(page, TENTH, "0 of 10 items");
      await press(page, "return");
      await receipt(page, "nothing to return");
      // Nobody waits any more for what was under way for the second shopper.
      await close(opened, [/HTTP 409/, /status of 409/, /ABORTED/]);
    });

    const FAILURES = {
      error: [/HTTP 500/, /status of 500/],
      offline: [/failed/i, /ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/, /NS_ERROR/],
      malformed: [],
    };
    for (const [fault, expected] of Object.entries(FAILURES)) {
      test(`the network: ${fault}, and back`, async () => {
        const opened = await open(browser);
        const { page } = opened;
        await set(page, "fault", fault);
        await shows(page, SPRINT, "Updated", "Try again", "€100 of €200");
        await says(page, "This could not be loaded");
        const code = { error: "http", offline: "network", malformed: "invalid-json" }[fault];
        await hears(page, new RegExp(`^milestreak-error.*${code}$`));
        await set(page, "fault", "none");
        await page.waitForFunction((selector) => !shown(selector).includes("Try again"), {}, SPRINT);
        await press(page, "purchase");
        await shows(page, SPRINT, "€140 of €200");
        await close(opened, expected);
      });
    }

    test("the network: slow, and what was pressed meanwhile is not lost", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await set(page, "fault", "slow");
      await receipt(page, "");
      await press(page, "purchase");
      await press(page, "purchase");
      assert.match(await page.evaluate((selector) => shown(selector), SPRINT), /€100 of €200/);
      await shows(page, SPRINT, "€180 of €200");
      await choose(page, BEN);
      await page.waitForFunction((selector) => document.querySelector(selector).state === "loading", {}, SPRINT);
      await shows(page, SPRINT, "€240 of €200");
      // Nobody waits any more for what was under way for the first shopper.
      await close(opened, [/ABORTED/]);
    });

    test("every language, one of them from the right; the page around keeps its own", async () => {
      const opened = await open(browser);
      const { page } = opened;
      const WORDS = {
        de: "100 € von 200 €",
        hi: "€200 में से €100",
        ar: "الدورات المنجزة",
        ja: "€100 / €200",
        es: "100 € de 200 €",
        fr: "100 € sur 200 €",
        pt: "€ 100 de € 200",
        id: "€100 dari €200",
        th: "€100 จาก €200",
        vi: "100 € / 200 €",
        "zh-Hans": "共4期",
        "zh-Hant": "共4期",
        en: "€100 of €200",
      };
      for (const [language, words] of Object.entries(WORDS)) {
        await set(page, "language", language);
        await shows(page, SPRINT, words);
        const direction = await page.$eval(
          SPRINT,
          ({ shadowRoot }) => getComputedStyle(shadowRoot.querySelector('[part="root"]')).direction,
        );
        assert.equal(direction, language === "ar" ? "rtl" : "ltr");
        if (language === "ar") await page.screenshot({ path: join(screenshots, `programme-${name}-ar.png`) });
      }
      assert.equal(
        await page.evaluate(
          () => document.documentElement.lang + document.querySelector("#shop").closest("[lang]").lang,
        ),
        "enen",
      );
      await set(page, "language", "de");
      await press(page, "purchase");
      await says(page, "140 € von 200 €");
      await close(opened);
    });

    test("a day ends where the programme's clocks say", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await shows(page, STREAK, "13 hours left");
      await set(page, "zone", "Asia/Tokyo");
      await shows(page, STREAK, "6 hours left");
      assert.match(await page.$eval("#clock", ({ textContent }) => textContent), /5:00\sPM|17:00/);
      await close(opened);
    });

    test("below each widget: markup to copy, figures, and the answer without the customer", async () => {
      const opened = await open(browser);
      const { page } = opened;
      const text = (exhibit) => page.$eval(`#${exhibit} pre`, ({ textContent }) => textContent);
      const unfold = (exhibit, part) => page.click(`#${exhibit} button[name="${part}"]`);
      await unfold("goals", "Markup");
      const markup = await text("goals");
      for (const part of [
        `user-id="${ASHA}"`,
        'time-zone="Europe/Berlin"',
        '<milestreak-progress group="Autumn sprint">',
        "--milestreak-accent: light-dark(#b5460f, #ffad78);",
      ]) {
        assert.ok(markup.includes(part), `${part}\nnot in: ${markup}`);
      }
      await set(page, "theme", "kerb");
      await set(page, "language", "ja");
      assert.ok(
        (await text("goals")).includes("--milestreak-radius: 0;") && (await text("goals")).includes('lang="ja"'),
      );
      await page.click("#goals .copy");
      await page.waitForFunction(() => ["Copied", "Selected"].includes(document.querySelector(".copy").textContent));
      await unfold("goals", "Figures");
      assert.deepEqual(
        JSON.parse(await text("goals")).map(({ groupName, achieved }) => [groupName, achieved]),
        [
          ["Autumn sprint", 100],
          ["Tenth one free", 5],
        ],
      );
      await unfold("streak", "Response");
      const [head, body] = (await text("streak")).split("\n\n");
      assert.match(head, /^HTTP 200, /);
      const { data } = JSON.parse(body);
      assert.deepEqual(
        [Object.keys(data), data.targetGroups.map(({ name }) => name)],
        [["userId", "targetGroups"], ["Daily hello"]],
      );
      await set(page, "fault", "malformed");
      await page.waitForFunction(() => document.querySelector("#streak pre").textContent.includes("and here it ends"));
      await unfold("streak", "Response");
      assert.equal(await page.$eval("#streak .code", ({ hidden }) => hidden), true);
      const html = await page.evaluate(() => document.documentElement.outerHTML);
      assert.ok(!/shop\.example|lastName/.test(html), "the page shows the customer's profile");
      await close(opened);
    });
  });
}
