// The living programme in Chromium and Firefox: what is pressed, and what the widgets show, say and celebrate then.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { after, describe, test } from "node:test";
import { buildDemo } from "../../scripts/demo.mjs";
import { top } from "../../scripts/run.mjs";
import { SHOPPERS } from "../../www/programme/definition.js";
import { FAULTS } from "../../www/programme/service.js";
import { launch, openPage, screenshots } from "./browser.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browsers = { chromium: await launch("chromium"), firefox: await launch("firefox") };

after(() => Promise.all(Object.values(browsers).map((browser) => browser?.close())));

const SPRINT = 'milestreak-progress[group="Autumn sprint"]';
const TENTH = 'milestreak-progress[group="Tenth one free"]';
const STREAK = "milestreak-streak";
const DASHBOARD = "milestreak-dashboard";

/** In the page: what a widget shows, with plain spaces and without marks of direction. */
function prepare(page) {
  return page.evaluateOnNewDocument(() => {
    const plain = (text) => text.replace(/[\u2066-\u2069\u200e\u200f\u061c]/g, "").replace(/\s+/g, " ");
    window.shown = (selector) =>
      plain(document.querySelector(selector)?.shadowRoot?.querySelector('[part="root"]')?.textContent ?? "");
    window.spoken = () =>
      plain(document.querySelector("#provider").shadowRoot.querySelector('[role="status"]').textContent);
    window.heard = () => [...document.querySelectorAll("#news li")].map(({ textContent }) => textContent);
    window.shifts = 0;
    if (PerformanceObserver.supportedEntryTypes.includes("layout-shift")) {
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput } of list.getEntries()) window.shifts += hadRecentInput ? 0 : value;
      }).observe({ type: "layout-shift", buffered: true });
    }
    window.largest = NaN;
    if (PerformanceObserver.supportedEntryTypes.includes("largest-contentful-paint")) {
      new PerformanceObserver((list) => {
        for (const { startTime } of list.getEntries()) window.largest = startTime;
      }).observe({ type: "largest-contentful-paint", buffered: true });
    }
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      window.violations.push(`${violatedDirective} ${blockedURI}`),
    );
  });
}

const shows = (page, selector, ...texts) =>
  page
    .waitForFunction(
      (selector, texts) => texts.every((text) => shown(selector).includes(text)),
      { timeout: 10_000 },
      selector,
      texts,
    )
    .catch(async () => {
      assert.fail(
        `${selector} does not show ${texts.join(" and ")}, but: ${await page.evaluate((selector) => shown(selector), selector)}`,
      );
    });
const says = (page, ...texts) =>
  page
    .waitForFunction((texts) => texts.every((text) => spoken().includes(text)), { timeout: 10_000 }, texts)
    .catch(async () => {
      assert.fail(`it does not say ${texts.join(" and ")}, but: ${await page.evaluate(() => spoken())}`);
    });
const receipt = (page, text) =>
  page.waitForFunction((text) => document.querySelector("#receipt").value.includes(text), {}, text);
const press = (page, name) => page.click(`[data-do="${name}"]`);

async function open(browser, url = `${process.env.MILESTREAK_ORIGIN}/`, options = {}) {
  const opened = await openPage(browser, url, {
    ...options,
    prepare: async (page) => {
      await prepare(page);
      await options.prepare?.(page);
    },
  });
  await shows(opened.page, SPRINT, "€100 of €200");
  await shows(opened.page, DASHBOARD, "Bonus points this month");
  return opened;
}

async function close({ page, complaints }, expected = []) {
  assert.deepEqual(await page.evaluate(() => violations), []);
  assert.deepEqual(
    complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint))),
    [],
  );
  await page.close();
}

test("the page and the programme know the same shoppers and faults", async () => {
  const html = await readFile(join(top, "www/index.html"), "utf8");
  for (const { id, name, about } of SHOPPERS)
    assert.ok(html.includes(`value="${id}"`) && html.includes(`<b>${name}</b> ${about}<`), name);
  const [, options] = /<select id="fault".*?>(.*?)<\/select>/s.exec(html);
  assert.deepEqual(
    [...options.matchAll(/value="(\w+)"/g)].map(([, value]) => value),
    FAULTS,
  );
});

