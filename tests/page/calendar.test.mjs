// The calendar, on a page with the strictest policy, in Chromium, Firefox and WebKit.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import { top } from "../../scripts/run.mjs";
import { launchWebKit } from "../../scripts/webkit.mjs";
import { axe, launch, openPage, screenshots } from "./browser.mjs";
import { plain } from "./spoken.mjs";

const url = `${process.env.MILESTREAK_ORIGIN}/tests/page/pages/calendar.html`;

const LANGUAGES = ["en", "ar", "de", "es", "fr", "hi", "id", "ja", "pt", "th", "vi", "zh-Hans", "zh-Hant"];

test("regions begin their weeks as the Unicode consortium says, also where the browser does not know", async () => {
  const { outputFiles } = await build({
    entryPoints: [join(top, "pkg/src/calendar/week.ts")],
    bundle: true,
    format: "esm",
    write: false,
  });
  const { firstDayOfRegion } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const regions = letters
    .flatMap((one) => letters.map((other) => one + other))
    .filter((region) => names.of(region) && new Intl.Locale(`und-${region}`).region === region);
  assert.ok(regions.length > 200);
  for (const region of regions) {
    const locale = new Intl.Locale(`und-${region}`);
    assert.equal(firstDayOfRegion(region), (locale.getWeekInfo?.() ?? locale.weekInfo).firstDay, region);
  }
  assert.equal(firstDayOfRegion(undefined), 1);
});

/** What the tests ask of a browser, however it is driven: functions run in the page, and `axe` looks at it. */
function driverOf(which, page) {
  if (which !== "webkit") return { run: (work, ...args) => page.evaluate(work, ...args) };
  return { run: (work, ...args) => page.evaluate(`return (${work})(...args);`, ...args) };
}

