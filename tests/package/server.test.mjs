// milestreak/server of the tarball: markup made in Node, shown without scripts, and taken over by the elements, in three engines.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launchWebKit } from "../../scripts/webkit.mjs";
import { launch, openPage } from "../page/browser.mjs";
import { available, CYCLES, cycle, NOW, streak, summary } from "../page/pages/figures.js";
import { days } from "../page/pages/streaks.js";
import { plain } from "../page/spoken.mjs";
import { pack, project } from "./pack.mjs";
import { serve } from "./serve.mjs";

// All of it before the first test is told of: the runner ends when it has no more to do.
const browsers = { chromium: await launch(), firefox: await launch("firefox"), webkit: await launchWebKit() };
const packed = await pack();
const installed = await project(packed.tarball);
const dist = join(installed.folder, "node_modules/milestreak/dist");
const { renderToString } = await import(pathToFileURL(join(dist, "server.js")));
const { init, parse } = await import(pathToFileURL(join(dist, "node.js")));

const SETTINGS = { lang: "en", currency: "INR", "time-zone": "UTC" };

const SCENES = {
  dashboard: ["milestreak-dashboard", { data: summary({ available: available() }) }],
  progress: ["milestreak-progress", { data: cycle(), rank: { rank: 12, of: 240, value: 750, at: NOW - 3_600_000 } }],
  behind: ["milestreak-progress", { data: CYCLES.behind() }],
  streak: ["milestreak-streak", { data: streak({ atRisk: true }) }],
  calendar: ["milestreak-calendar", { data: days("2024-08-20", "nnaamaaaaaruuuuu") }],
  german: ["milestreak-dashboard", { data: summary(), attributes: { ...SETTINGS, lang: "de" } }],
  arabic: [
    "milestreak-calendar",
    { data: days("2024-08-20", "nnaamaaaaaruuuuu"), attributes: { ...SETTINGS, lang: "ar" } },
  ],
  empty: ["milestreak-dashboard", { data: summary({ groups: [] }) }],
};

const render = ([tag, options], more = {}) =>
  renderToString(tag, { attributes: SETTINGS, now: NOW, ...options, ...more });

const NONCE = "c2VydmVy";
/** A page's own policy, with a nonce for what its server styles. */
const POLICY = `default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'nonce-${NONCE}'; img-src data:; require-trusted-types-for 'script'`;

/** A page with scenes as a server makes it, at `/<scenes>/<flags>.html`. `take` of /take.js imports the elements when the test says so. */
async function pageOf(scenes, flags) {
  const more = { withData: !flags.includes("dataless"), ...(flags.includes("nonce") && { nonce: NONCE }) };
  const elements = await Promise.all(scenes.map((name) => render(SCENES[name], more)));
  const script = flags.includes("script") ? '<script type="module" src="/take.js"></script>' : "";
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>shop</title><link rel="icon" href="data:,">${script}<body><main>${elements.join("")}</main></body></html>`;
}

/** Watches what the shadow trees are made of from before the elements are there. */
const TAKE = `
  const NOW = ${NOW};
  const hosts = [...document.querySelectorAll("main > *")];
  const records = [];
  for (const { shadowRoot } of hosts) {
    const observer = new MutationObserver((found) => records.push(...found));
    observer.observe(shadowRoot, { subtree: true, childList: true, attributes: true, characterData: true, characterDataOldValue: true });
  }
  const shifts = [];
  if (PerformanceObserver.supportedEntryTypes.includes("layout-shift"))
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value))).observe({ type: "layout-shift", buffered: true });
  const violations = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => violations.push(violatedDirective));
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const told = ({ type, target, addedNodes, removedNodes, attributeName, oldValue }) =>
    [type, target.nodeName + " " + (target.getAttribute?.("part") ?? ""), attributeName ?? (oldValue === null ? "" : [oldValue, target.data].join(" → ")), ...[...addedNodes].map((node) => "+ " + (node.outerHTML ?? node.data)), ...[...removedNodes].map((node) => "- " + (node.outerHTML ?? node.data))].join(" ");
  window.take = async () => {
    const first = hosts.map(({ shadowRoot }) => shadowRoot.querySelector('[part="root"]'));
    const before = first.map((root) => root.outerHTML);
    // The clock of the page is that of the server.
    const { now } = Date;
    const ahead = NOW - now();
    Date.now = () => now() + ahead;
    await import("/calendar.js");
    await painted();
    while (hosts.some((host) => host.hasAttribute("data") && host.state === "loading")) await painted();
    await painted();
    const same = hosts.every(({ shadowRoot }, place) => shadowRoot.querySelector('[part="root"]') === first[place]);
    const changed = hosts.map(({ shadowRoot }, place) => shadowRoot.querySelector('[part="root"]').outerHTML === before[place] ? "" : shadowRoot.querySelector('[part="root"]').outerHTML);
    return { states: hosts.map(({ state }) => state), records: records.map(told), same, changed, shifts, violations };
  };
