// What version 2 of the rules says, as the elements show it; in Chromium, Firefox and WebKit.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launchWebKit } from "../../scripts/webkit.mjs";
import { axe, launch, openPage, screenshots } from "./browser.mjs";
import { url } from "./stage.mjs";

const STATES = [
  "progress waiting",
  "progress rewards",
  "progress needed",
  "progress overall",
  "progress incomplete",
  "progress unreadable",
  "progress ended",
  "progress nearly",
  "progress stars",
  "streak lapsed",
  "streak fortnight",
  "dashboard unusual",
];

/** A browser on the stage, whichever drives it; nothing if it is not installed. */
async function openStage(which) {
  if (which === "webkit") {
    const browser = await launchWebKit();
    await browser?.goto(url);
    return (
      browser && {
        complaints: [],
        evaluate: (run, ...args) => browser.evaluate(`return (${run})(...args);`, ...args),
        load: (script) => browser.evaluate(script),
        close: () => browser.close(),
      }
    );
  }
  const browser = await launch(which);
  if (!browser) return undefined;
  const { page, complaints } = await openPage(browser, url);
  await page.waitForFunction(() => window.stage);
  return {
    page,
    complaints,
    evaluate: (run, ...args) => page.evaluate(run, ...args),
    load: (script) => page.evaluate(script),
    close: () => browser.close(),
  };
}

