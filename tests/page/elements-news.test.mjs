// What the elements make of news: events for the page, sentences that are read aloud, celebrations; and that none of it outlives
// the figures of whom it was told.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "./browser.mjs";
import { openStage } from "./stage.mjs";

for (const which of ["chromium", "firefox"]) {
  const browser = await launch(which);
  const skip = browser ? false : `${which} is NOT TESTED: it is not installed`;

  describe(`news of elements in ${which}`, { skip }, () => {
    let page, complaints;

    before(async () => {
      ({ page, complaints } = await openStage(browser));
    });
    after(() => browser.close());

    test("events bubble out of shadow trees, with the change as their detail", async () => {
      const heard = await page.evaluate(async () => {
        const host = document.createElement("div");
        document.querySelector("#stage").replaceChildren(host);
        const element = document.createElement("milestreak-progress");
        element.data = stage.figures.cycle();
        host.attachShadow({ mode: "open" }).append(element);
        const heard = [];
        const listen = (event) =>
          heard.push([
            event.type,
            event.constructor.name,
            event.bubbles,
            event.composed,
            event.detail.targetName,
            event.target === host,
          ]);
        for (const type of ["milestreak-target-achieved", "milestreak-progressed"])
          document.addEventListener(type, listen, { once: true });
        element.notify([
          stage.figures.event("progressed", { from: 700, to: 750 }),
          stage.figures.event("target-achieved"),
        ]);
        return heard;
      });
      assert.deepEqual(heard, [
        ["milestreak-progressed", "CustomEvent", true, true, "Collect points", true],
        ["milestreak-target-achieved", "CustomEvent", true, true, "Collect points", true],
      ]);
    });

    test("changes are spoken politely, and ticks are not", async () => {
      const { spoken, ticked, others, before, after } = await page.evaluate(async () => {
        const { cycle, event } = stage.figures;
        // Less than a second from here, two minutes are one.
        const element = await stage.put("milestreak-progress", {
          data: cycle({ endsAt: Date.now() + 2 * 60_000 + 700 }),
        });
        const status = element.shadowRoot.querySelector('[role="status"]');
        const root = element.shadowRoot.querySelector('[part="root"]');
        element.notify([event("progressed", { to: 750 }), event("trigger-achieved", { triggerName: "Silver" })]);
        const spoken = [...status.children].map(({ textContent }) => textContent);
        await stage.painted();
        const time = element.shadowRoot.querySelector('[part~="time"]');
        const before = time.textContent;
        const others = [];
        new MutationObserver((records) => others.push(...records.map(({ type }) => type))).observe(status, {
          subtree: true,
          childList: true,
          characterData: true,
        });
        const ticked = await new Promise((resolve) => {
          new MutationObserver((records) => resolve(records.map(({ type }) => type))).observe(root, {
            subtree: true,
            childList: true,
            attributes: true,
            characterData: true,
          });
        });
        return { spoken, ticked, others, before, after: time.textContent };
      });
      assert.deepEqual(spoken, ["Collect points: 750 of 1,000 points", "Collect points: Silver reached"]);
      assert.match(before, /2 minutes left/);
      assert.match(after, /1 minute left/);
      assert.deepEqual(ticked, ["characterData"]);
      assert.deepEqual(others, []);
    });

    test("an update writes in place: the same bar moves", async () => {
      const result = await page.evaluate(async () => {
        const element = await stage.put("milestreak-progress", { data: stage.figures.cycle() });
        const fill = element.shadowRoot.querySelector('[part="fill"]');
        element.data = stage.figures.cycle({ achieved: 900 });
        await stage.painted();
        return [
          element.shadowRoot.querySelector('[part="fill"]') === fill,
          fill.style.getPropertyValue("--value"),
          stage.text("figures"),
        ];
      });
      assert.deepEqual(result, [true, "0.9", ["900 of 1,000 points"]]);
    });

    test("a celebration for each achievement, once, where it belongs", async () => {
      const counts = await page.evaluate(async () => {
        const { summary, event } = stage.figures;
        const element = await stage.put("milestreak-progress", { data: summary() });
        const parties = (one = element) => one.shadowRoot.querySelectorAll('[part="celebration"]').length;
        const achieved = event("target-achieved");
        const counts = [];
        element.notify([event("progressed")]);
        counts.push(parties());
        element.notify([achieved]);
        counts.push(parties());
        element.notify([achieved]);
        element.data = summary();
        await stage.painted();
        counts.push(parties());
        const other = await stage.put("milestreak-progress", { data: summary() }, { group: "3" });
        other.notify([event("target-achieved")]);
        counts.push(parties(other));
        const whole = await stage.put("milestreak-dashboard", { data: summary() });
        whole.notify([
          event("target-achieved"),
          event("level-achieved", { groupId: 2, groupName: "Daily visits", streakId: 1 }),
        ]);
        counts.push(parties(whole));
        while (parties(whole)) await stage.painted();
        counts.push(parties(whole));
        return counts;
      });
      assert.deepEqual(counts, [0, 1, 1, 0, 1, 0]);
    });

    test("what notify() told of somebody is gone once the page hands over the figures of another, or none", async () => {
      const found = await page.evaluate(async () => {
        const { init, parse } = await import("/pkg/index.js");
        await init();
        const { summary, event } = stage.figures;
        const target = { targetRuleId: 1, targetName: "T", periodId: 1, targetValue: 10, targetAchievedValue: 4 };
        const group = { id: 1, targetEvaluationType: "PERIOD_AGNOSTIC_WINDOW", trackingType: "DEFAULT" };
        const snapshotOf = (userId) =>
          parse(JSON.stringify({ data: { userId, targetGroups: [{ ...group, name: "Spring", targets: [target] }] } }));
        const ways = {
          data: (userId) => ({ data: userId && summary({ userId }) }),
          snapshot: (userId) => ({ snapshot: userId && snapshotOf(userId) }),
        };
        const found = {};
        for (const [name, handOver] of Object.entries(ways)) {
          for (const tag of ["milestreak-progress", "milestreak-provider"]) {
            const element = await stage.put(tag, handOver(1));
            const widget = tag === "milestreak-provider" ? document.createElement("milestreak-progress") : element;
            if (widget !== element) element.append(widget);
            await stage.painted();
            const { id: groupId, name: groupName } = (element.data ?? element.snapshot.summary()).groups[0];
            const left = async (next) => {
              const lost = { groupId, groupName, targetRuleId: 1, targetName: "T", streakId: null };
              element.notify([{ ...event("target-lost"), ...lost }]);
              await stage.painted();
              const count = () => [
                widget.shadowRoot.querySelectorAll('[part~="lost"]').length,
                element.shadowRoot.querySelector('[role="status"]').textContent.length > 0,
              ];
              const told = count();
              Object.assign(element, next);
              await stage.painted();
              return [told, count()].join(" ");
            };
            found[`${name} of ${tag}`] = [await left(handOver(1)), await left(handOver(2)), await left(handOver(null))];
          }
        }
        return found;
      });
      // Newer figures of the same customer leave it; those of another do not, and nor does a sign-out.
      const expected = ["1,true 1,true", "1,true 0,false", "1,true 0,false"];
      for (const [way, left] of Object.entries(found)) assert.deepEqual(left, expected, way);
      assert.equal(Object.keys(found).length, 4);
    });

    if (which === "chromium") {
      test("less motion: no celebration, no transition, no pulse", async () => {
        await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
        const found = await page.evaluate(async () => {
          const element = await stage.put("milestreak-progress", { data: stage.figures.cycle() });
          element.notify([stage.figures.event("target-achieved")]);
          const waiting = document.createElement("milestreak-progress");
          document.querySelector("#stage").append(waiting);
          await stage.painted();
          const style = (one, selector) => getComputedStyle(one.shadowRoot.querySelector(selector));
          return [
            element.shadowRoot.querySelectorAll('[part="celebration"]').length,
            style(element, '[part="fill"]').transitionDuration,
            style(waiting, ".skeleton").animationName,
          ];
        });
        await page.emulateMediaFeatures([]);
        assert.deepEqual(found, [0, "0s", "none"]);
      });
    }

    test("nothing that the policy forbids, and no complaint in the console", async () => {
      assert.deepEqual(await page.evaluate(() => stage.violations), []);
      assert.deepEqual(complaints, []);
    });
  });
}
