// The page that inspects responses, in Chromium and Firefox, as npm start serves it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { top } from "../../scripts/run.mjs";
import { launch, openPage, screenshots } from "./browser.mjs";

const origin = process.env.MILESTREAK_ORIGIN;
const browsers = { chromium: await launch("chromium"), firefox: await launch("firefox") };

after(() => Promise.all(Object.values(browsers).map((browser) => browser?.close())));

const settled = (page) => page.waitForSelector('#dashboard[aria-busy="false"]');
const texts = (page, selector) => page.$$eval(selector, (found) => found.map(({ textContent }) => textContent));
const cardOf = (page, name) => page.$eval(`article[aria-label="${name}"]`, ({ textContent }) => textContent);

/** Chooses a response and waits for it to be shown. */
async function choose(page, name) {
  const value = await page.$$eval(
    "#source option",
    (options, name) => options.find(({ textContent }) => textContent === name)?.value,
    name,
  );
  assert.ok(value !== undefined, `there is no response "${name}"`);
  await page.select("#source", value);
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

    test("shows what runs in the published response", async () => {
      const { page, complaints } = await open();
      // Intl separates the ends of a range with thin spaces.
      const active = (await texts(page, "section.active")).map((text) => text.replaceAll("\u2009", " "));
      assert.deepEqual(active, [
        "PERIOD_G_53235_30 of 1,000 · 1,000 to go0 %21 minutes left · Behind · Aug 29 – 30",
        "PERIOD_G_53236_2200 of 1,000 · 800 to go20 %No deadline",
        "Cycle_50 of 1,000 · 1,000 to go0 %14 hours left · Behind · Aug 30",
      ]);
      assert.match(await cardOf(page, "t1Cyclic"), /1,200 of 1,000 · done Aug 27 · 200 over/);
      assert.match(await cardOf(page, "t1PA"), /1,000 of 1,000 · done Aug 27/);
      const bars = await page.$$eval('article[aria-label="t1Cyclic"] progress', (bars) =>
        bars.map(({ value, ariaLabel }) => [ariaLabel, value]),
      );
      assert.deepEqual(bars[0], ["t1Cyclic: 0 of 1,000", 0]);
      assert.ok(
        bars.some(([label, value]) => label === "PERIOD_G_53235_1: 1,200 of 1,000" && value === 100),
        JSON.stringify(bars),
      );
      assert.match(await cardOf(page, "streakTest112"), /A streak of 0.*streaks_dummffffy/);
      assert.deepEqual(await texts(page, 'article[aria-label="streakTest112"] .steps .spoken'), [
        "period4445: missed",
        "period44456: missed",
      ]);
      assert.deepEqual(complaints, []);
      await page.screenshot({ path: join(screenshots, `inspect-${name}.png`), fullPage: true });
      await page.close();
    });

    test("shows every response, and keeps the customer's profile out", async () => {
      const { page, complaints } = await open();
      await choose(page, "Customer 566135941: far over the target");
      assert.match(await page.$eval("#cards", ({ textContent }) => textContent), /999 of 1/);
      assert.doesNotMatch(await page.$eval("#raw", ({ textContent }) => textContent), /customer/);
      await choose(page, "All milestones");
      assert.equal((await texts(page, ".card h2")).length, 7);
      assert.match(await cardOf(page, "unified"), /Together: /);
      assert.match(await cardOf(page, "Madridstaloyaltystreak"), /Streak levels: /);
      await choose(page, "Audience filter");
      assert.equal((await texts(page, ".card h2")).length, 2);
      await choose(page, "Customer 347286146: every kind of group");
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
      assert.deepEqual(complaints, []);
      await page.close();
    });

    test("says what is wrong with what is not JSON", async () => {
      const { page, complaints } = await open();
      for (const [source, line, column, cause] of [
        ["Leaderboard, abridged with dots", 11, 13, /abridged/],
        ["User-created, its beginning missing", 127, 3, /beginning of the text were missing/],
        ["All milestones, indented with no-break spaces", 2, 1, /no-break space \(U\+00A0\)/],
      ]) {
        await choose(page, source);
        assert.deepEqual(await texts(page, ".problem h2"), ["This is not JSON"]);
        assert.match(await page.$eval(".problem p", ({ textContent }) => textContent), cause);
        assert.deepEqual(await texts(page, ".problem dd"), ["invalid-json", String(line), String(column)]);
        assert.equal((await texts(page, ".card")).length, 0);
      }
      await choose(page, "Customer 347286146: every kind of group");
      assert.equal((await texts(page, ".problem")).length, 0);
      assert.equal((await texts(page, ".card")).length, 9);
      assert.deepEqual(complaints, []);
      await page.close();
    });

    test("moves through time", async () => {
      const { page } = await open();
      const running = () => page.$$eval("section.active", (found) => found.map(({ dataset }) => dataset.ref));
      await goTo(page, "2024-08-27T12:00:00Z");
      assert.deepEqual(await running(), ["PERIOD_G_53235_1", "PERIOD_G_53236_2", "Cycle_2"]);
      assert.match(await page.$eval("#now-text", ({ textContent }) => textContent), /Tue, Aug 27, 2024/);
      await page.click("#recorded");
      await page.click("#next");
      assert.deepEqual(await running(), ["PERIOD_G_53235_4", "PERIOD_G_53236_2", "Cycle_5"]);
      await page.click("#today");
      assert.deepEqual(await running(), ["PERIOD_G_53236_2"]);
      await page.close();
    });

    test("keeps what was opened while time moves", async () => {
      const { page } = await open();
      const isOpen = () => page.$eval('article[aria-label="t1Fixed"] details', ({ open }) => open);
      const before = await isOpen();
      await page.focus('article[aria-label="t1Fixed"] summary');
      await page.keyboard.press("Enter");
      assert.equal(await isOpen(), !before);
      await goTo(page, "2024-08-27T12:00:00Z");
      assert.equal(await isOpen(), !before);
      assert.equal(await page.evaluate(() => document.activeElement.closest("article")?.ariaLabel), "t1Fixed");
      await page.close();
    });

    test("counts days in the chosen time zone", async () => {
      const { page } = await open();
      await page.select("#zone", "Asia/Kolkata");
      assert.match(await page.$eval("#now-text", ({ textContent }) => textContent), /2:51/);
      assert.match(await cardOf(page, "t1Fixed"), /9 hours left/);
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
      assert.deepEqual(await texts(page, ".card h2"), [name]);
      assert.match(
        await page.$eval("#cards", ({ textContent }) => textContent),
        /Coffee499\.6 of 500 · 0\.4 to go99 %/,
      );
      assert.equal(await page.$eval(".card progress", ({ value }) => value), 99);
      assert.match(
        await page.$eval("#notes", ({ textContent }) => textContent),
        /data\.targetGroups\[0\]\.targets\[0\]\.periodId/,
      );
      await paste('{ "data": ');
      assert.match(await page.$eval(".problem", ({ textContent }) => textContent), /cut off/);
      await paste("<!doctype html><title>Sign in</title>");
      assert.match(await page.$eval(".problem", ({ textContent }) => textContent), /HTML/);
      await paste("[]");
      assert.deepEqual(await texts(page, ".problem h2"), ["This is JSON, but not a targetGroups response"]);
      assert.notEqual(await page.title(), "1");
      await choose(page, "A customer who is not there");
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
      await page.waitForSelector('article[aria-label="Dropped"]');
      const input = await page.$("#file");
      await input.uploadFile(join(top, "tests/fixtures/docs-user-over-target.json"));
      await page.waitForFunction(() => document.querySelector("#cards").textContent.includes("999 of 1"));
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
        await choose(page, "Customer 566135941: far over the target");
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
      assert.deepEqual(reached.slice(0, 11), [
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