for (const which of ["chromium", "firefox", "webkit"]) {
  const opened = await openStage(which);

  describe(`states in ${which}`, { skip: opened ? false : `${which} is not installed` }, () => {
    const { page, complaints, evaluate, load } = opened ?? {};
    const isChromium = which === "chromium";

    before(() => mkdir(screenshots, { recursive: true }));
    after(() => opened.close());

    /** What the page complained of, which nobody else is told then. */
    const heard = () => complaints.splice(0);

    for (const scheme of ["light", "dark"])
      for (const direction of ["ltr", "rtl"])
        test(`axe finds nothing in the states, ${scheme}, ${direction}`, async () => {
          if (!(await evaluate(() => Boolean(globalThis.axe)))) await load(axe);
          const { violations, unsure, texts, bars } = await evaluate(
            async (scheme, direction, states) => {
              const { documentElement } = document;
              documentElement.style.colorScheme = scheme;
              documentElement.dir = direction;
              documentElement.lang = direction === "rtl" ? "ar" : "en";
              await stage.show(...states);
              const elements = [...document.querySelector("#stage").children];
              while (elements.some(({ state }) => state !== "ready")) await stage.painted();
              const found = await globalThis.axe.run(document);
              const nodes = (results, rule) => results.find(({ id }) => id === rule)?.nodes ?? [];
              const told = ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3)}`;
              documentElement.style.removeProperty("color-scheme");
              documentElement.removeAttribute("dir");
              documentElement.lang = "en";
              return {
                violations: found.violations.map(told),
                unsure: nodes(found.incomplete, "color-contrast").map(({ html, any }) => `${html} ${any[0]?.message}`),
                texts: nodes(found.passes, "color-contrast").length,
                bars: nodes(found.passes, "aria-progressbar-name").length,
              };
            },
            scheme,
            direction,
            STATES,
          );
          assert.deepEqual(violations, []);
          assert.deepEqual(unsure, []);
          assert.ok(texts > 100 && bars > 20, `${texts} texts, ${bars} bars`);
        });

    test("a challenge that is not begun has no time left, and no pace", async () => {
      const found = await evaluate(async () => {
        await stage.show("progress waiting");
        return [stage.text("time"), stage.text("pace"), stage.text("status")];
      });
      assert.deepEqual(found, [["Starts with your next purchase"], [], ["Starts with your next purchase"]]);
    });

    test("only real sub-targets are marks on a bar, and each says what it gives", async () => {
      const found = await evaluate(async () => {
        await stage.show("progress rewards");
        const marks = [...document.querySelector("#stage > *").shadowRoot.querySelectorAll('[part="milestone"]')];
        return [marks.map(({ style }) => style.getPropertyValue("--value")), stage.text("trigger")];
      });
      assert.deepEqual(found, [
        ["0.25", "0.8"],
        ["AchievedBronze+50 points", "Gold+150 points", "1,000 points+1,000 points"],
      ]);
    });

    test("nobody is told a whole that nobody knows: a response that may lack targets has no bar for all", async () => {
      const found = await evaluate(async () => {
        await stage.show("progress incomplete");
        const whole = document.querySelector("#stage > *").shadowRoot.querySelector('[part="whole"]');
        return [whole.textContent, whole.querySelectorAll('[role="progressbar"]').length];
      });
      assert.deepEqual(found, ["1 target achievedStill open: Visits and Reviews", 0]);
    });

    test("cycles from before the customer took part are nowhere", async () => {
      const found = await evaluate(async () => {
        const { cycle, summary, group, STREAKS, NOW } = stage.figures;
        await stage.put("milestreak-streak", { data: STREAKS.lapsed(), now: NOW });
        const steps = stage.text("step").length;
        const one = await stage.put("milestreak-progress", { data: cycle({ status: "not-enrolled", phase: "ended" }) });
        const none = await stage.put("milestreak-dashboard", {
          data: summary({ groups: [group({ active: [], totalCycles: 0 })] }),
        });
        return [steps, one.state, none.state];
      });
      assert.deepEqual(found, [6, "empty", "empty"]);
    });

    test("days stand in sevens, weeks do not", async () => {
      const rows = await evaluate(async () => {
        const rows = async (data) => {
          const element = await stage.put("milestreak-streak", { data, now: stage.figures.NOW });
          const counts = new Map();
          for (const step of element.shadowRoot.querySelectorAll('[part="step"]')) {
            const { top } = step.getBoundingClientRect();
            counts.set(top, (counts.get(top) ?? 0) + 1);
          }
          return [...counts.values()];
        };
        const { STREAKS } = stage.figures;
        const days = STREAKS.fortnight();
        const week = 7 * 86_400_000;
        const weeks = days.steps.map((step, place) => ({
          ...step,
          startsAt: place * week,
          endsAt: (place + 1) * week,
        }));
        return [await rows(days), await rows({ ...days, steps: weeks })];
      });
      assert.deepEqual(rows[0], [7, 7]);
      assert.ok(rows[1][0] > 7, `${rows[1]} weeks in a row`);
    });

    /** The body of a response with one group, as the server sends it. */
    const response = (target, group = {}) => ({
      data: {
        userId: 7,
        targetGroups: [
          {
            id: 1,
            name: "May",
            targetEvaluationType: "FIXED_CALENDAR_WINDOW",
            trackingType: "DEFAULT",
            ...group,
            targets: [
              {
                targetId: 5,
                targetRuleId: 1,
                targetName: "Collect",
                periodId: 1,
                targetValue: 1000,
                targetAchievedValue: 400,
                targetType: "REGULAR_POINTS",
                unEnrolled: false,
                currentPeriod: true,
                periodStartDate: "2024-05-01",
                periodEndDate: "2024-05-31",
                ...target,
              },
            ],
          },
        ],
      },
    });

    /** What a part of an element says of a fixture at a moment. */
    const readFixture = (name, at, tag, attributes, part) =>
      evaluate(
        async (name, at, tag, attributes, part) => {
          const { init, parse } = await import("/pkg/index.js");
          await init();
          const body = await (await fetch(`/fixtures/${name}.json`)).text();
          const now = Date.parse(at);
          await stage.put(tag, { snapshot: parse(body, { receivedAt: now }), now }, attributes);
          return stage.text(part);
        },
        name,
        at,
        tag,
        attributes,
        part,
      );

    test("the vendor's own responses: not begun, sub-targets, a streak that died", async () => {
      const begun = ["user-cyclic-not-begun", "2024-07-30T11:32:56.360+05:30", "milestreak-dashboard", {}];
      assert.deepEqual(await readFixture(...begun, "time"), Array(2).fill("Starts with your next purchase"));
      // A trigger of 1500 on a target of 1500 is the target.
      assert.deepEqual(await readFixture(...begun, "milestone"), []);
      const painter = ["user-triggers-two-targets", "2024-05-10T00:00:00Z", "milestreak-progress", { target: "1059" }];
      const marks = await readFixture(...painter, "milestone");
      assert.equal(marks.length, 2);
      assert.match((await readFixture(...painter, "note")).join(), /3 to 3/);
      const streak = ["user-streaks-in-progress", "2024-05-07T10:26:56.573Z", "milestreak-streak", { group: "871" }];
      assert.deepEqual(await readFixture(...streak, "run"), ["Your streak of 2 is broken"]);
    });

    test("a unified group with an overall target, as the vendor's list defines it", async () => {
      const row = (targetRuleId) => ({
        ...response().data.targetGroups[0].targets[0],
        targetRuleId,
        targetName: `Rule ${targetRuleId}`,
        targetType: "SALES",
        targetValue: 2000,
        targetAchievedValue: 2000,
      });
      const group = { id: 2306, trackingType: "UNIFIED", targets: [row(2450), row(2451)] };
      const found = await evaluate(
        async (body) => {
          const { init, parse, parseCatalog } = await import("/pkg/index.js");
          await init();
          const catalog = parseCatalog(await (await fetch("/fixtures/catalog-target-groups.json")).text());
          const now = Date.parse("2024-05-20T12:00:00Z");
          const snapshot = parse(body, { receivedAt: now, allCycles: true }).withCatalog(catalog);
          const element = await stage.put("milestreak-progress", { snapshot, now, currency: "INR" });
          const text = (part) => element.shadowRoot.querySelector(`[part="${part}"]`).textContent;
          return [text("whole"), text("overall")];
        },
        { data: { userId: 7, targetGroups: [{ ...response().data.targetGroups[0], ...group }] } },
      );
      assert.deepEqual(found, ["2 of 2 targets achieved", "Overall target₹4,000 of ₹5,00080%₹1,000 to go"]);
    });

    test("an amount that cannot be read: the rest is there, and the page is told once", async () => {
      const found = await evaluate(
        async (body) => {
          const { init, parse } = await import("/pkg/index.js");
          await init();
          const now = Date.parse("2024-05-20T12:00:00Z");
          const told = [];
          const listen = ({ detail, target }) => told.push([target.localName, detail.path, detail.code]);
          document.addEventListener("milestreak-issue", listen);
          const properties = { snapshot: parse(body, { receivedAt: now, allCycles: true }), now };
          const element = await stage.put("milestreak-progress", properties);
          const shown = element.shadowRoot.querySelector('[part="card"]').textContent;
          element.snapshot = parse(body, { receivedAt: now, allCycles: true });
          await stage.painted();
          document.removeEventListener("milestreak-issue", listen);
          return [shown, element.state, told];
        },
        response({ targetAchievedValue: "1,000" }),
      );
      assert.deepEqual(found, [
        "MayCollectThis figure is not available11 days left",
        "ready",
        [["milestreak-progress", "data.targetGroups[0].targets[0].targetAchievedValue", "wrong-type"]],
      ]);
      if (page) {
        const lines = heard();
        assert.equal(lines.length, 1, lines.join("\n"));
        assert.match(lines[0], /^warn(ing)?: milestreak: data\.targetGroups\[0\].*\(wrong-type\)$/);
      }
    });

    for (const zone of ["", "Mars/Olympus"]) {
      test(`time-zone="${zone}": the server's days and an issue, not an error`, async () => {
        const found = await evaluate(
          async (body, zone) => {
            const { init, parse } = await import("/pkg/index.js");
            await init();
            const now = Date.parse("2024-05-20T12:00:00Z");
            const told = [];
            const listen = ({ detail }) => told.push([detail.path, detail.code]);
            document.addEventListener("milestreak-issue", listen);
            const properties = { snapshot: parse(body, { receivedAt: now, allCycles: true }), now };
            const shown = [];
            for (const attributes of [{}, { "time-zone": zone }]) {
              const element = await stage.put("milestreak-progress", properties, attributes);
              shown.push(element.shadowRoot.querySelector('[part="root"]').textContent);
            }
            document.removeEventListener("milestreak-issue", listen);
            return { shown, told };
          },
          response(),
          zone,
        );
        assert.deepEqual(found, {
          shown: Array(2).fill(
            "MayCollect400 of 1,000 points40%600 points to go11 days leftBehind: 53 points a day from here",
          ),
          told: [["time-zone", "unknown-time-zone"]],
        });
        if (page) assert.match(heard().join(), /milestreak: time-zone: this browser does not know "/);
      });
    }

    test("dates are the server's without a time zone; server-time-zone says which they are", async () => {
      /** The day that something was achieved, by a server that writes its stamps with an offset of 5:30 and one without any. */
      const day = (name, stamp, attributes) =>
        evaluate(
          async (body, name, attributes) => {
            const plan = encodeURIComponent(JSON.stringify([{ status: 200, json: body }]));
            const src = `/fault/${name}/${plan}/{userId}/figures`;
            const element = await stage.put("milestreak-progress", {}, { src, "user-id": "7", ...attributes });
            while (element.state !== "ready") await stage.painted();
            return stage.text("status").join();
          },
          response(
            { targetAchievedValue: 1000, targetAchievedDateTime: stamp },
            { lastUpdatedOn: "2024-05-20T22:30:00.000+0530" },
          ),
          `states-${which}-${name}`,
          attributes,
        );
      const [night, evening] = ["2024-05-20T01:30:00.000Z", "2024-05-20T20:00:00.000Z"];
      assert.equal(await day("offset", night, {}), "Achieved on May 20");
      assert.equal(await day("zone", night, { "server-time-zone": "Asia/Kolkata" }), "Achieved on May 20");
      // Eight in the evening is half past eleven in Tokyo when it is that in India, and the next day when it is in UTC.
      assert.equal(await day("tokyo", evening, { "time-zone": "Asia/Tokyo" }), "Achieved on May 20");
      const both = { "time-zone": "Asia/Tokyo", "server-time-zone": "UTC" };
      assert.equal(await day("both", evening, both), "Achieved on May 21");
    });

    test("an end in the year 9999 is no countdown", async () => {
      const shown = await evaluate(
        async (body) => {
          const { parse } = await import("/pkg/index.js");
          const now = Date.parse("2024-05-20T12:00:00Z");
          await stage.put("milestreak-progress", { snapshot: parse(body, { receivedAt: now, allCycles: true }), now });
          return [stage.text("time"), stage.text("pace"), stage.text("figures")];
        },
        response({ periodEndDate: "9999-12-31" }),
      );
      assert.deepEqual(shown, [[""], [], ["400 of 1,000 points"]]);
    });

    test("a clock that jumps, to and fro, is noticed when the page gets the focus and within a minute", async () => {
      const found = await evaluate(async () => {
        const { now } = Date;
        const { setTimeout: set } = window;
        // The timers of the elements are run by hand; how long they would wait is kept.
        const waits = [];
        let due;
        const start = now();
        let jump = 0;
        Date.now = () => now() + jump;
        try {
          const endsAt = start + 5 * 3_600_000 - 1_000;
          const element = await stage.put("milestreak-progress", { data: stage.figures.cycle({ endsAt }) });
          const left = () => stage.text("time")[0].split("left")[0].trim();
          const seen = [left()];
          window.setTimeout = (run, wait, ...rest) => {
            if (!(wait >= 1_000)) return set(run, wait, ...rest);
            waits.push(wait);
            due = run;
            return set(() => {}, wait);
          };
          jump = 2 * 3_600_000;
          window.dispatchEvent(new Event("focus"));
          await stage.painted();
          seen.push(left());
          jump = -3_600_000;
          due();
          await stage.painted();
          seen.push(left());
          element.remove();
          return { seen, longest: Math.max(...waits) };
        } finally {
          window.setTimeout = set;
          Date.now = now;
        }
      });
      assert.deepEqual(found.seen, ["4 hours", "2 hours", "5 hours"]);
      assert.ok(found.longest <= 60_000, `${found.longest} ms`);
    });

    test("a clock that jumps has the figures fetched anew", async () => {
      const refreshes = await evaluate(async () => {
        const { makeClient } = await import("/tests/page/pages/client.js");
        const client = makeClient();
        await stage.put("milestreak-progress", { client, userId: 7 });
        client.tell({});
        await stage.painted();
        window.dispatchEvent(new Event("focus"));
        const before = client.refreshes;
        const { now } = Date;
        Date.now = () => now() + 8 * 3_600_000;
        window.dispatchEvent(new Event("focus"));
        Date.now = now;
        window.dispatchEvent(new Event("focus"));
        return [before, client.refreshes];
      });
      assert.deepEqual(refreshes, [0, 2]);
    });

    test("a unified group that is achieved is celebrated; what is lost is said instead, until there is other news", async () => {
      const found = await evaluate(async () => {
        const { event, needed, NOW, streak } = stage.figures;
        const group = { groupId: 3, groupName: "Shop, visit, share", targetRuleId: null, targetName: null };
        const element = await stage.put("milestreak-progress", { data: needed(), now: NOW });
        const parties = () => element.shadowRoot.querySelectorAll('[part="celebration"]').length;
        const spoken = () => element.shadowRoot.querySelector('[role="status"]').textContent;
        element.notify([
          event("unified-lost", group),
          event("target-lost", { ...group, targetRuleId: 31, targetName: "Spend" }),
        ]);
        await stage.painted();
        const seen = [parties(), stage.text("lost"), spoken()];
        element.notify([event("unified-achieved", group)]);
        await stage.painted();
        seen.push(parties(), stage.text("lost"), spoken());
        const other = await stage.put("milestreak-streak", { data: streak(), now: NOW });
        other.notify([
          event("level-lost", {
            groupId: 2,
            groupName: "Daily visits",
            targetName: null,
            streakId: 1,
            streakName: "Warm-up",
          }),
        ]);
        await stage.painted();
        return [...seen, stage.text("lost")];
      });
      assert.deepEqual(found, [
        0,
        ["Shop, visit, share: No longer achieved", "Spend: No longer achieved"],
        "Shop, visit, share: No longer achievedSpend: No longer achieved",
        1,
        [],
        "Shop, visit, share: Achieved",
        ["Daily visits: Warm-up no longer reached"],
      ]);
    });

    test("cards come in the order that is asked for", async () => {
      const found = await evaluate(async () => {
        const { cycle, group, NOW, summary } = stage.figures;
        const one = (id, name, endsAt) =>
          group({ id, name, active: [cycle({ groupId: id, groupName: name, targetName: name, endsAt })] });
        const groups = [one(1, "A", NOW + 9e8), one(2, "B", null), one(3, "C", NOW + 3e8), one(4, "D", NOW + 6e8)];
        const orders = [];
        for (const attributes of [
          {},
          { order: "3, B" },
          { order: "deadline" },
          { order: "deadline", pin: "2" },
          { pin: "D,nobody,,1" },
        ]) {
          await stage.put("milestreak-dashboard", { data: summary({ groups }), now: NOW }, attributes);
          orders.push(stage.text("title").join(""));
        }
        const element = document.querySelector("#stage > *");
        element.pin = null;
        element.order = "4";
        await stage.painted();
        return [...orders, stage.text("title").join("")];
      });
      assert.deepEqual(found, ["ABCD", "CBAD", "CDAB", "BCDA", "DABC", "DABC"]);
    });

    test("cards of unequal height leave no holes", async () => {
      const found = await evaluate(async () => {
        const seen = [];
        for (const width of [500, 800, 1100, 1600]) {
          const host = document.querySelector("#stage");
          host.style.inlineSize = `${width}px`;
          await stage.show("dashboard all");
          await stage.painted();
          await stage.painted();
          const list = host.firstElementChild.shadowRoot.querySelector('[part="cards"]');
          const columns = new Map();
          for (const card of list.children) {
            const { left, top, bottom } = card.getBoundingClientRect();
            columns.set(Math.round(left), [...(columns.get(Math.round(left)) ?? []), { top, bottom }]);
          }
          const gap = Number.parseFloat(getComputedStyle(list).columnGap);
          for (const cards of columns.values()) {
            cards.sort((a, b) => a.top - b.top);
            for (const [place, { top }] of cards.entries()) {
              const before = place ? cards[place - 1].bottom + gap : list.getBoundingClientRect().top;
              seen.push({ width, hole: top - before });
            }
          }
        }
        document.querySelector("#stage").removeAttribute("style");
        return seen;
      });
      assert.ok(found.length > 10);
      for (const { width, hole } of found) assert.ok(hole > -1 && hole <= 3, `${hole} px at ${width} px`);
    });

    test("a card that grows moves those below it", async () => {
      const { before, after } = await evaluate(async () => {
        const host = document.querySelector("#stage");
        host.style.inlineSize = "400px";
        await stage.show("dashboard all");
        const list = host.firstElementChild.shadowRoot.querySelector('[part="cards"]');
        document.documentElement.style.fontSize = "150%";
        const [first, second] = list.children;
        const overlap = () => first.getBoundingClientRect().bottom - second.getBoundingClientRect().top;
        const before = overlap();
        while (overlap() > 0) await stage.painted();
        const after = overlap();
        document.documentElement.style.removeProperty("font-size");
        host.removeAttribute("style");
        return { before, after };
      });
      assert.ok(before > 0 && after < 0, `${before} px, then ${after} px`);
    });

    if (page) {
      for (const [width, zoom] of [
        [320, "100%"],
        [320, "200%"],
        [1280, "200%"],
      ]) {
        test(`nothing of the states is cut off at ${width} px and text of ${zoom}`, async () => {
          await page.setViewport({ width, height: 900 });
          const { overflow, cut } = await evaluate(
            async (zoom, states) => {
              document.documentElement.style.fontSize = zoom;
              await stage.show(...states);
              const nodes = [...document.querySelectorAll("#stage > *")]
                .flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll("*:not(.spoken):not(.spoken *)")])
                .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
                .filter((node) => getComputedStyle(node).display !== "inline");
              document.documentElement.style.removeProperty("font-size");
              return {
                overflow: document.documentElement.scrollWidth - innerWidth,
                cut: nodes.map((node) => node.outerHTML.slice(0, 80)),
              };
            },
            zoom,
            STATES,
          );
          await page.setViewport({ width: 1280, height: 900 });
          assert.ok(overflow <= 0, `${overflow} px too wide`);
          assert.deepEqual(cut, []);
        });
      }
    }

    if (isChromium) {
      test("on paper bars keep their colours, cards do not overlap, and there are no buttons", async () => {
        await page.emulateMediaType("print");
        await page.setViewport({ width: 640, height: 900 });
        const found = await evaluate(async () => {
          await stage.show("dashboard all");
          const { shadowRoot } = document.querySelector("#stage > *");
          const style = (selector) => getComputedStyle(shadowRoot.querySelector(selector));
          const [first, second] = [...shadowRoot.querySelectorAll('[part="card"]')].map((card) =>
            card.getBoundingClientRect(),
          );
          return {
            adjust: ['[part="fill"]', '[part="bar"]', '[part="milestone"]', '[data-state="achieved"] .mark'].map(
              (selector) => style(selector).printColorAdjust,
            ),
            button: style("button").display,
            overlap: first.bottom > second.top && first.left === second.left,
          };
        });
        await page.screenshot({ path: join(screenshots, "states-print.png"), fullPage: true });
        await page.emulateMediaType();
        await page.setViewport({ width: 1280, height: 900 });
        assert.deepEqual(found, { adjust: Array(4).fill("exact"), button: "none", overlap: false });
      });

      test("forced colours: the states are told apart by words and marks", async () => {
        const session = await page.createCDPSession();
        await session.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
        const found = await evaluate(async () => {
          await stage.show("dashboard unusual");
          const { shadowRoot } = document.querySelector("#stage > *");
          const fill = (selector) => getComputedStyle(shadowRoot.querySelector(selector)).backgroundColor;
          return {
            bars: new Set(
              [...shadowRoot.querySelectorAll('[part="bar"]')].map((bar) => getComputedStyle(bar).borderTopWidth),
            ).size,
            fill: fill('[part="overall"] [part="fill"]') !== fill('[part="overall"] [part="bar"]'),
            marks: [...shadowRoot.querySelectorAll('[part="run"] path, [data-status="waiting"] path')].length,
          };
        });
        await page.screenshot({ path: join(screenshots, "states-forced-colours.png"), fullPage: true });
        await session.send("Emulation.setEmulatedMedia", { features: [] });
        await session.detach();
        assert.deepEqual(found, { bars: 1, fill: true, marks: 2 });
      });

      for (const [name, width, scheme, lang, scenes] of [
        ["states", 1280, "light", "en", STATES],
        ["states-dark", 1280, "dark", "en", ["dashboard unusual"]],
        ["states-arabic", 1280, "light", "ar", ["dashboard unusual"]],
        ["states-narrow", 320, "light", "en", ["dashboard unusual", "streak fortnight"]],
      ]) {
        test(`a picture for people: ${name}`, async () => {
          await page.setViewport({ width, height: 900 });
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
          await evaluate(
            async (lang, scenes) => {
              document.documentElement.lang = lang;
              if (lang === "ar") document.documentElement.dir = "rtl";
              await stage.show(...scenes);
              while ([...document.querySelector("#stage").children].some(({ state }) => state !== "ready"))
                await stage.painted();
              await Promise.all(document.getAnimations().map(({ finished }) => finished));
            },
            lang,
            scenes,
          );
          const picture = await page.screenshot({ fullPage: true });
          await writeFile(join(screenshots, `${name}.png`), picture);
          assert.ok(picture.length > 10_000);
          await evaluate(() => {
            document.documentElement.lang = "en";
            document.documentElement.removeAttribute("dir");
          });
          await page.emulateMediaFeatures([]);
          await page.setViewport({ width: 1280, height: 900 });
        });
      }
    }

    test("nothing that the policy forbids, and no other complaint in the console", async () => {
      assert.deepEqual(await evaluate(() => stage.violations), []);
      assert.deepEqual(complaints, []);
    });
  });
}
