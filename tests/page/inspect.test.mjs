// The page that inspects responses, in Chromium and Firefox, as npm start serves it.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { top } from "../../scripts/run.mjs";
import { launch, openPage, screenshots } from "./browser.mjs";

const origin = process.env.MILESTREAK_ORIGIN;
const browsers = { chromium: await launch("chromium"), firefox: await launch("firefox") };

after(() => Promise.all(Object.values(browsers).map((browser) => browser?.close())));

const settled = (page) => page.waitForSelector('#dashboard[aria-busy="false"]');
const texts = (page, selector) => page.$$eval(selector, (found) => found.map(({ textContent }) => textContent));

/** What the widgets show, with plain spaces; nothing while they are not shown. */
const shown = (page) =>
  page.$eval("#widgets", (widgets) =>
    widgets.hidden ? "" : widgets.shadowRoot.querySelector('[part="root"]').textContent.replace(/\s+/g, " "),
  );

/** The row of a cycle in the table, cell by cell. */
const rowOf = (page, refCode) =>
  page.$eval(`tr[data-ref="${refCode}"]`, (row) =>
    [...row.cells].map(({ textContent }) => textContent.replace(/[\s\u2009]+/g, " ").trim()),
  );
const running = (page) => page.$$eval('tr[data-phase="active"]', (rows) => rows.map(({ dataset }) => dataset.ref));

/** Chooses a response by the name of its source, and waits for it to be shown. */
async function choose(page, slug) {
  assert.deepEqual(await page.select("#source", slug), [slug], `there is no response "${slug}"`);
  await page.waitForFunction((slug) => location.hash === `#${slug}`, {}, slug);
  await settled(page);
}

async function goTo(page, instant) {
  await page.$eval(
    "#now",
    (range, instant) => {
      range.value = instant;
      range.dispatchEvent(new Event("input"));
    },
    Date.parse(instant),
  );
}