for (const [name, browser] of Object.entries(browsers)) {
  describe(`the living programme in ${name}`, {
    skip: browser ? false : `${name} is NOT TESTED: it is not installed`,
  }, () => {
    test("buying moves the bars, is said, carried over, celebrated and heard", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await shows(page, TENTH, "5 of 10 items");
      await press(page, "purchase");
      await shows(page, SPRINT, "€140 of €200", "70%");
      await says(page, "Spend 200 in ten days: €140 of €200", "Shop twice this week: Achieved");
      await receipt(page, "Two items bought");
      await press(page, "purchase");
      await says(page, "Early access reached");
      await press(page, "purchase");
      await page.waitForFunction(
        (selector) => document.querySelector(selector).shadowRoot.querySelector('[part="celebration"]'),
        { polling: "raf" },
        SPRINT,
      );
      await shows(page, SPRINT, "€220 of €200", "Achieved on Sep 11", "€20 over");
      await says(page, "Spend 200 in ten days: Achieved");
      await shows(page, TENTH, "1 of 10 items", "1 of 5 cycles achieved");
      await shows(page, DASHBOARD, "3 of 3 targets achieved");
      const heard = await page.evaluate(() => window.heard());
      assert.ok(
        heard.some((line) => /^milestreak-target-achieved.*Autumn sprint/.test(line)),
        heard.join("\n"),
      );
      assert.ok(
        (
          await page.$eval(SPRINT, ({ shadowRoot }) =>
            shadowRoot.querySelector('[role="progressbar"]').getAttribute("aria-valuetext"),
          )
        ).includes("€220"),
      );
      await close(opened);
    });

    test("checking in extends the streak, once a day", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await shows(page, STREAK, "3 in a row", "Your streak is at risk: 13 hours left");
      await press(page, "check-in");
      await shows(page, STREAK, "4 in a row");
      assert.ok(!(await page.evaluate((selector) => shown(selector), STREAK)).includes("at risk"));
      await says(page, "Daily hello: 4 in a row");
      await press(page, "check-in");
      await receipt(page, "counts tomorrow");
      await close(opened, [/HTTP 409/, /status of 409/]);
    });

    test("a return is no achievement", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await press(page, "return");
      await shows(page, SPRINT, "€80 of €200");
      const heard = await page.evaluate(() => window.heard());
      assert.ok(
        heard.some((line) => /^milestreak-progressed.*100 → 80$/.test(line)),
        heard.join("\n"),
      );
      assert.ok(!heard.some((line) => /-achieved/.test(line)), heard.join("\n"));
      await page.click('[name="shopper"][value="700000103"]');
      await shows(page, TENTH, "0 of 10 items");
      await press(page, "return");
      await receipt(page, "nothing to return");
      await close(opened, [/HTTP 409/, /status of 409/]);
    });

    test("time brings the next cycle, and breaks a streak", async () => {
      const opened = await open(browser);
      const { page } = opened;
      const clock = () => page.$eval("#clock", ({ textContent }) => textContent);
      assert.match(await clock(), /Thu, Sep 11/);
      await page.click("#next");
      await receipt(page, "next change");
      assert.match(await clock(), /Fri, Sep 12, 12:00\sAM|Fri, Sep 12, 0?0:00/);
      await shows(page, STREAK, "0 in a row", "Streak broken");
      await says(page, "Daily hello: Streak broken");
      await page.click('[data-days="1"]');
      await shows(page, SPRINT, "€0 of €200", "€100 to Free delivery");
      await says(page, "Spend 200 in ten days: A new cycle has begun");
      await page.click('[data-days="7"]');
      await receipt(page, "A week later");
      await shows(page, DASHBOARD, "Sep 20, running");
      await close(opened);
    });

    test("one leaves, and joins", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await press(page, "unenrol");
      await shows(page, SPRINT, "No longer enrolled");
      await page.waitForSelector('#enrol[data-do="enrol"]');
      await page.click('[name="shopper"][value="700000103"]');
      await shows(page, SPRINT, "Nothing to show yet");
      await press(page, "enrol");
      await shows(page, SPRINT, "€0 of €200", "Coming up");
      await says(page, "You take part now");
      await press(page, "purchase");
      await shows(page, SPRINT, "€40 of €200");
      await close(opened);
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
        await page.select("#fault", fault);
        await shows(page, SPRINT, "Updated", "Try again", "€100 of €200");
        await says(page, "This could not be loaded");
        const heard = await page.evaluate(() => window.heard());
        const code = { error: "http", offline: "network", malformed: "invalid-json" }[fault];
        assert.ok(
          heard.some((line) => line.startsWith("milestreak-error") && line.endsWith(code)),
          heard.join("\n"),
        );
        await page.select("#fault", "none");
        await page.waitForFunction((selector) => !shown(selector).includes("Try again"), {}, SPRINT);
        await press(page, "purchase");
        await shows(page, SPRINT, "€140 of €200");
        await close(opened, expected);
      });
    }

    test("the network: slow, and what was pressed meanwhile is not lost", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await page.select("#fault", "slow");
      await receipt(page, "");
      await press(page, "purchase");
      await press(page, "purchase");
      assert.match(await page.evaluate((selector) => shown(selector), SPRINT), /€100 of €200/);
      await shows(page, SPRINT, "€180 of €200");
      await page.click('[name="shopper"][value="700000102"]');
      await page.waitForFunction((selector) => document.querySelector(selector).state === "loading", {}, SPRINT);
      await shows(page, SPRINT, "€240 of €200");
      // Nobody waits any more for what was under way for the first shopper.
      await close(opened, [/ABORTED/]);
    });

    test("five languages, one of them from the right; the page around keeps its own", async () => {
      const opened = await open(browser);
      const { page } = opened;
      const WORDS = {
        de: "100 € von 200 €",
        hi: "€200 में से €100",
        ar: "الدورات المنجزة",
        ja: "€100 / €200",
        en: "€100 of €200",
      };
      for (const [language, words] of Object.entries(WORDS)) {
        await page.select("#language", language);
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
      await page.select("#language", "de");
      await press(page, "purchase");
      await says(page, "140 € von 200 €");
      await close(opened);
    });

    test("a day ends where the programme's clocks say", async () => {
      const opened = await open(browser);
      const { page } = opened;
      await shows(page, STREAK, "13 hours left");
      await page.select("#zone", "Asia/Tokyo");
      await shows(page, STREAK, "6 hours left");
      assert.match(await page.$eval("#clock", ({ textContent }) => textContent), /5:00\sPM|17:00/);
      await close(opened);
    });

    test("beside each widget: markup to copy, figures, and the answer without the customer", async () => {
      const opened = await open(browser);
      const { page } = opened;
      const inside = (place, title) =>
        page.$eval(`.exhibit:nth-child(${place}) pre[aria-label$="${title}"]`, ({ textContent }) => textContent);
      const unfold = async (place, part) => {
        await page.click(`.exhibit:nth-child(${place}) details:nth-child(${part}) summary`);
        await page.waitForFunction(
          (place, part) =>
            document.querySelector(`.exhibit:nth-child(${place}) details:nth-child(${part}) code:not(summary *)`)
              .textContent,
          {},
          place,
          part,
        );
      };
      const markup = await inside(1, "Markup");
      for (const part of [
        'user-id="700000101"',
        'time-zone="Europe/Berlin"',
        '<milestreak-progress group="Autumn sprint">',
        "--milestreak-accent: light-dark(#b5460f, #ffad78);",
      ]) {
        assert.ok(markup.includes(part), `${part}\nnot in: ${markup}`);
      }
      await page.select("#theme", "kerb");
      await page.select("#language", "ja");
      assert.ok(
        (await inside(1, "Markup")).includes("--milestreak-radius: 0;") &&
          (await inside(1, "Markup")).includes('lang="ja"'),
      );
      await page.click(".exhibit:nth-child(1) .copy");
      await page.waitForFunction(() => ["Copied", "Selected"].includes(document.querySelector(".copy").textContent));
      await unfold(1, 2);
      assert.deepEqual(
        JSON.parse(await inside(1, "Figures")).map(({ groupName, achieved }) => [groupName, achieved]),
        [
          ["Autumn sprint", 100],
          ["Tenth one free", 5],
        ],
      );
      await unfold(2, 3);
      const [head, body] = (await inside(2, "Response")).split("\n\n");
      assert.match(head, /^HTTP 200, /);
      const { data } = JSON.parse(body);
      assert.deepEqual(
        [Object.keys(data), data.targetGroups.map(({ name }) => name)],
        [["userId", "targetGroups"], ["Daily hello"]],
      );
      await page.select("#fault", "malformed");
      await page.waitForFunction(() =>
        document
          .querySelector('.exhibit:nth-child(2) pre[aria-label$="Response"]')
          .textContent.includes("and here it ends"),
      );
      const html = await page.evaluate(() => document.documentElement.outerHTML);
      assert.ok(!/shop\.example|lastName/.test(html), "the page shows the customer's profile");
      await close(opened);
    });

    test("can be used with the keyboard alone", async () => {
      const opened = await open(browser);
      const { page } = opened;
      const focused = () =>
        page.evaluate(
          () => document.activeElement.dataset.do ?? document.activeElement.id ?? document.activeElement.tagName,
        );
      const tabTo = async (name) => {
        for (let presses = 0; presses < 30; presses++) {
          await page.keyboard.press("Tab");
          if ((await focused()) === name) return;
        }
        assert.fail(`${name} is not reached`);
      };
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
      await tabTo("purchase");
      assert.equal(await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth), "3px");
      await page.keyboard.press("Enter");
      await shows(page, SPRINT, "€140 of €200");
      await page.keyboard.press("Tab");
      await page.keyboard.press(" ");
      await shows(page, STREAK, "4 in a row");
      await page.evaluate(() => document.querySelector('[name="shopper"]').focus());
      await page.keyboard.press("ArrowDown");
      await shows(page, STREAK, "0 in a row");
      await close(opened);
    });

    for (const scheme of name === "chromium" ? ["light", "dark"] : ["light"]) {
      test(`axe finds nothing, whatever the brand, ${scheme}`, async () => {
        const opened = await open(browser, undefined, {
          prepare:
            name === "chromium"
              ? (page) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }])
              : undefined,
        });
        const { page } = opened;
        await page.evaluate(axe);
        for (const theme of ["meadow", "kerb", "petal"]) {
          await page.select("#theme", theme);
          const violations = await page.evaluate(async () =>
            (await globalThis.axe.run(document)).violations.map(
              ({ id, nodes }) =>
                `${id}: ${nodes
                  .map(({ html, failureSummary }) => `${html} ${failureSummary}`)
                  .slice(0, 3)
                  .join("\n")}`,
            ),
          );
          assert.deepEqual(violations, [], theme);
          await page.screenshot({ path: join(screenshots, `programme-${name}-${theme}-${scheme}.png`) });
        }
        await close(opened);
      });
    }

    test("fits a narrow screen, and nothing that is looked at moves while it loads", async () => {
      for (const [width, height] of [
        [320, 640],
        [1280, 900],
      ]) {
        const opened = await open(browser, undefined, { width, height });
        const { page } = opened;
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
        if (name === "chromium") {
          const { shifts, largest } = await page.evaluate(() => ({ shifts, largest }));
          assert.ok(shifts < 0.02, `layout shifts of ${shifts} at ${width} px`);
          assert.ok(largest < 2_500, `the largest paint after ${largest} ms`);
        }
        await press(page, "purchase");
        await shows(page, SPRINT, "€140 of €200");
        await page.screenshot({ path: join(screenshots, `programme-${name}-${width}.png`), fullPage: width === 320 });
        await close(opened);
      }
    });
  });
}