`;

const server = await serve(async (path) => {
  const [, scenes, flags] = /^\/shop\/([a-z+]+)\/([a-z+]+)\.html$/.exec(path) ?? [];
  if (!scenes) return { body: path === "/take.js" ? TAKE : await readFile(join(dist, path)) };
  const headers = flags.includes("nonce") ? { "content-security-policy": POLICY } : {};
  return { body: await pageOf(scenes.split("+"), flags.split("+")), headers };
});

after(async () => {
  server.close();
  await installed.remove();
  await packed.remove();
});

const urlOf = (scenes, ...flags) => `${server.origin}/shop/${scenes.join("+")}/${["page", ...flags].join("+")}.html`;

describe("in Node", () => {
  test("figures, styles, the results for the element, in the language of the page", async () => {
    const html = await render(SCENES.german);
    assert.match(html, /^<milestreak-dashboard lang="de" currency="INR" time-zone="UTC" data="\{&quot;userId&quot;:/);
    assert.match(
      html,
      /><template shadowrootmode="open"><style>[^<]+<\/style><div part="root" tabindex="-1" data-state="ready" lang="de" dir="ltr">/,
    );
    assert.match(html, /<strong>750<\/strong> von 1\.000 Punkten/);
    assert.match(html, /<div part="fill" style="--value:0.75"><\/div>/);
    assert.ok(html.endsWith("</div></template></milestreak-dashboard>"));
  });

  test("several languages at the same time", async () => {
    const [german, english, arabic] = await Promise.all([
      render(SCENES.german),
      render(SCENES.dashboard),
      render(SCENES.arabic),
    ]);
    assert.match(german, /Ihr Fortschritt/);
    assert.match(english, /Your progress/);
    assert.match(arabic, /lang="ar" dir="rtl"/);
  });

  test("a recorded response", async () => {
    await init();
    const body = await readFile(new URL("../fixtures/docs-user-all-cycles.json", import.meta.url));
    const snapshot = parse(body, { receivedAt: NOW, allCycles: true });
    const data = snapshot.summary({ now: NOW, timeZone: "UTC" });
    snapshot.free();
    const html = await render(["milestreak-dashboard", { data }]);
    const running = data.groups.filter(({ active }) => active.length);
    assert.ok(running.length > 2);
    for (const { name } of running) assert.ok(html.includes(`>${name}<`), name);
  });

  test("what comes from outside is text, in attributes too", async () => {
    const evil = "</template><script>alert(1)</script>\"'&<!--";
    const html = await render([
      "milestreak-progress",
      { data: cycle({ targetName: evil, groupName: evil }), attributes: { ...SETTINGS, class: evil } },
    ]);
    assert.ok(!html.includes("<script"));
    assert.equal(html.split("</template>").length, 2);
    assert.ok(html.includes("&lt;/template&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;&lt;!--"));
  });

  test("a nonce: nothing is styled by an attribute", async () => {
    const html = await render(SCENES.dashboard, { nonce: NONCE });
    assert.ok(html.includes(`<style nonce="${NONCE}">`));
    assert.ok(!html.includes(" style="));
    assert.ok(html.includes('[data-style="--value:0.75"]{--value:0.75}'));
  });

  test("what is wrong is said", async () => {
    const data = cycle();
    await assert.rejects(renderToString("milestreak-provider", { data }), {
      name: "TypeError",
      message: /milestreak-provider/,
    });
    await assert.rejects(renderToString("constructor", { data }), TypeError);
    await assert.rejects(renderToString("milestreak-progress", { data, attributes: { 'a"b': 1 } }), TypeError);
    await assert.rejects(renderToString("milestreak-progress", { data, rank: { rank: 0 } }), { message: /no rank/ });
    await assert.rejects(renderToString("milestreak-progress", { data, rank: { rank: 9, of: 8 } }), {
      message: /no rank/,
    });
  });

  test("results and a rank as JSON are what they are as objects", async () => {
    const { data, rank } = SCENES.progress[1];
    const attributes = { ...SETTINGS, rank: JSON.stringify(rank) };
    const html = await renderToString("milestreak-progress", { data: JSON.stringify(data), attributes, now: NOW });
    const [withObjects, withTexts] = [await render(SCENES.progress), html].map((html) => html.split("<template")[1]);
    assert.equal(withTexts, withObjects);
    assert.ok(html.includes(' data="{&quot;'), html.slice(0, 200));
  });

  test("an empty language is English", async () => {
    const html = await render(SCENES.progress, { attributes: { ...SETTINGS, lang: "" } });
    assert.equal(html, await render(SCENES.progress));
  });

  test("without data in the markup", async () => {
    const html = await render(SCENES.progress, { withData: false });
    assert.ok(!html.includes(" data="));
    assert.ok(html.includes(' rank="{&quot;rank&quot;:12,'));
  });
});

const ALL = Object.keys(SCENES);

/** Imports the elements, in the page. */
async function takeOver() {
  while (!window.take) await new Promise((resolve) => setTimeout(resolve, 10));
  return window.take();
}

for (const [which, browser] of Object.entries(browsers)) {
  describe(`in ${which}`, { skip: browser ? false : `NOT TESTED: ${which} is not installed` }, () => {
    after(() => browser?.close());

    /** Opens a page; `run` calls a function in it. Without scripts where a browser can be told so. */
    async function open(url, { scripts = true } = {}) {
      if (which === "webkit") {
        await browser.goto(url);
        return {
          run: (work, ...args) => browser.evaluate(`return (${work})(...args);`, ...args),
          complaints: [],
          close: async () => undefined,
        };
      }
      const prepare = scripts ? undefined : (page) => page.setJavaScriptEnabled(false).catch(() => undefined);
      const { page, complaints } = await openPage(browser, url, { prepare });
      return { run: (work, ...args) => page.evaluate(work, ...args), complaints, page, close: () => page.close() };
    }

    for (const policy of [[], ["nonce"]]) {
      const under = policy.length ? " under a strict policy" : "";

      test(`everything is shown without scripts${under}`, async () => {
        const { run, complaints, close } = await open(urlOf(ALL, ...policy), { scripts: false });
        const shown = await run(() =>
          [...document.querySelectorAll("main > *")].map(({ shadowRoot }) => {
            const root = shadowRoot.querySelector('[part="root"]');
            const bars = [...root.querySelectorAll('[part="fill"]')].map((fill) => {
              const ratio = fill.getBoundingClientRect().width / fill.parentElement.getBoundingClientRect().width;
              return Math.abs(ratio * 100 - Number(fill.parentElement.ariaValueNow)) < 3;
            });
            const { display, gap } = getComputedStyle(root);
            return { text: root.textContent, bars, display, gap };
          }),
        );
        assert.equal(shown.length, ALL.length);
        for (const [place, name] of ALL.entries()) {
          assert.equal(shown[place].display, "grid", name);
          assert.ok(shown[place].bars.every(Boolean), `${name}: ${shown[place].bars}`);
        }
        assert.match(shown[0].text, /750 of 1,000 points/);
        assert.match(shown[1].text, /Rank 12 of 240, 750 points/);
        assert.match(shown[4].text, /Friday, August 30, 2024/);
        assert.deepEqual(complaints, []);
        await close();
      });

      test(`elements take over what is there${under}: no node is another, no text, nothing moves, nobody complains`, async () => {
        // WebKitGTK takes Arabic figures from the system.
        const scenes = ALL.filter((name) => which !== "webkit" || name !== "arabic");
        const { run, complaints, close } = await open(urlOf(scenes, "script", ...policy));
        const { states, records, same, shifts, violations } = await run(takeOver);
        assert.deepEqual(
          states,
          scenes.map((name) => (name === "empty" ? "empty" : "ready")),
        );
        assert.ok(same);
        const isLiveRegion = (record) => record.endsWith('+ <div class="spoken" role="status"></div>');
        assert.equal(records.filter(isLiveRegion).length, scenes.length, "each has a live region now");
        // Where the policy keeps styles out of attributes, scripts set them: what is seen is the same.
        const isStyle = (record) => policy.length > 0 && /^attributes \w+ (fill|milestone) (data-)?style$/.test(record);
        const changes = records.filter((record) => !isLiveRegion(record) && !isStyle(record));
        // Node and browsers have different editions of the languages' data: some spaces are narrow in one and not in the other.
        const [spaces, others] = [[], []];
        for (const record of changes) {
          const [before, after] = record.replace(/^characterData #text {2}/, "").split(" → ");
          (after !== undefined && plain(before) === plain(after) ? spaces : others).push(record);
        }
        assert.deepEqual(others, []);
        assert.ok(spaces.length <= 4, spaces.join("\n"));
        // As much as a space is narrower.
        assert.ok(shifts.reduce((sum, shift) => sum + shift, 0) < 1e-4, shifts.join());
        assert.deepEqual(violations, []);
        assert.deepEqual(complaints, []);
        await close();
      });
    }

    test("an element without data keeps what the server made until it has some", async () => {
      const { run, complaints, close } = await open(urlOf(["progress", "calendar"], "script", "dataless"));
      const { states, changed } = await run(takeOver);
      assert.deepEqual(
        [states, changed],
        [
          ["loading", "loading"],
          ["", ""],
        ],
      );
      const data = cycle({ achieved: 900 });
      const [same, text, skeletons] = await run(async (data) => {
        const [host] = document.querySelectorAll("main > *");
        const bar = host.shadowRoot.querySelector('[part="fill"]');
        host.data = data;
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        const { shadowRoot } = host;
        return [
          shadowRoot.querySelector('[part="fill"]') === bar && bar.style.getPropertyValue("--value") === "0.9",
          shadowRoot.querySelector('[part="figures"]').textContent,
          document.querySelectorAll(".skeleton").length,
        ];
      }, data);
      assert.deepEqual([same, text, skeletons], [true, "900 of 1,000 points", 0]);
      assert.deepEqual(complaints, []);
      await close();
    });

    test("what a server made of one customer is gone when there is another one, or none", async () => {
      const { run, complaints, close } = await open(urlOf(["progress", "calendar"], "script", "dataless"));
      await run(takeOver);
      const found = await run(async () => {
        const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        // A client whose answers are on their way.
        const client = {
          watch: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }),
        };
        const hosts = [...document.querySelectorAll("main > *")];
        const shown = async () => {
          await painted();
          return hosts.map(({ shadowRoot }) => {
            const roots = [...shadowRoot.querySelectorAll('[part="root"]')];
            return roots.map(({ dataset: { state } }) => state).join();
          });
        };
        for (const host of hosts) Object.assign(host, { client, userId: "7" });
        const before = await shown();
        hosts[0].userId = "8";
        hosts[1].userId = null;
        return [before, await shown()];
      });
      assert.deepEqual(found, [
        ["ready", "ready"],
        ["loading", "loading"],
      ]);
      assert.deepEqual(complaints, []);
      await close();
    });

    test("what was taken over is alive: filters, events, news", async () => {
      const { run, close } = await open(urlOf(["dashboard", "calendar"], "script"));
      await run(takeOver);
      const found = await run(async () => {
        const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        const [dashboard, calendar] = document.querySelectorAll("main > *");
        const { shadowRoot } = dashboard;
        const button = [...shadowRoot.querySelectorAll("button")].find(({ textContent }) => textContent === "Streaks");
        button.click();
        await painted();
        const titles = [...shadowRoot.querySelectorAll('[part="title"]')].map(({ textContent }) => textContent);
        const cell = calendar.shadowRoot.querySelector('[tabindex="0"]');
        cell.focus();
        cell.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true, composed: true }));
        await painted();
        return [titles, button.ariaPressed, calendar.shadowRoot.activeElement.querySelector(".spoken").textContent];
      });
      assert.deepEqual(found, [["A visit a day"], "true", "Thursday, August 29, 2024, Achieved"]);
      await close();
    });
  });
}
