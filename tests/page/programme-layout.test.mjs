// The living programme for everybody: by keyboard, for axe in every brand and scheme, on narrow screens, and light to load.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { axe, launch, screenshots } from "./browser.mjs";
import { close, open, press, shows, SPRINT, STREAK, watchPage } from "./living.mjs";

const browsers = { chromium: await launch("chromium"), firefox: await launch("firefox") };

after(() => Promise.all(Object.values(browsers).map((browser) => browser?.close())));

for (const [name, browser] of Object.entries(browsers)) {
  describe(`the living programme for everybody in ${name}`, {
    skip: browser ? false : `${name} is NOT TESTED: it is not installed`,
  }, () => {
    const inScheme = (scheme) =>
      name === "chromium"
        ? (page) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }])
        : undefined;

    test("can be used with the keyboard alone", async () => {
      const opened = await open(browser);
      const { page } = opened;
      const focused = () =>
        page.evaluate(
          () => document.activeElement.dataset.do ?? document.activeElement.id ?? document.activeElement.tagName,
        );
      const tabTo = async (name) => {
        for (let presses = 0; presses < 40; presses++) {
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
      await tabTo("check-in");
      await page.keyboard.press(" ");
      await shows(page, STREAK, "4 in a row");
      await tabTo("next");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await tabTo("theme");
      await close(opened);
    });

    for (const scheme of name === "chromium" ? ["light", "dark"] : ["light"]) {
      test(`axe finds nothing, whatever the brand, ${scheme}`, async () => {
        const opened = await open(browser, "/", { prepare: inScheme(scheme) });
        const { page } = opened;
        await page.evaluate(axe);
        await page.click("#goals button[name]");
        await page.click(".settings summary");
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

    test("fits every screen, and nothing that is looked at moves while it loads", async () => {
      for (const [width, height] of [
        [320, 640],
        [390, 844],
        [768, 1024],
        [1280, 900],
      ]) {
        const opened = await open(browser, "/", { width, height });
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

    test("on a phone a widget is on the first screen, and the buttons cover no more than a fifth of it", async () => {
      const opened = await open(browser, "/", { width: 390, height: 844 });
      const { widget, counter, buttons } = await opened.page.evaluate((selector) => {
        const box = (one) => one.getBoundingClientRect();
        return {
          widget: box(document.querySelector(selector).shadowRoot.querySelector('[part="bar"]')).bottom,
          counter: box(document.querySelector(".counter")).top,
          buttons: [...document.querySelectorAll(".counter button")].map((button) => box(button).height),
        };
      }, SPRINT);
      assert.ok(counter > 844 * 0.8, `the counter begins at ${counter}`);
      assert.ok(widget < counter, `the bar ends at ${widget}, the counter begins at ${counter}`);
      assert.ok(
        buttons.length === 8 && buttons.every((height) => height >= 44),
        `buttons of ${buttons.join(", ")} pixels`,
      );
      await close(opened);
    });
  });
}

/** Serves the page line by line, one in each frame that the browser paints; all else is where it always is. */
async function serveSlowly(nextFrame) {
  const origin = process.env.MILESTREAK_ORIGIN;
  const [head, body] = (await (await fetch(origin)).text()).split(/(?=<body>)/);
  const server = createServer(async ({ url }, response) => {
    if (url !== "/") {
      response.writeHead(307, { location: origin + url, "access-control-allow-origin": "*" }).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).write(head);
    for (const line of body.split(/^/m)) {
      response.write(line);
      await nextFrame();
    }
    response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}

test("nothing moves while the page itself arrives", { skip: !browsers.chromium }, async () => {
  for (const width of [320, 768]) {
    const page = await browsers.chromium.newPage();
    await page.setViewport({ width, height: 640 });
    await watchPage(page);
    const frames = new EventTarget();
    await page.exposeFunction("painted", () => frames.dispatchEvent(new Event("painted")));
    await page.evaluateOnNewDocument(() => {
      const tell = () => requestAnimationFrame(() => painted().then(tell));
      tell();
    });
    const { server, url } = await serveSlowly(
      () => new Promise((resolve) => frames.addEventListener("painted", resolve, { once: true })),
    );
    try {
      await page.goto(url, { waitUntil: "load" });
      const shifts = await page.evaluate(() => window.shifts);
      assert.ok(shifts < 0.02, `layout shifts of ${shifts} at ${width} px`);
    } finally {
      await page.close();
      server.close();
      server.closeAllConnections();
    }
  }
});

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
  assert.ok(sum(own) < 17_000, `the page itself has ${sum(own)} bytes`);
  // The module, whose budget is in pkg/size.json, is most of it.
  assert.ok(sum(parts) < 170_000, `the first screen has ${sum(parts)} bytes`);
  await close(opened);
});