test("the first screen is light", { skip: !browsers.chromium }, async (t) => {
  const opened = await open(browsers.chromium);
  const parts = await opened.page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map(
      ({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize],
    ),
  );
  const sum = (parts) => parts.reduce((total, [, size]) => total + size, 0);
  const own = parts.filter(([path]) => !path.startsWith("/pkg/"));
  t.diagnostic(
    `first screen: ${sum(parts)} bytes compressed, of which ${sum(parts) - sum(own)} are the package; ${parts.map(([path, size]) => `${path.replace(/visits\/[^/]+/, "visits/…")} ${size}`).join(", ")}`,
  );
  assert.ok(parts.length > 8 && parts.every(([, size]) => size > 0), "every size is known");
  assert.ok(sum(parts) < 100_000, `the first screen has ${sum(parts)} bytes`);
  await close(opened);
});

describe("the static demo", { skip: browsers.chromium ? false : "Chromium is not installed" }, () => {
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
    const name = request.url.startsWith(SUB) ? request.url.slice(SUB.length) || "index.html" : undefined;
    const body = name && (await readFile(join(top, "www/dist", name)).catch(() => undefined));
    if (body) response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/plain" }).end(body);
    else response.writeHead(404).end();
  });
  after(() => {
    dumb.closeAllConnections();
    dumb.close();
  });

  test("lives in any folder of a server that only has files", async () => {
    await buildDemo();
    await new Promise((resolve) => dumb.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${dumb.address().port}${SUB}`;
    const opened = await open(browsers.chromium, url);
    const { page } = opened;
    await press(page, "purchase");
    await shows(page, SPRINT, "€140 of €200");
    await says(page, "€140 of €200");
    await page.click('[data-days="1"]');
    await shows(page, DASHBOARD, "Sep 12, running");
    for (const [fault, words] of [
      ["error", "Try again"],
      ["offline", "Try again"],
      ["malformed", "Try again"],
    ]) {
      await page.select("#fault", fault);
      await shows(page, SPRINT, words);
      await page.select("#fault", "none");
      await page.waitForFunction((selector) => !shown(selector).includes("Try again"), {}, SPRINT);
    }
    await page.select("#language", "ar");
    await shows(page, SPRINT, "الدورات المنجزة");
    await page.click('a[href="inspect.html"]');
    await page.waitForSelector('#dashboard[aria-busy="false"]');
    await page.waitForFunction(() => document.querySelector("#cards").textContent.includes("1,200 of 1,000"));
    await page.select("#source", "3");
    await page.waitForFunction(() => document.querySelectorAll(".card").length === 7);
    assert.ok(
      asked.every((path) => path.startsWith(SUB) && !path.includes("visits") && !path.includes("api_gateway")),
      asked.join("\n"),
    );
    await close(opened);
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