for (const [name, browser] of Object.entries(browsers)) {
  describe(`inspecting responses in ${name}`, {
    skip: browser ? false : `${name} is NOT TESTED: it is not installed`,
  }, () => {
    const open = async (options) => {
      const opened = await openPage(browser, `${origin}/inspect.html`, options);
      await settled(opened.page);
      return opened;
    };

    test("shows what runs in the published response, to the customer and to engineers", async () => {
      const { page, complaints } = await open();
      assert.deepEqual(await running(page), ["PERIOD_G_53235_3", "PERIOD_G_53236_2", "Cycle_5"]);
      const cyclic = await rowOf(page, "PERIOD_G_53235_3");
      assert.match(cyclic[1], /^Aug 29, 2024, 9:43 AM – Aug 30, 2024, 9:43 AM$/);
      assert.deepEqual(cyclic.slice(2, 6), ["active, window", "not-started", "0 of 1,000", "0 %"]);
      assert.deepEqual((await rowOf(page, "PERIOD_G_53235_1")).slice(2, 6), [
        "ended, window",
        "achieved",
        "1,200 of 1,000",
        "100 %",
      ]);
      assert.deepEqual((await rowOf(page, "PERIOD_G_53236_2")).slice(1, 6), [
        "–",
        "active, sequence",
        "in-progress",
        "200 of 1,000",
        "20 %",
      ]);
      assert.deepEqual((await rowOf(page, "Cycle_5")).slice(1, 3), ["Aug 30, 2024", "active, flag"]);
      const groups = await page.$$eval(".group th", (heads) => heads.map(({ firstChild }) => firstChild.textContent));
      assert.deepEqual([groups.length, groups[2], groups.at(-1)], [9, "t1Cyclic", "t1Fixed"]);
      const words = await shown(page);
      for (const phrase of ["t1Cyclic", "200 of 1,000", "20%", "21 minutes left", "1 of 5 cycles achieved"])
        assert.ok(words.includes(phrase), `${phrase} not in: ${words}`);
      assert.deepEqual(complaints, []);
      await page.screenshot({ path: join(screenshots, `inspect-${name}.png`), fullPage: true });
      await page.close();
    });

    test("offers every fixture of the vendor's, each at the moment it was recorded", async () => {
      const { page, complaints } = await open();
      for (const [slug, moment, ...phrases] of [
        ["every-kind", /^Fri, Aug 30, 2024, 9:21 AM UTC$/, "t1Cyclic"],
        ["streaks", /^Tue, May 7, 2024, 10:26 AM UTC$/, "Drink a coffee everyday", "2,600 of 11"],
        ["not-begun", /^Tue, Jul 30, 2024, 6:02 AM UTC$/, "0 of 1,500"],
        ["triggers", /^Fri, May 10, 2024, 12:00 AM UTC$/, "Painter- buy 10X in 1 month", "0 of 10"],
        ["over-target", /^Mon, Sep 29, 2025, 11:45 AM UTC$/, "999 of 1"],
      ]) {
        await choose(page, slug);
        assert.match(await page.$eval("#now-text", ({ textContent }) => textContent), moment);
        const words = await shown(page);
        for (const phrase of phrases) assert.ok(words.includes(phrase), `${slug}: ${phrase} not in: ${words}`);
        const raw = await page.$eval("#raw", ({ textContent }) => textContent);
        assert.match(raw, /"targetGroups"/);
        assert.doesNotMatch(raw, /customer/);
      }
      for (const [slug, count, phrase] of [
        ["list", 96, "Together: (2450 & 2451)"],
        ["all-milestones", 7, "Streak levels: "],
        ["audience-filter", 2, "sub-targets at 100 %"],
        ["user-created", 1, ""],
      ]) {
        await choose(page, slug);
        assert.equal(await page.$$eval(".card", ({ length }) => length), count, slug);
        const words = await page.$eval("#definitions", ({ textContent }) => textContent);
        assert.ok(words.includes(phrase), `${slug}: ${phrase} not in: ${words}`);
        assert.equal(await shown(page), "");
      }
      assert.deepEqual(complaints, []);
      const offered = await page.$$eval("#source option", (options) => options.map(({ value }) => value));
      assert.equal(new Set(offered).size, (await readdir(join(top, "tests/fixtures"))).length + 1, "and nobody's");
      await page.close();
    });

    test("keeps the customer's profile out", async () => {
      const { page } = await open();
      const { data } = JSON.parse(await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json"), "utf8"));
      const html = await page.evaluate(() => document.documentElement.outerHTML);
      const secrets = data.customer.profiles
        .flatMap(({ firstName, lastName, identifiers = [] }) => [
          firstName,
          lastName,
          ...identifiers.map(({ value }) => value),
        ])
        .filter(Boolean);
      assert.ok(secrets.length > 0);
      for (const secret of secrets) assert.ok(!html.includes(secret), "the page shows the customer's profile");
      await page.close();
    });

    test("says what is wrong with what is no response", async () => {
      const { page, complaints } = await open();
      for (const [slug, line, column, cause] of [
        ["dots", 11, 13, /abridged/],
        ["headless", 127, 3, /beginning of the text were missing/],
        ["no-break-spaces", 2, 1, /no-break space \(U\+00A0\)/],
      ]) {
        await choose(page, slug);
        assert.deepEqual(await texts(page, ".problem h2"), ["This is not JSON"]);
        assert.match(await page.$eval(".problem p", ({ textContent }) => textContent), cause);
        assert.deepEqual(await texts(page, ".problem dd"), ["invalid-json", String(line), String(column)]);
        assert.equal(await shown(page), "");
      }
      for (const [slug, heading, code] of [
        ["invalid-user", "The API reported a problem", "api"],
        ["not-enrolled", "The API reported a problem", "api"],
      ]) {
        await choose(page, slug);
        assert.deepEqual(await texts(page, ".problem h2"), [heading], slug);
        assert.equal((await texts(page, ".problem dd"))[0], code, slug);
      }
      await choose(page, "every-kind");
      assert.equal((await texts(page, ".problem")).length, 0);
      assert.match(await shown(page), /t1Fixed/);
      assert.deepEqual(complaints, []);
      await page.close();
    });

    test("has an address for each response, and the way back", async () => {
      const { page } = await openPage(browser, `${origin}/inspect.html#over-target`);
      await settled(page);
      assert.match(await shown(page), /999 of 1/);
      assert.equal(await page.$eval("#source", ({ value }) => value), "over-target");
      await choose(page, "triggers");
      await page.goBack();
      await page.waitForFunction(() => document.querySelector("#source").value === "over-target");
      await settled(page);
      assert.match(await shown(page), /999 of 1/);
      await page.close();
    });

    test("moves through time", async () => {
      const { page } = await open();
      await goTo(page, "2024-08-27T12:00:00Z");
      assert.deepEqual(await running(page), ["PERIOD_G_53235_1", "PERIOD_G_53236_2", "Cycle_2"]);
      assert.match(await page.$eval("#now-text", ({ textContent }) => textContent), /Tue, Aug 27, 2024/);
      assert.match(await shown(page), /1,200 of 1,000/);
      await page.click("#recorded");
      await page.click("#next");
      assert.deepEqual(await running(page), ["PERIOD_G_53235_4", "PERIOD_G_53236_2", "Cycle_5"]);
      await page.click("#today");
      assert.deepEqual(await running(page), ["PERIOD_G_53236_2"]);
      await page.close();
    });

    test("counts days in the chosen time zone", async () => {
      const { page } = await open();
      assert.match(await shown(page), /14 hours left/);
      await page.select("#zone", "Asia/Kolkata");
      assert.match(await page.$eval("#now-text", ({ textContent }) => textContent), /2:51/);
      await page.waitForFunction(() =>
        document.querySelector("#widgets").shadowRoot.textContent.includes("9 hours left"),
      );
      await page.close();
    });

    test("reads what is pasted, and what is not there says so", async () => {
      const { page } = await open();
      await page.click("#paste summary");
      const paste = async (text) => {
        await page.$eval("#pasted", (area, text) => (area.value = text), text);
        await page.click("#read");
        await settled(page);
      };
      const name = '<img src=x onerror="document.title=1">';
      await paste(
        JSON.stringify({
          data: {
            userId: 1,
            targetGroups: [
              {
                id: 5,
                name,
                targetEvaluationType: "PERIOD_AGNOSTIC_WINDOW",
                targets: [
                  { targetName: "Coffee", targetValue: 500, targetAchievedValue: 499.6, targetId: 7, periodId: "x" },
                ],
              },
            ],
          },
        }),
      );
      assert.equal(await page.$eval(".group th", ({ firstChild }) => firstChild.textContent), name);
      assert.match(await page.$eval("#cycles", ({ textContent }) => textContent), /Coffee.*499\.6 of 500.*99 %/);
      assert.match(await shown(page), /499\.6 of 500 ?99%/);
      assert.match(
        await page.$eval("#issues", ({ textContent }) => textContent),
        /data\.targetGroups\[0\]\.targets\[0\]\.periodId/,
      );
      await paste('{ "data": ');
      assert.match(await page.$eval(".problem", ({ textContent }) => textContent), /cut off/);
      await paste("<!doctype html><title>Sign in</title>");
      assert.match(await page.$eval(".problem", ({ textContent }) => textContent), /HTML/);
      await paste("[]");
      assert.deepEqual(await texts(page, ".problem h2"), ["This is JSON, but not a targetGroups response"]);
      assert.notEqual(await page.title(), "1");
      await choose(page, "nobody");
      assert.match(
        await page.$eval(".problem", ({ textContent }) => textContent),
        /There is no such customer.*not-found.*404/,
      );
      await page.close();
    });

    test("reads a file that is dropped or chosen", async () => {
      const { page } = await open();
      await page.evaluate(() => {
        const body = JSON.stringify({ data: { userId: 1, targetGroups: [{ id: 5, name: "Dropped", targets: [] }] } });
        const transfer = new DataTransfer();
        transfer.items.add(new File([body], "response.json"));
        for (const type of ["dragover", "drop"])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
      });
      await page.waitForFunction(() => document.querySelector(".group th")?.firstChild.textContent === "Dropped");
      const input = await page.$("#file");
      await input.uploadFile(join(top, "tests/fixtures/docs-user-over-target.json"));
      await page.waitForFunction(() => document.querySelector("#cycles").textContent.includes("999 of 1"));
      await page.close();
    });

    test("says when the server cannot be reached", async () => {
      const { page } = await open();
      await page.setOfflineMode?.(true).catch(() => undefined);
      const offline = await page.evaluate(() =>
        fetch("/", { cache: "no-store" }).then(
          () => false,
          () => true,
        ),
      );
      // Firefox cannot be taken off the network this way; the client's own tests cut its connection.
      if (name === "chromium") assert.ok(offline);
      if (offline) {
        await choose(page, "over-target");
        assert.deepEqual(await texts(page, ".problem h2"), ["The server could not be reached"]);
      }
      await page.close();
    });

    test("can be used with the keyboard alone", async () => {
      const { page } = await open();
      const reached = [];
      for (let turn = 0; turn < 12; turn++) {
        await page.keyboard.press("Tab");
        reached.push(
          await page.evaluate(
            () => document.activeElement.id || document.activeElement.className || document.activeElement.tagName,
          ),
        );
      }
      assert.deepEqual(reached.slice(0, 12), [
        "skip",
        "brand",
        "A",
        "A",
        "source",
        "zone",
        "file",
        "now",
        "recorded",
        "next",
        "today",
        "SUMMARY",
      ]);
      const before = await page.$eval("#now-text", ({ textContent }) => textContent);
      await page.focus("#next");
      await page.keyboard.press("Enter");
      assert.notEqual(await page.$eval("#now-text", ({ textContent }) => textContent), before);
      await page.close();
    });

    test("fits a narrow screen, in both colour schemes", async () => {
      for (const scheme of ["light", "dark"]) {
        const prepare =
          name === "chromium"
            ? (page) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }])
            : undefined;
        const { page, complaints } = await open({ width: 320, height: 640, prepare });
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
        assert.deepEqual(complaints, []);
        await page.screenshot({ path: join(screenshots, `inspect-${name}-narrow-${scheme}.png`) });
        await page.close();
      }
    });
  });
}

test("both pages are served under a strict content security policy", async () => {
  for (const page of ["", "inspect.html"]) {
    const policy = (await fetch(`${origin}/${page}`)).headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
    assert.match(policy, /require-trusted-types-for 'script'/);
  }
});
