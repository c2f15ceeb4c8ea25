// The elements on a page with the strictest policy: every state of every element, in Chromium and Firefox.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { top } from "../../scripts/run.mjs";
import { axe, launch, screenshots } from "./browser.mjs";
import { BARS, LANGUAGES, plain, stateOf, WORDS } from "./spoken.mjs";
import { openStage, url } from "./stage.mjs";

for (const which of ["chromium", "firefox"]) {
  const browser = await launch(which);
  const skip = browser ? false : `${which} is NOT TESTED: it is not installed`;

  describe(`elements in ${which}`, { skip }, () => {
    let page, complaints;

    before(async () => {
      ({ page, complaints } = await openStage(browser));
    });
    after(() => browser.close());

    const isChromium = which === "chromium";
    const show = (...names) => page.evaluate((names) => stage.show(...names), names);
    const text = async () => plain(await page.evaluate(() => stage.read().words));

    /** What assistive technology gets, in order. Chromium's protocol leaves out the texts of values. */
    const tree = async (options = {}) => {
      const flat = ({ children = [], ...node }) => [node, ...children.flatMap(flat)];
      // Behind the page, its landmark and the two headings of the stage.
      return flat(await page.accessibility.snapshot(options)).slice(4);
    };

    test("the page has the policy", async () => {
      const response = await fetch(url);
      const policy = response.headers.get("content-security-policy");
      for (const rule of [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "require-trusted-types-for 'script'",
      ])
        assert.ok(policy.includes(rule), rule);
    });

    test("every scene is in its state, and says so", async () => {
      const states = await page.evaluate(async () => {
        const states = {};
        for (const name of stage.names) {
          await stage.show(name);
          states[name] = stage.read().state;
        }
        return states;
      });
      for (const [name, state] of Object.entries(states)) assert.deepEqual(state, stateOf(name), name);
      assert.deepEqual(
        Object.keys(states).filter((name) => !(name in WORDS) && !(name in BARS)),
        [],
        "what they say is below",
      );
    });

    for (const [name, expected] of Object.entries(WORDS)) {
      test(`${name} says ${expected.join("; ")}`, async () => {
        await show(name);
        const shown = await text();
        for (const words of expected) assert.ok(shown.includes(words), `${words}\nnot in: ${shown}`);
      });
    }

    for (const [name, expected] of Object.entries(BARS)) {
      test(`the bars of ${name} have names, values in range and figures in words`, async () => {
        await show(name);
        const { bars } = await page.evaluate(() => stage.read());
        assert.deepEqual(
          bars.map(([name, words, now]) => [plain(name), plain(words), now]),
          expected,
        );
        for (const [, , now, min, max] of bars) assert.ok(min === "0" && max === "100" && now >= 0 && now <= 100);
      });
    }

    if (isChromium) {
      /** Words without the spaces between them: the tree has a figure and its unit as two texts. */
      const glue = (texts) => texts.join("").replace(/\s/g, "");

      for (const name of new Set([...Object.keys(WORDS), ...Object.keys(BARS)])) {
        test(`the accessibility tree of ${name}`, async () => {
          await show(name);
          const nodes = await tree();
          const bars = nodes.filter(({ role }) => role === "progressbar");
          if (BARS[name])
            assert.deepEqual(
              bars.map(({ name, value }) => [name, value ?? 0]),
              BARS[name].map(([name, , value]) => [name, value]),
            );
          const spoken = glue(
            nodes.filter(({ role }) => ["StaticText", "heading", "button"].includes(role)).map(({ name }) => name),
          );
          for (const words of WORDS[name] ?? [])
            assert.ok(spoken.includes(glue([words])), `${words}\nnot in: ${spoken}`);
          assert.equal(nodes.filter(({ role }) => role === "image").length, 0, "pictures beside words are left out");
        });
      }

      test("the accessibility tree of a dashboard: headings, filters, lists, a live region", async () => {
        await show("dashboard all");
        const nodes = await tree();
        const all = (wanted) => nodes.filter(({ role }) => role === wanted);
        assert.deepEqual(
          all("heading").map(({ level, name }) => [level, name]),
          [
            [3, "Your progress"],
            [4, "Collect points"],
            [4, "A visit a day"],
            [4, "Shop, visit, share"],
            [4, "Cashback this month"],
            [4, "Spring challenge"],
            [4, "More for you"],
          ],
        );
        assert.deepEqual(
          all("button").map(({ name, pressed }) => [name, pressed ?? false]),
          [
            ["All", true],
            ["Running", false],
            ["Achieved", false],
            ["Streaks", false],
            ["Limits", false],
          ],
        );
        assert.ok(
          (await tree({ interestingOnly: false })).some(({ role, name }) => role === "group" && name === "Show"),
        );
        assert.ok(
          (await tree({ interestingOnly: false })).some(
            ({ role, name }) => role === "list" && name === "Cycles of the streak",
          ),
        );
        assert.ok(!nodes.some(({ name }) => name === "26"), "what is short for the eye is left out");
        assert.deepEqual(
          all("status").map(({ live }) => live),
          ["polite"],
        );
      });
    }

    for (const scheme of ["light", "dark"]) {
      test(`axe finds nothing in any scene, ${scheme}`, async () => {
        await page.evaluate(async (scheme) => {
          document.documentElement.style.colorScheme = scheme;
          await stage.show(...stage.names);
        }, scheme);
        await page.evaluate(axe);
        const { violations, contrasts, unsure } = await page.evaluate(async () => {
          const { violations, passes, incomplete } = await globalThis.axe.run(document, {
            resultTypes: ["violations", "passes", "incomplete"],
          });
          const nodes = (results, rule) => results.find(({ id }) => id === rule)?.nodes ?? [];
          return {
            violations: violations.map(
              ({ id, nodes }) =>
                `${id}: ${nodes
                  .map(({ html, failureSummary }) => `${html} ${failureSummary}`)
                  .slice(0, 3)
                  .join("\n")}`,
            ),
            contrasts: nodes(passes, "color-contrast").length,
            unsure: nodes(incomplete, "color-contrast").map(({ html, any }) => `${html} ${any[0]?.message}`),
          };
        });
        assert.deepEqual(violations, []);
        assert.deepEqual(unsure, []);
        assert.ok(contrasts > 150, `${contrasts} texts checked for contrast`);
        await page.evaluate(() => document.documentElement.style.removeProperty("color-scheme"));
      });
    }

    test("keyboard alone: filters are reached, chosen, and keep the focus", async () => {
      await show("dashboard all");
      const focused = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.textContent);
      await page.evaluate(() => document.body.focus());
      await page.keyboard.press("Tab");
      assert.equal(await focused(), "All");
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement.shadowRoot.activeElement).outlineWidth,
      );
      assert.equal(outline, "3px");
      for (let presses = 0; presses < 3; presses++) await page.keyboard.press("Tab");
      assert.equal(await focused(), "Streaks");
      await page.keyboard.press("Enter");
      await page.evaluate(() => stage.painted());
      assert.deepEqual(await page.evaluate(() => stage.text("title")), ["A visit a day"]);
      assert.equal(await page.evaluate(() => document.querySelector("milestreak-dashboard").filter), "streaks");
      assert.equal(await focused(), "Streaks");
      await page.keyboard.press("Tab");
      await page.keyboard.press(" ");
      await page.evaluate(() => stage.painted());
      assert.deepEqual(await page.evaluate(() => stage.text("title")), ["Cashback this month"]);
    });

    test("keyboard alone: trying again", async () => {
      await show("progress error");
      await page.evaluate(() => {
        window.retries = [];
        document.addEventListener(
          "milestreak-retry",
          (event) => retries.push([event.target.localName, event.cancelable, event.composed]),
          { once: true },
        );
        document.body.focus();
      });
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.deepEqual(await page.evaluate(() => retries), [["milestreak-progress", true, true]]);
    });

    test("targets are at least 44 pixels", async () => {
      await show("dashboard narrow", "progress error", "progress failing");
      const sizes = await page.evaluate(() =>
        [...document.querySelectorAll("#stage > *")]
          .flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll("button")])
          .map((button) => button.getBoundingClientRect())
          .map(({ width, height }) => [width, height]),
      );
      assert.ok(sizes.length >= 6);
      for (const [width, height] of sizes) assert.ok(width >= 44 && height >= 44, `${width} × ${height}`);
    });

    test("a week of steps fits in a row of 240 pixels", async () => {
      await show("streak narrow");
      const tops = await page.evaluate(() =>
        [...document.querySelector("#stage > *").shadowRoot.querySelectorAll('[part="step"]')].map(
          (step) => step.getBoundingClientRect().top,
        ),
      );
      assert.equal(tops.length, 7);
      assert.equal(new Set(tops).size, 1, tops.join());
    });

    for (const [lang, expected] of Object.entries(LANGUAGES)) {
      test(`speaks ${lang}, at once when the page changes its language`, async () => {
        await page.evaluate(() => (document.documentElement.lang = "en"));
        await show("dashboard all");
        await page.evaluate(async (lang) => {
          document.documentElement.lang = lang;
          const { shadowRoot } = document.querySelector("#stage > *");
          while (
            shadowRoot.querySelector('[part="root"]').lang !== lang ||
            document.querySelector("#stage > *").state !== "ready"
          )
            await stage.painted();
        }, lang);
        const shown = await text();
        for (const words of expected) assert.ok(shown.includes(words), `${words}\nnot in: ${shown}`);
        const axeSays = await page.evaluate(async () =>
          (await globalThis.axe.run(document)).violations.map(({ id }) => id),
        );
        assert.deepEqual(axeSays, []);
        await page.evaluate(() => (document.documentElement.lang = "en"));
      });
    }

    test("right to left: where the page says so, or the language alone", async () => {
      const places = (direction) =>
        page.evaluate(async (direction) => {
          if (direction) document.documentElement.dir = direction;
          const element = await stage.put(
            "milestreak-progress",
            { data: stage.figures.cycle(), now: stage.figures.NOW },
            { lang: "ar" },
          );
          while (element.state !== "ready") await stage.painted();
          const box = (part) => element.shadowRoot.querySelector(`[part~="${part}"]`).getBoundingClientRect();
          document.documentElement.removeAttribute("dir");
          return [
            getComputedStyle(element.shadowRoot.querySelector('[part="root"]')).direction,
            Math.abs(box("fill").right - box("bar").right) < 1,
            Math.abs(box("fill").left - box("bar").left) < 1,
          ];
        }, direction);
      assert.deepEqual(await places(null), ["rtl", true, false]);
      assert.deepEqual(await places("rtl"), ["rtl", true, false]);
    });

    test("an element's own language is before its page's, and a direction of its own before its language's", async () => {
      const directions = await page.evaluate(async () => {
        const direction = async (attributes) => {
          const element = await stage.put("milestreak-progress", { data: stage.figures.cycle() }, attributes);
          while (element.state !== "ready") await stage.painted();
          return getComputedStyle(element.shadowRoot.querySelector('[part="root"]')).direction;
        };
        return [
          await direction({}),
          await direction({ lang: "ar" }),
          await direction({ lang: "ar", dir: "ltr" }),
          await direction({ lang: "de" }),
        ];
      });
      assert.deepEqual(directions, ["ltr", "rtl", "ltr", "ltr"]);
    });

    for (const [width, zoom] of [
      [640, "100%"],
      [320, "100%"],
      [320, "200%"],
      [1280, "200%"],
      [1800, "100%"],
    ]) {
      test(`nothing is cut off or overlaps at ${width} px and text of ${zoom}`, async () => {
        await page.setViewport({ width, height: 900 });
        await page.evaluate(async (zoom) => {
          document.documentElement.style.fontSize = zoom;
          await stage.show("dashboard failing", "progress behind", "streak at-risk", "progress error");
        }, zoom);
        const { overflow, cut } = await page.evaluate(() => ({
          overflow: document.documentElement.scrollWidth - innerWidth,
          cut: [...document.querySelectorAll("#stage > *")]
            .flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll("*:not(.spoken):not(.spoken *)")])
            .filter(
              (node) =>
                node.scrollWidth > node.clientWidth + 1 &&
                node.clientWidth > 0 &&
                getComputedStyle(node).display !== "inline",
            )
            .map((node) => node.outerHTML.slice(0, 80)),
        }));
        assert.ok(overflow <= 0, `${overflow} px too wide`);
        assert.deepEqual(cut, []);
        await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
        await page.setViewport({ width: 1280, height: 900 });
      });
    }

    test("text from outside is text", async () => {
      const evil = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 2</script>';
      const found = await page.evaluate(async (evil) => {
        const { summary, withTriggers, group, streak, unified, available } = stage.figures;
        const cycle = {
          ...withTriggers(),
          targetName: evil,
          groupName: evil,
          nextTrigger: { ...withTriggers().nextTrigger, name: evil },
        };
        const wicked = streak();
        const levels = wicked.levels.map((level) => ({ ...level, name: evil }));
        const steps = wicked.steps.map((step) => ({ ...step, refCode: evil, startsAt: null }));
        const data = summary({
          groups: [
            group({ name: evil, description: evil, active: [cycle], streak: { ...wicked, levels, steps } }),
            unified(),
          ],
          available: available().map((one) => ({ ...one, name: evil, description: evil })),
        });
        const element = await stage.put("milestreak-dashboard", { data, messages: { title: evil } });
        element.notify([{ ...stage.figures.event("target-achieved"), targetName: evil }]);
        await stage.painted();
        const all = [...element.shadowRoot.querySelectorAll("*")];
        return {
          tags: [...new Set(all.map(({ localName }) => localName))],
          times: element.shadowRoot.textContent.split(evil).length - 1,
          hacked: window.hacked,
        };
      }, evil);
      assert.ok(!found.tags.includes("img") && !found.tags.includes("script"), found.tags.join());
      assert.ok(found.times >= 10, `${found.times} times as text`);
      assert.equal(found.hacked, undefined);
    });

    test("markup of a server: data by attribute, and properties set before the element was defined", async () => {
      const titles = await page.evaluate(async () => {
        const stageElement = document.querySelector("#stage");
        const inert = document.implementation.createHTMLDocument();
        const written = inert.createElement("milestreak-progress");
        written.setAttribute("data", JSON.stringify(stage.figures.cycle({ targetName: "Written" })));
        const early = inert.createElement("milestreak-progress");
        early.data = stage.figures.cycle({ targetName: "Early" });
        early.headingLevel = 2;
        stageElement.replaceChildren(written, early);
        await stage.painted();
        return [written, early]
          .map(({ shadowRoot }) => shadowRoot.querySelector('[part="title"]'))
          .map(({ localName, textContent }) => [localName, textContent]);
      });
      assert.deepEqual(titles, [
        ["h3", "Written"],
        ["h2", "Early"],
      ]);
    });

    test("data as a text, by property too; what is no JSON is an error that names element and attribute", async () => {
      const found = await page.evaluate(async () => {
        const messages = [];
        const listen = (event) => {
          event.preventDefault();
          messages.push(event.message);
        };
        window.addEventListener("error", listen);
        const states = [];
        const text = JSON.stringify(stage.figures.cycle({ targetName: "Written" }));
        const element = await stage.put("milestreak-progress", { data: text });
        states.push(`${element.state} ${element.data.targetName}`);
        for (const data of ["", "[object Object]", "5"]) {
          element.setAttribute("data", data);
          await stage.painted();
          states.push(element.state);
        }
        element.data = text;
        await stage.painted();
        states.push(element.state);
        element.data = "null";
        await stage.painted();
        states.push(element.state);
        window.removeEventListener("error", listen);
        return { states, messages };
      });
      assert.deepEqual(found.states, ["ready Written", "error", "error", "error", "ready", "loading"]);
      assert.equal(found.messages.length, 3);
      for (const message of found.messages) assert.match(message, /data of <milestreak-progress>/);
    });

    test("a group or a target by id or by name", async () => {
      const titles = await page.evaluate(async () => {
        const titles = [];
        for (const attributes of [
          {},
          { group: "Daily visits" },
          { group: "3", target: "32" },
          { target: "Cashback this month" },
          { group: "5" },
        ]) {
          await stage.put("milestreak-progress", { data: stage.figures.summary(), now: stage.figures.NOW }, attributes);
          titles.push(stage.text("title")[0]);
        }
        const element = await stage.put("milestreak-progress", { data: stage.figures.summary() }, { group: "nobody" });
        return [...titles, element.state];
      });
      assert.deepEqual(titles, [
        "Collect points",
        "A visit a day",
        "Visits",
        "Cashback this month",
        "Spring challenge",
        "empty",
      ]);
    });

    if (isChromium) {
      test("forced colours: bars, steps and the chosen filter are still told apart", async () => {
        const session = await page.createCDPSession();
        await session.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
        await show("dashboard all");
        const found = await page.evaluate(() => {
          const style = (selector) =>
            getComputedStyle(document.querySelector("#stage > *").shadowRoot.querySelector(selector));
          const marks = [...document.querySelector("#stage > *").shadowRoot.querySelectorAll(".mark")].map(
            (mark) => mark.querySelector("path")?.getAttribute("d") ?? "",
          );
          return {
            border: style('[part="bar"]').borderTopWidth,
            fill: style('[part="fill"]').backgroundColor !== style('[part="bar"]').backgroundColor,
            pressed: style('[aria-pressed="true"]').backgroundColor !== style('[aria-pressed="false"]').backgroundColor,
            shapes: new Set(marks).size,
          };
        });
        await page.screenshot({ path: join(screenshots, "elements-forced-colours.png"), fullPage: true });
        await session.send("Emulation.setEmulatedMedia", { features: [] });
        await session.detach();
        assert.deepEqual(found, { border: "1px", fill: true, pressed: true, shapes: 3 });
      });
    }

    test("offline: what is there stays, and what is not says why", async (t) => {
      const offline = async (on) => {
        if (isChromium) return page.setOfflineMode(on);
        return page.evaluate((on) => {
          Object.defineProperty(navigator, "onLine", { configurable: true, get: () => !on });
          window.dispatchEvent(new Event(on ? "offline" : "online"));
        }, on);
      };
      t.after(() => offline(false));
      await show("progress stale");
      await page.evaluate(() => document.querySelector("#stage").append(document.createElement("milestreak-streak")));
      await offline(true);
      await page.waitForFunction(() => document.querySelector("milestreak-streak").state === "error");
      assert.match(await text(), /You are offline ?Updated 5 minutes ago/);
      const [problem, spoken] = await page.evaluate(() => [
        document.querySelector("milestreak-streak").shadowRoot.querySelector('[part="problem"]').textContent,
        document.querySelector("milestreak-progress").shadowRoot.querySelector('[role="status"]').textContent,
      ]);
      assert.match(problem, /You are offline/);
      assert.deepEqual(
        await page.evaluate(async () => (await globalThis.axe.run(document)).violations.map(({ id }) => id)),
        [],
      );
      if (isChromium)
        assert.ok(
          (await tree()).filter(({ role, name }) => role === "StaticText" && name === "You are offline").length >= 2,
          "both elements say so",
        );
      assert.equal(spoken, "You are offline");
      await offline(false);
      await page.waitForFunction(() => document.querySelector("milestreak-streak").state === "loading");
      assert.doesNotMatch(await text(), /offline/);
    });

    test("a setting that is none leaves a page that works, and an error for its developers", async () => {
      const [state, message] = await page.evaluate(async () => {
        const message = new Promise((resolve) =>
          window.addEventListener(
            "error",
            (event) => {
              event.preventDefault();
              resolve(event.message);
            },
            { once: true },
          ),
        );
        const { init, parse } = await import("/pkg/index.js");
        await init();
        const snapshot = parse({ data: { userId: 7, targetGroups: [] } });
        const element = await stage.put("milestreak-progress", { snapshot }, { "at-risk-within-ms": "soon" });
        return [element.state, await message];
      });
      assert.equal(state, "error");
      assert.match(message, /atRiskWithinMs/);
    });

    if (isChromium) {
      test("the style in the documents is what is seen", async () => {
        const [, css] = /^```css\n(.*?)^```/ms.exec(await readFile(join(top, "docs/elements.md"), "utf8"));
        const seen = await page.evaluate(async (css) => {
          const element = await stage.put("milestreak-dashboard", { data: stage.figures.summary() });
          const look = () => {
            const style = (part) => getComputedStyle(element.shadowRoot.querySelector(`[part~="${part}"]`));
            return [style("fill").backgroundColor, style("card").borderRadius, style("title").fontFamily];
          };
          const before = look();
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          document.adoptedStyleSheets.push(sheet);
          const after = look();
          document.adoptedStyleSheets.pop();
          return { before, after };
        }, css);
        assert.deepEqual(seen.after, ["rgb(123, 31, 162)", "4px", "Georgia, serif"]);
        for (const [place, value] of seen.before.entries()) assert.notEqual(value, seen.after[place]);
      });

      test("the markup in the documents works as it stands", async () => {
        const documents = ["docs/elements.md", "README.md", "pkg/README.md", "pkg/skills/milestreak/SKILL.md"].map(
          (name) => readFile(join(top, name), "utf8"),
        );
        const text = (await Promise.all(documents)).join("\n");
        const response = await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json"), "utf8");
        const imports = {
          milestreak: "/pkg/index.js",
          "milestreak/calendar": "/pkg/calendar.js",
          "milestreak/elements": "/pkg/elements.js",
        };
        const pieces = [...text.matchAll(/^```html\n(.*?)^```/gms)].map(([, html]) => html);
        assert.ok(pieces.length >= 8);
        for (const piece of pieces) {
          const paper = await browser.newPage();
          const wrong = [];
          paper.on("pageerror", (error) => wrong.push(error.message));
          paper.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
          await paper.setRequestInterception(true);
          paper.on("request", (request) => {
            const { pathname } = new URL(request.url());
            const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
            if (pathname === "/paper.html") {
              const body = `<!doctype html><html lang="en"><title>paper</title><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script>${piece}`;
              void request.respond({ contentType: "text/html", body });
            } else if (pathname.startsWith("/loyalty"))
              void request.respond({ contentType: "application/json", headers, body: response });
            else void request.continue();
          });
          await paper.goto(new URL("/paper.html", url).href);
          await paper
            .waitForFunction(
              () => {
                const widgets = [
                  ...document.querySelectorAll(
                    "milestreak-progress, milestreak-streak, milestreak-dashboard, milestreak-calendar",
                  ),
                ];
                return widgets.length > 0 && widgets.every(({ state }) => state === "ready");
              },
              { timeout: 10_000 },
            )
            .catch(() => wrong.push(`not ready: ${piece}`));
          assert.deepEqual(wrong, []);
          await paper.close();
        }
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
          page.evaluate(async (times) => {
            const { makeClient } = await import("/tests/page/pages/client.js");
            for (let time = 0; time < times; time++) {
              const client = makeClient();
              const provider = document.createElement("milestreak-provider");
              provider.append(
                ...["progress", "streak", "dashboard"].map((name) => document.createElement(`milestreak-${name}`)),
              );
              Object.assign(provider, { client, userId: 7 });
              document.querySelector("#stage").replaceChildren(provider);
              client.tell({ minutes: 1000 });
              await new Promise((resolve) => setTimeout(resolve));
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
        const [before, after] = [measures[0], measures.at(-1)];
        await session.detach();
        const timers = await page.evaluate(() => waitingTimers());
        assert.ok(after.nodes - before.nodes < 100, `${after.nodes - before.nodes} more nodes`);
        assert.ok(after.listeners - before.listeners < 10, `${after.listeners - before.listeners} more listeners`);
        // The browser compiles now and then, which takes memory once; what leaks does so each time.
        const growths = measures.slice(1).map(({ heap }, batch) => heap - measures[batch].heap);
        assert.ok(Math.min(...growths) < 250 * 200, `${growths} more bytes`);
        assert.equal(timers, 0);
      });

      for (const [name, width, scheme, lang, scenes] of [
        ["light", 1280, "light", "en", ["dashboard all"]],
        ["dark", 1280, "dark", "en", ["dashboard all"]],
        ["narrow", 340, "light", "en", ["dashboard all"]],
        ["wide", 1800, "light", "en", ["dashboard all"]],
        ["arabic", 1280, "light", "ar", ["dashboard failing"]],
      ]) {
        test(`a picture for people: ${name}`, async () => {
          await page.setViewport({ width, height: 900 });
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
          await page.evaluate(
            async (lang, scenes) => {
              document.documentElement.lang = lang;
              if (lang === "ar") document.documentElement.dir = "rtl";
              await stage.show(...scenes);
              await Promise.all(document.getAnimations().map(({ finished }) => finished));
            },
            lang,
            scenes,
          );
          const picture = await page.screenshot({ path: join(screenshots, `elements-${name}.png`), fullPage: true });
          assert.ok(picture.length > 10_000);
          await page.evaluate(() => {
            document.documentElement.lang = "en";
            document.documentElement.removeAttribute("dir");
          });
          await page.emulateMediaFeatures([]);
          await page.setViewport({ width: 1280, height: 900 });
        });
      }
    }

    test("the manifest says what the elements are, and the document says it too", async () => {
      const { modules } = JSON.parse(await readFile(join(top, "pkg/custom-elements.json"), "utf8"));
      const document = await readFile(join(top, "docs/elements.md"), "utf8");
      const { declarations } = modules[0];
      const names = (list = []) => list.map(({ name }) => name).sort();
      const real = await page.evaluate(async () => {
        const css = [...document.createElement("milestreak-progress").shadowRoot.adoptedStyleSheets[0].cssRules]
          .map(({ cssText }) => cssText)
          .join("");
        const real = {};
        for (const tag of ["provider", "progress", "streak", "dashboard"].map((name) => `milestreak-${name}`)) {
          const scenes = stage.names.filter((name) => tag.endsWith(name.split(" ")[0]));
          await stage.show(...scenes);
          const shown = [...document.querySelectorAll(`#stage > ${tag}`)];
          const level = { groupId: 2, groupName: "Daily visits", streakId: 1, streakName: "Warm-up" };
          const { event } = stage.figures;
          for (const element of shown) {
            element.notify([event("target-achieved"), event("level-achieved", level)]);
            element.notify([event("target-lost"), event("level-lost", level)]);
          }
          await stage.painted();
          const members = new Set();
          for (let at = customElements.get(tag).prototype; at !== HTMLElement.prototype; at = Object.getPrototypeOf(at))
            for (const name of Object.getOwnPropertyNames(at)) members.add(name);
          real[tag] = {
            attributes: [...customElements.get(tag).observedAttributes].sort(),
            members: [...members],
            parts: [
              ...new Set(
                shown.flatMap(({ shadowRoot }) =>
                  [...shadowRoot.querySelectorAll("[part]")].flatMap(({ part }) => [...part]),
                ),
              ),
            ].sort(),
            properties: [...new Set(css.match(/--milestreak-[a-z-]+/g))].sort(),
          };
        }
        return real;
      });
      const all = (list) => declarations.flatMap((declaration) => names(declaration[list]));
      for (const [, css] of document.matchAll(/^```css\n(.*?)^```/gms)) {
        for (const [name] of css.matchAll(/--milestreak-[a-z-]+/g))
          assert.ok(all("cssProperties").includes(name), name);
        for (const [, name] of css.matchAll(/::part\(([a-z]+)\)/g)) assert.ok(all("cssParts").includes(name), name);
      }
      assert.deepEqual(names(declarations.map(({ tagName }) => ({ name: tagName }))), Object.keys(real).sort());
      for (const { tagName, attributes, members, events, cssProperties, cssParts } of declarations) {
        const found = real[tagName];
        assert.deepEqual(names(attributes), found.attributes, tagName);
        for (const { name } of members) assert.ok(found.members.includes(name), `${tagName}.${name} is none`);
        if (cssParts) {
          assert.deepEqual(names(cssParts), found.parts, tagName);
          assert.deepEqual(names(cssProperties), found.properties, tagName);
        }
        for (const name of [
          tagName,
          ...names(attributes),
          ...names(members),
          ...names(events),
          ...names(cssProperties),
          ...names(cssParts),
        ])
          assert.ok(
            document.includes(`\`${name}\``) || document.includes(`<${name}>`),
            `docs/elements.md does not have ${name}`,
          );
      }
    });

    test("nothing that the policy forbids, and no complaint in the console", async () => {
      assert.deepEqual(await page.evaluate(() => stage.violations), []);
      assert.deepEqual(complaints, []);
    });
  });
}