for (const which of ["chromium", "firefox", "webkit"]) {
  const browser = which === "webkit" ? await launchWebKit() : await launch(which);

  describe(`the calendar in ${which}`, { skip: browser ? false : `NOT TESTED: ${which} is not installed` }, () => {
    let page;
    let complaints = [];
    let run;

    before(async () => {
      if (which === "webkit") {
        await browser.goto(url);
        page = browser;
      } else ({ page, complaints } = await openPage(browser, url));
      ({ run } = driverOf(which, page));
      await run(async () => {
        while (!window.stage?.show) await new Promise((resolve) => setTimeout(resolve, 20));
      });
    });
    after(() => browser.close());

    const show = (...names) => run((names) => stage.show(...names), names);
    const rows = async () => {
      const rows = await run(() => stage.rows());
      return rows.map((cells) => cells.map((cell) => ({ ...cell, text: plain(cell.text) })));
    };
    const texts = async () => (await rows()).flat().map(({ text }) => text);

    test("states of the element", async () => {
      for (const [name, state] of Object.entries({
        loading: "loading",
        empty: "empty",
        error: "error",
        stale: "ready",
      })) {
        await show(name);
        assert.equal(await run(() => document.querySelector("milestreak-calendar").state), state);
      }
    });

    test("days stand in weeks, each with its date and how it went", async () => {
      await show("week");
      const [first, second] = await rows();
      assert.deepEqual(
        first.map(({ text }) => text),
        [
          "Sunday, August 25, 2024",
          "Monday, August 26, 2024, Achieved",
          "Tuesday, August 27, 2024, Achieved",
          "Wednesday, August 28, 2024, Achieved",
          "Thursday, August 29, 2024, Achieved",
          "Friday, August 30, 2024, running, 14 hours left",
          "Saturday, August 31, 2024, to come",
        ],
      );
      assert.equal(second[0].text, "Sunday, September 1, 2024, to come");
      assert.deepEqual(
        first.map(({ label }) => label),
        ["25", "26", "27", "28", "29", "30", "31"],
      );
      const today = first.filter(({ isToday }) => isToday);
      assert.deepEqual(
        today.map(({ label, isDeadline, isStop }) => [label, isDeadline, isStop]),
        [["30", true, true]],
      );
      assert.equal(plain(await run(() => stage.month())), "August – September 2024");
      assert.equal(await run(() => stage.find("button").length), 0, "everything is on one page");
    });

    test("missed, achieved, at risk, ended, not enrolled, to come, each with a sign of its own", async () => {
      await show("fortnight");
      const states = (await rows()).flat().map(({ label, state }) => [label, state]);
      assert.deepEqual(
        states
          .slice(0, 19)
          .filter(([, state]) => state)
          .map(([, state]) => state[0])
          .join(""),
        "nnaamaaaaeauuuuu",
      );
      const looks = await run(() => {
        const byState = {};
        for (const cell of stage.find("[data-place][data-state]")) {
          const mark = cell.querySelector(".mark");
          const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(mark);
          const isSeen = borderTopColor !== "rgba(0, 0, 0, 0)";
          const line = isSeen ? `${borderTopStyle} ${borderTopWidth}` : "none";
          byState[cell.dataset.state] = `${line} ${mark.querySelector("path")?.getAttribute("d") ?? ""}`;
        }
        return byState;
      });
      assert.deepEqual(Object.keys(looks).sort(), [
        "achieved",
        "at-risk",
        "ended",
        "missed",
        "not-enrolled",
        "upcoming",
      ]);
      assert.equal(new Set(Object.values(looks)).size, 6, JSON.stringify(looks));
      const legend = await run(() => stage.find('[part="legend"] li').map(({ textContent }) => textContent));
      assert.deepEqual(legend, ["Achieved", "Missed", "at risk", "to come", "Ended", "not enrolled"]);
      assert.match(await run(() => stage.find('[part~="risk"]')[0].textContent), /at risk: 14 hours left/);
    });

    test("a month at a time where there are many; days of which nothing is known are blank", async () => {
      await show("long");
      assert.equal(await run(() => stage.month()), "August 2024");
      const shown = (await rows()).flat();
      assert.equal(shown.filter(({ label }) => label).length, 31);
      assert.deepEqual(
        shown.filter(({ label, state }) => label && !state).map(({ label }) => label),
        ["5", "6", "7", "8"],
      );
      const press = (place) =>
        run(async (place) => {
          const buttons = stage.find('[part="turn"]');
          buttons[place].click();
          await stage.painted();
          return [
            stage.month(),
            ...stage.find('[part="turn"]').map((one) => [one.querySelector(".spoken").textContent, one.ariaDisabled]),
          ];
        }, place);
      assert.deepEqual(await press(0), ["July 2024", ["June 2024", "true"], ["August 2024", null]]);
      assert.deepEqual(await press(0), ["July 2024", ["June 2024", "true"], ["August 2024", null]]);
      await press(1);
      assert.equal((await press(1))[0], "September 2024");
      assert.deepEqual(await press(1), ["October 2024", ["September 2024", null], ["November 2024", "true"]]);
    });

    test("weeks and months stand in a row", async () => {
      await show("weeks");
      const [weeks, ...others] = await rows();
      assert.equal(others.length, 0);
      assert.equal(plain(weeks[0].label), "Jul 1");
      assert.equal(weeks[0].text, "July 1 – 7, 2024, Achieved");
      assert.equal(weeks[4].text, "July 29 – August 4, 2024, Achieved");
      assert.equal(weeks[8].text, "August 26 – September 1, 2024, running, 2 days left");
      assert.deepEqual(
        weeks.findIndex(({ isToday }) => isToday),
        8,
      );
      await show("months");
      const [months] = await rows();
      assert.deepEqual(
        months.slice(0, 3).map(({ label }) => label),
        ["Jan", "Feb", "Mar"],
      );
      assert.equal(months[1].text, "February 1 – 29, 2024, not enrolled");
      await show("without dates");
      assert.equal((await texts())[3], "Cycle_4, Achieved");
      await show("no steps");
      assert.deepEqual(await rows(), []);
    });

    test("weeks begin on the first day of the language and its region", async () => {
      const first = (lang) =>
        run(async (lang) => {
          await stage.put({ data: stage.streaks.days("2024-08-26", "aaaaruu") }, { lang });
          return [stage.days()[0][1], stage.rows()[0].filter(({ label }) => label).length];
        }, lang);
      assert.deepEqual(await first("en"), ["Sunday", 7]);
      assert.deepEqual(await first("en-GB"), ["Monday", 7]);
      assert.deepEqual((await first("de"))[0], "Montag");
      assert.deepEqual((await first("ar-EG"))[0], "السبت");
      assert.deepEqual((await first("ja"))[0], "日曜日");
    });

    test("days are those of the programme's zone, with a change of its clock as well", async () => {
      const labels = (from, timeZone) =>
        run(
          async (from, timeZone) => {
            const { days } = stage.streaks;
            const streak = days(from, "aaaaa", { deadline: null });
            await stage.put({ data: streak }, { "time-zone": timeZone });
            return stage
              .rows()
              .flat()
              .filter(({ state }) => state)
              .map(({ text }) => text);
          },
          from,
          timeZone,
        );
      const september = (await labels("2024-08-31T18:30:00Z", "Asia/Kolkata")).map(plain);
      assert.equal(september[0], "Sunday, September 1, 2024, Achieved");
      const august = (await labels("2024-08-31T18:30:00Z", "UTC")).map(plain);
      assert.equal(august[0], "Saturday, August 31, 2024, Achieved");
      // The 27th of October has twenty-five hours in Berlin.
      const autumn = await run(async () => {
        const { days } = stage.streaks;
        const streak = days("2024-10-25T22:00:00Z", "aaa", { deadline: null });
        streak.steps[1].endsAt += 3_600_000;
        streak.steps[2].startsAt += 3_600_000;
        streak.steps[2].endsAt += 3_600_000;
        await stage.put({ data: streak }, { "time-zone": "Europe/Berlin" });
        return stage
          .rows()
          .flat()
          .filter(({ state }) => state)
          .map(({ label }) => label);
      });
      assert.deepEqual(autumn, ["26", "27", "28"]);
    });

    test("every language: its own words, days that fit, its direction, its figures", async () => {
      const seen = new Set();
      for (const lang of LANGUAGES) {
        const { days, legend, direction, today } = await run(async (lang) => {
          const element = await stage.put({ data: stage.streaks.days("2024-08-20", "nnaamaaaaeruuuuu") }, { lang });
          const [root] = stage.find('[part="root"]');
          return {
            days: stage.days(),
            legend: stage.find('[part="legend"]')[0].textContent,
            direction: getComputedStyle(root).direction,
            today: stage
              .rows()
              .flat()
              .find(({ isToday }) => isToday).text,
            state: element.state,
          };
        }, lang);
        assert.equal(direction, lang === "ar" ? "rtl" : "ltr", lang);
        for (const [short] of days) assert.ok([...short].length <= 4, `${lang}: ${short}`);
        assert.match(today, /2024|2567|٢٠٢٤/, lang);
        seen.add(legend);
      }
      assert.equal(seen.size, LANGUAGES.length);
    });

    test("the calendar follows a check-in and a day, and the reader who is somewhere else is left there", async () => {
      const found = await run(async () => {
        const { days } = stage.streaks;
        const { NOW } = stage.figures;
        const DAY = 86_400_000;
        const element = await stage.put({ data: days("2024-08-20", "aaaaaaaaaaruuuuu") });
        const look = () => {
          const cells = stage.rows().flat();
          const label = (wanted) => cells.find(wanted)?.label ?? null;
          return [
            label(({ isToday }) => isToday),
            label(({ isStop }) => isStop),
            label(({ isDeadline }) => isDeadline),
          ];
        };
        const cell = stage.find('[aria-current="date"]')[0];
        const seen = [look()];
        element.data = days("2024-08-20", "aaaaaaaaaaauuuuu", { deadline: null });
        await stage.painted();
        seen.push(look(), [cell === stage.find('[aria-current="date"]')[0], cell.dataset.state]);
        element.now = NOW + DAY;
        element.data = days("2024-08-20", "aaaaaaaaaaaruuuu");
        await stage.painted();
        seen.push(look());
        stage.find("[data-place]")[2].focus();
        await stage.painted();
        element.now = NOW + 2 * DAY;
        await stage.painted();
        seen.push(look());
        return seen;
      });
      assert.deepEqual(found, [
        ["30", "30", "30"],
        ["30", "30", null],
        [true, "achieved"],
        ["31", "31", "31"],
        ["1", "22", "31"],
      ]);
    });

    test("today moves at midnight of the programme, by itself", async () => {
      const labels = await run(async () => {
        const { now } = Date;
        // A second before midnight in Kolkata.
        const ahead = Date.parse("2024-08-30T18:29:59.300Z") - now();
        Date.now = () => now() + ahead;
        try {
          const data = stage.streaks.days("2024-08-25T18:30:00Z", "aaaauuu", { deadline: null });
          await stage.put({ data, now: null }, { "time-zone": "Asia/Kolkata" });
          const today = () =>
            stage
              .rows()
              .flat()
              .find(({ isToday }) => isToday).label;
          const before = today();
          const [grid] = stage.find('[role="grid"]');
          await new Promise((resolve) =>
            new MutationObserver(resolve).observe(grid, {
              subtree: true,
              attributes: true,
              attributeFilter: ["aria-current"],
            }),
          );
          return [before, today()];
        } finally {
          Date.now = now;
        }
      });
      assert.deepEqual(labels, ["30", "31"]);
    });

    if (which !== "webkit") {
      test("keyboard alone: one stop, and every day is reached from there", async () => {
        await show("long");
        const focused = async () =>
          plain((await run(() => stage.focused())) ?? "").replace(
            /, (Achieved|Missed|running|to come|not enrolled)$/,
            "",
          );
        const press = async (...keys) => {
          for (const key of keys) await page.keyboard.down(key);
          for (const key of keys.reverse()) await page.keyboard.up(key);
          await run(() => stage.painted());
          return focused();
        };
        await run(() => document.body.focus());
        for (let presses = 0; presses < 3; presses++) await page.keyboard.press("Tab");
        assert.equal(await focused(), "Friday, August 30, 2024");
        const outline = await run(() => getComputedStyle(document.activeElement.shadowRoot.activeElement).outlineWidth);
        assert.equal(outline, "3px");
        assert.equal(await press("ArrowLeft"), "Thursday, August 29, 2024");
        assert.equal(await press("ArrowUp"), "Thursday, August 22, 2024");
        assert.equal(await press("Home"), "Sunday, August 18, 2024");
        assert.equal(await press("End"), "Saturday, August 24, 2024");
        assert.equal(await press("ArrowDown"), "Saturday, August 31, 2024");
        assert.equal(await press("ArrowRight"), "Sunday, September 1, 2024");
        assert.equal(await run(() => stage.month()), "September 2024");
        assert.equal(await press("ArrowLeft"), "Saturday, August 31, 2024");
        assert.equal(await press("PageDown"), "Monday, September 30, 2024");
        assert.equal(await press("PageUp"), "Friday, August 30, 2024");
        assert.equal(await press("PageUp"), "Tuesday, July 30, 2024");
        assert.equal(await press("PageUp"), "Wednesday, July 3, 2024");
        assert.equal(await press("ArrowLeft"), "Wednesday, July 3, 2024");
        assert.equal(await press("Control", "End"), "Wednesday, October 9, 2024");
        assert.equal(await press("ArrowDown"), "Wednesday, October 9, 2024");
        assert.equal(await press("Control", "Home"), "Wednesday, July 3, 2024");
        assert.equal(await run(() => stage.find('[role="gridcell"][tabindex="0"]').length), 1);
        // Keys that are the browser's stay the browser's.
        assert.equal(await press("a"), "Wednesday, July 3, 2024");
        await page.keyboard.press("Tab");
        assert.equal(await run(() => document.querySelector("milestreak-calendar").shadowRoot.activeElement), null);
      });

      test("keyboard alone, in a row and from right to left", async (t) => {
        t.after(() => run(() => document.documentElement.removeAttribute("dir")));
        const press = async (key) => {
          await page.keyboard.press(key);
          await run(() => stage.painted());
          return plain(await run(() => stage.focused()));
        };
        await show("narrow months");
        await run(() => document.body.focus());
        await page.keyboard.press("Tab");
        assert.match(await press("ArrowLeft"), /^July/);
        assert.match(await press("ArrowUp"), /^April/, "three stand in a line");
        assert.match(await press("ArrowDown"), /^July/);
        assert.match(await press("End"), /^December/);
        assert.match(await press("Home"), /^January/);
        await run(async () => {
          document.documentElement.dir = "rtl";
          await stage.show("week");
          document.body.focus();
        });
        await page.keyboard.press("Tab");
        assert.match(await press("ArrowLeft"), /^Saturday, August 31/);
        assert.match(await press("ArrowRight"), /^Friday, August 30/);
      });

      test("a day that is pressed is where the keyboard goes on", async () => {
        await show("week");
        const [x, y] = await run(() => {
          const { left, top, width, height } = stage.find("[data-place]")[1].getBoundingClientRect();
          return [left + width / 2, top + height / 2];
        });
        await page.mouse.click(x, y);
        await page.keyboard.press("ArrowRight");
        await run(() => stage.painted());
        assert.match(await run(() => stage.focused()), /^Wednesday, August 28/);
        assert.deepEqual(
          await run(() =>
            stage
              .rows()
              .flat()
              .filter(({ isStop }) => isStop)
              .map(({ label }) => label),
          ),
          ["28"],
        );
      });
    }

    test("from right to left the first day is on the right", async () => {
      const [first, last] = await run(async () => {
        await stage.put({ data: stage.streaks.days("2024-08-26", "aaaaruu") }, { lang: "ar" });
        const days = stage.find('[role="columnheader"]').map((day) => day.getBoundingClientRect().left);
        return [days[0], days.at(-1)];
      });
      assert.ok(first > last);
    });

    for (const scheme of ["light", "dark"]) {
      for (const direction of ["ltr", "rtl"]) {
        test(`axe finds nothing in any scene, ${scheme}, ${direction}`, async () => {
          await run(
            async (scheme, direction) => {
              document.documentElement.style.colorScheme = scheme;
              document.documentElement.dir = direction;
              await stage.show(...stage.names);
            },
            scheme,
            direction,
          );
          if (which === "webkit") await page.evaluate(`${axe}; window.axe = axe;`);
          else await page.evaluate(axe);
          const { violations, unsure, contrasts, passed } = await run(async () => {
            const { violations, passes, incomplete } = await globalThis.axe.run(document);
            document.documentElement.style.removeProperty("color-scheme");
            document.documentElement.removeAttribute("dir");
            const nodes = (results, rule) => results.find(({ id }) => id === rule)?.nodes ?? [];
            const told = (one) => one.map(({ html, failureSummary }) => `${html} ${failureSummary}`).slice(0, 3);
            return {
              violations: violations.map(({ id, nodes }) => [id, ...told(nodes)]),
              unsure: told(nodes(incomplete, "color-contrast")),
              contrasts: nodes(passes, "color-contrast").length,
              passed: passes.length,
            };
          });
          assert.deepEqual(violations, []);
          assert.deepEqual(unsure, []);
          assert.ok(passed > 15 && contrasts > 200, `${passed} rules, ${contrasts} texts`);
        });
      }
    }

    if (which !== "webkit") {
      for (const [width, zoom] of [
        [320, "100%"],
        [320, "200%"],
        [640, "100%"],
        [1280, "200%"],
      ]) {
        test(`nothing is cut off or overlaps at ${width} px and text of ${zoom}`, async () => {
          await page.setViewport({ width, height: 900 });
          const { overflow, cut } = await run(async (zoom) => {
            document.documentElement.style.fontSize = zoom;
            await stage.show(...stage.names.filter((name) => zoom === "100%" || !name.startsWith("narrow")));
            const all = [...document.querySelectorAll("#stage > *")].flatMap(({ shadowRoot }) => [
              ...shadowRoot.querySelectorAll("*:not(.spoken):not(.spoken *)"),
            ]);
            const isCut = (node) =>
              node.scrollWidth > node.clientWidth + 1 &&
              node.clientWidth > 0 &&
              getComputedStyle(node).display !== "inline";
            return {
              overflow: document.documentElement.scrollWidth - innerWidth,
              cut: all.filter(isCut).map((node) => node.outerHTML.slice(0, 80)),
            };
          }, zoom);
          await run(() => document.documentElement.style.removeProperty("font-size"));
          await page.setViewport({ width: 1280, height: 900 });
          assert.ok(overflow <= 0, `${overflow} px too wide`);
          assert.deepEqual(cut, []);
        });
      }
    }

    test("text from outside is text", async () => {
      const evil = '<img src=x onerror="window.hacked = 1">';
      const found = await run(async (evil) => {
        const data = stage.streaks.days("2024-08-26", "aaaaruu", { groupName: evil });
        data.steps = data.steps.map((step) => ({ ...step, refCode: evil, startsAt: null }));
        await stage.put({ data });
        return [
          stage.find("img").length,
          stage.find('[part="cycle"]')[0].textContent.includes(evil),
          window.hacked ?? null,
        ];
      }, evil);
      assert.deepEqual(found, [0, true, null]);
    });

    if (which === "chromium") {
      test("the accessibility tree: a grid with a name, rows, headers, cells that say all", async () => {
        await show("week");
        const session = await page.createCDPSession();
        const { nodes } = await session.send("Accessibility.getFullAXTree");
        await session.detach();
        const shown = nodes.filter(({ ignored }) => !ignored);
        const all = (role) =>
          shown.filter((node) => node.role.value === role).map(({ name }) => plain(name?.value ?? ""));
        assert.deepEqual(all("grid"), ["Daily visits August – September 2024"]);
        assert.equal(all("row").length, 3);
        assert.deepEqual(all("columnheader"), [
          "Sunday",
          "Monday",
          "Tuesday",
          "Wednesday",
          "Thursday",
          "Friday",
          "Saturday",
        ]);
        const cells = all("gridcell");
        assert.equal(cells.length, 14);
        assert.equal(cells[0], "Sunday, August 25, 2024");
        assert.equal(cells[1], "Monday, August 26, 2024, Achieved");
        assert.equal(cells[5], "Friday, August 30, 2024, running 14 hours left");
        assert.deepEqual(all("heading").slice(2), ["Daily visits"]);
        assert.deepEqual(all("image"), []);
        const current = await run(() => stage.find('[aria-current="date"]').length);
        assert.equal(current, 1);
      });

      test("forced colours: states, today and the focus are still told apart", async () => {
        const session = await page.createCDPSession();
        await session.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
        await show("fortnight");
        const { looks, today, other } = await run(() => {
          const looks = stage.find("[data-place][data-state]").map((cell) => {
            const { borderTopStyle, borderTopWidth } = getComputedStyle(cell.querySelector(".mark"));
            return [
              cell.dataset.state,
              `${borderTopStyle} ${borderTopWidth} ${cell.querySelector("path")?.getAttribute("d")}`,
            ];
          });
          const background = (selector) => getComputedStyle(stage.find(selector)[0]).backgroundColor;
          return {
            looks,
            today: background('[aria-current="date"] .when'),
            other: background('[data-state="missed"] .when'),
          };
        });
        await page.screenshot({ path: join(screenshots, "calendar-forced-colours.png"), fullPage: true });
        await session.send("Emulation.setEmulatedMedia", { features: [] });
        await session.detach();
        assert.equal(new Set(Object.values(Object.fromEntries(looks))).size, 6);
        assert.notEqual(today, other);
      });

      test("print: marks keep their colours, buttons are gone", async () => {
        await page.emulateMediaType("print");
        await show("long");
        const [adjust, display] = await run(() => [
          getComputedStyle(stage.find(".mark")[0]).printColorAdjust,
          getComputedStyle(stage.find('[part="turn"]')[0]).display,
        ]);
        await page.emulateMediaType(null);
        assert.deepEqual([adjust, display], ["exact", "none"]);
      });

      test("nothing is left of a thousand mounts", async () => {
        const session = await page.createCDPSession();
        await session.send("Performance.enable");
        const measure = async () => {
          await session.send("HeapProfiler.collectGarbage");
          await session.send("HeapProfiler.collectGarbage");
          const { metrics } = await session.send("Performance.getMetrics");
          const of = (name) => metrics.find((metric) => metric.name === name).value;
          return { nodes: of("Nodes"), listeners: of("JSEventListeners"), heap: of("JSHeapUsedSize") };
        };
        const mount = (times) =>
          run(async (times) => {
            for (let time = 0; time < times; time++) {
              const element = document.createElement("milestreak-calendar");
              element.data = stage.streaks.days("2024-08-20", "nnaamaaaaaruuuuu");
              document.querySelector("#stage").replaceChildren(element);
              // It is shown in a microtask.
              await null;
              if (element.state !== "ready") throw new Error(element.state);
            }
            document.querySelector("#stage").replaceChildren();
            await stage.painted();
          }, times);
        await mount(50);
        const measures = [await measure()];
        for (let batch = 0; batch < 4; batch++) {
          await mount(250);
          measures.push(await measure());
        }
        await session.detach();
        const [before, after] = [measures[0], measures.at(-1)];
        assert.ok(after.nodes - before.nodes < 100, `${after.nodes - before.nodes} more nodes`);
        assert.ok(after.listeners - before.listeners < 10, `${after.listeners - before.listeners} more listeners`);
        const growths = measures.slice(1).map(({ heap }, batch) => heap - measures[batch].heap);
        assert.ok(Math.min(...growths) < 250 * 200, `${growths} more bytes`);
      });

      test("the manifest says what the calendar is, and the document says it too", async () => {
        const { modules } = JSON.parse(await readFile(join(top, "pkg/custom-elements.json"), "utf8"));
        const document = await readFile(join(top, "docs/elements.md"), "utf8");
        const { declarations } = modules.find(({ path }) => path === "dist/calendar.js");
        const [{ tagName, attributes, members, cssParts, cssProperties }] = declarations;
        const names = (list) => list.map(({ name }) => name).sort();
        const real = await run(async () => {
          await stage.show(...stage.names);
          const [first] = document.querySelectorAll("milestreak-calendar");
          const css = first.shadowRoot.adoptedStyleSheets
            .flatMap(({ cssRules }) => [...cssRules])
            .map(({ cssText }) => cssText);
          const shown = [...document.querySelectorAll("milestreak-calendar")];
          const level = { groupId: 2, groupName: "Daily visits", streakId: 1, streakName: "Warm-up" };
          for (const type of ["level-achieved", "level-lost"])
            for (const element of shown) element.notify([stage.figures.event(type, level)]);
          await stage.painted();
          const parts = shown.flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll("[part]")]);
          return {
            attributes: [...customElements.get("milestreak-calendar").observedAttributes].sort(),
            parts: [...new Set(parts.flatMap(({ part }) => [...part]))].sort(),
            properties: [...new Set(css.join("").match(/--milestreak-[a-z-]+/g))].sort(),
          };
        });
        assert.equal(tagName, "milestreak-calendar");
        assert.deepEqual(names(attributes), real.attributes);
        assert.deepEqual(names(cssParts), real.parts);
        assert.deepEqual(names(cssProperties), real.properties);
        for (const name of [...names(members), ...names(cssParts)])
          assert.ok(document.includes(`\`${name}\``), `docs/elements.md does not have ${name}`);
      });

      for (const [name, width, scheme, lang] of [
        ["light", 1280, "light", "en"],
        ["dark", 1280, "dark", "en"],
        ["phone", 320, "light", "de"],
        ["arabic", 1280, "light", "ar"],
      ]) {
        test(`a picture for people: ${name}`, async () => {
          await page.setViewport({ width, height: 900 });
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
          await run(async (lang) => {
            document.documentElement.lang = lang;
            await stage.show("fortnight", "long", "weeks", "narrow fortnight", "narrow long", "narrow months");
          }, lang);
          const picture = await page.screenshot({ path: join(screenshots, `calendar-${name}.png`), fullPage: true });
          assert.ok(picture.length > 10_000);
          await run(() => (document.documentElement.lang = "en"));
          await page.emulateMediaFeatures([]);
          await page.setViewport({ width: 1280, height: 900 });
        });
      }
    } else if (which === "webkit") {
      test("a picture for people", async () => {
        await show("fortnight");
        await run(() => document.querySelector("#stage").scrollIntoView());
        const picture = await browser.screenshot();
        await writeFile(join(screenshots, "calendar-webkit.png"), picture);
        assert.ok(picture.length > 10_000);
      });
    }

    test("nothing that the policy forbids, and no complaint in the console", async () => {
      assert.deepEqual(await run(() => stage.violations), []);
      assert.deepEqual(complaints, []);
    });
  });
}
