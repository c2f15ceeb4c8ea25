// Elements that a client gives their figures, or an address: subscriptions, failures, and what is left when somebody signs out.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "./browser.mjs";
import { openStage } from "./stage.mjs";

for (const which of ["chromium", "firefox"]) {
  const browser = await launch(which);
  const skip = browser ? false : `${which} is NOT TESTED: it is not installed`;

  describe(`elements with a client in ${which}`, { skip }, () => {
    let page, complaints;

    before(async () => {
      ({ page, complaints } = await openStage(browser));
    });
    after(() => browser.close());

    test("a hundred widgets: one subscription, one timer, one view; none when they are gone, or nobody looks", async () => {
      const found = await page.evaluate(async () => {
        const { makeClient } = await import("/tests/page/pages/client.js");
        document.querySelector("#stage").replaceChildren();
        await stage.painted();
        const idle = waitingTimers();
        const client = makeClient();
        const provider = document.createElement("milestreak-provider");
        Object.assign(provider, { client, userId: 7 });
        const tags = ["milestreak-progress", "milestreak-streak", "milestreak-dashboard"];
        provider.append(...Array.from({ length: 100 }, (_, place) => document.createElement(tags[place % 3])));
        document.querySelector("#stage").append(provider);
        client.tell({ minutes: 90 });
        await stage.painted();
        const states = new Set([...provider.children].map(({ state }) => state));
        const shown = [client.watches, client.questions, waitingTimers() - idle, [...states].join()];
        const hide = (hidden) => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event("visibilitychange"));
        };
        hide(true);
        const hidden = waitingTimers() - idle;
        hide(false);
        const seen = waitingTimers() - idle;
        delete document.hidden;
        provider.remove();
        await stage.painted();
        return [...shown, hidden, seen, waitingTimers() - idle, client.open];
      });
      assert.deepEqual(found, [1, 1, 1, "ready", 0, 1, 0, 0]);
    });

    test("a client is told when figures change by themselves, and what is shown stays when that becomes another time", async () => {
      const seen = await page.evaluate(async () => {
        const { makeClient } = await import("/tests/page/pages/client.js");
        const client = makeClient();
        const element = document.createElement("milestreak-progress");
        Object.assign(element, { client, userId: 7, timeZone: "Asia/Kolkata" });
        document.querySelector("#stage").append(element);
        await stage.painted();
        const first = client.told;
        client.tell({});
        await stage.painted();
        Object.assign(element, { timeZone: "Europe/Berlin", atRiskWithinMs: "60000" });
        await stage.painted();
        const states = [element.state];
        const { open, told } = client;
        element.userId = 8;
        await stage.painted();
        states.push(element.state);
        element.remove();
        await stage.painted();
        return { first, told, states, open, left: client.open };
      });
      assert.deepEqual(seen, {
        first: { includeInactive: true, timeZone: "Asia/Kolkata" },
        told: { includeInactive: true, timeZone: "Europe/Berlin", atRiskWithinMs: 60_000 },
        states: ["ready", "loading"],
        open: 1,
        left: 0,
      });
    });

    test("elements that ask the same client for the same user share a subscription, and one of them speaks", async () => {
      const found = await page.evaluate(async () => {
        const { makeClient } = await import("/tests/page/pages/client.js");
        const client = makeClient();
        const elements = Array.from({ length: 3 }, () =>
          Object.assign(document.createElement("milestreak-progress"), { client, userId: 7 }),
        );
        document.querySelector("#stage").replaceChildren(...elements);
        const heard = [];
        const listen = ({ target }) => heard.push(elements.indexOf(target));
        document.addEventListener("milestreak-target-achieved", listen);
        client.tell({});
        client.tell({ events: [stage.figures.event("target-achieved")] });
        await stage.painted();
        document.removeEventListener("milestreak-target-achieved", listen);
        return [
          client.watches,
          heard,
          elements.map(({ shadowRoot }) => shadowRoot.querySelector('[role="status"]').textContent),
        ];
      });
      assert.deepEqual(found, [1, [0], ["Collect points: Achieved", "", ""]]);
    });

    test("a provider through good days and bad: loading, figures, stale, failed, tried again, gone", async () => {
      const found = await page.evaluate(async () => {
        const { makeClient } = await import("/tests/page/pages/client.js");
        const client = makeClient();
        const provider = document.createElement("milestreak-provider");
        const widget = document.createElement("milestreak-progress");
        const errors = [];
        provider.addEventListener("milestreak-error", ({ detail }) => errors.push(detail.code));
        provider.append(widget);
        Object.assign(provider, { client, userId: "7", currency: "INR" });
        document.querySelector("#stage").replaceChildren(provider);
        const seen = [];
        const look = async () => {
          await stage.painted();
          const { shadowRoot } = widget;
          seen.push([
            widget.state,
            shadowRoot.querySelector('[part="notice"]')?.textContent ?? "",
            provider.shadowRoot.querySelector('[role="status"]').textContent,
          ]);
        };
        await look();
        client.tell({ error: Object.assign(new Error("down"), { code: "network" }), snapshot: null, stale: true });
        await look();
        widget.shadowRoot.querySelector('[part="retry"]').click();
        await look();
        client.tell({});
        await look();
        client.tell({ stale: true, error: Object.assign(new Error("down"), { code: "timeout" }) });
        await look();
        const { watches, refreshes } = client;
        const freed = client.freed;
        provider.remove();
        await stage.painted();
        return { seen, asked: [watches, refreshes], open: client.open, errors, freed, freedAtLast: client.freed };
      });
      assert.deepEqual(found.seen, [
        ["loading", "", ""],
        ["error", "", "This could not be loaded"],
        ["loading", "", "This could not be loaded"],
        ["ready", "", "This could not be loaded"],
        ["ready", "Updated 5 minutes agoTry again", "This could not be loaded"],
      ]);
      assert.deepEqual(
        [found.asked, found.open, found.errors, found.freed, found.freedAtLast],
        [[1, 1], 0, ["network", "timeout"], 1, 2],
      );
    });

    test("retry is the page's when it says so", async () => {
      const asked = await page.evaluate(async () => {
        const { makeClient } = await import("/tests/page/pages/client.js");
        const client = makeClient();
        const element = await stage.put("milestreak-progress", { client, userId: 7 });
        client.tell({ error: Object.assign(new Error("down"), { code: "network" }), snapshot: null });
        await stage.painted();
        element.addEventListener("milestreak-retry", (event) => event.preventDefault());
        element.shadowRoot.querySelector('[part="retry"]').click();
        return [client.watches, client.refreshes];
      });
      assert.deepEqual(asked, [1, 0]);
    });

    test("who tries again keeps the focus in the element; what is read aloud says what language it is in", async () => {
      const found = await page.evaluate(async () => {
        const { makeClient } = await import("/tests/page/pages/client.js");
        const client = makeClient();
        const element = await stage.put("milestreak-progress", { client, userId: 7 }, { lang: "nl" });
        client.tell({ error: Object.assign(new Error("down"), { code: "network" }), snapshot: null });
        await stage.painted();
        const { shadowRoot } = element;
        while (!shadowRoot.querySelector('[part="retry"]')) await stage.painted();
        const button = shadowRoot.querySelector('[part="retry"]');
        button.focus();
        button.click();
        await stage.painted();
        return {
          focused: [document.activeElement === element, shadowRoot.activeElement?.part.value, button.isConnected],
          said: [...shadowRoot.querySelectorAll('[role="status"] p')].map(({ lang }) => lang),
        };
      });
      assert.deepEqual(found, { focused: [true, "root", false], said: ["en"] });
    });

    test("what cannot be asked again is watched anew", async () => {
      const seen = await page.evaluate(async () => {
        const { makeClient } = await import("/tests/page/pages/client.js");
        const client = makeClient({ canRefresh: false });
        const element = await stage.put("milestreak-progress", { client, userId: 7 });
        element.refresh();
        await stage.painted();
        client.tell({});
        await stage.painted();
        return [client.watches, client.open, element.state];
      });
      assert.deepEqual(seen, [2, 1, "ready"]);
    });

    test("a snapshot of the engine: the recorded response, moved through time", async () => {
      const found = await page.evaluate(async () => {
        const { init, parse } = await import("/pkg/index.js");
        await init();
        const body = await (await fetch("/fixtures/docs-user-all-cycles.json")).text();
        const snapshot = parse(body, { receivedAt: stage.figures.NOW, allCycles: true });
        const element = await stage.put(
          "milestreak-progress",
          { snapshot, now: stage.figures.NOW },
          { group: "t1Fixed", "time-zone": "Asia/Kolkata" },
        );
        const look = () => ["figures", "status", "time", "cycles"].flatMap((part) => stage.text(part));
        const looks = [look()];
        for (const now of [Date.parse("2024-08-27T12:00:00Z"), new Date("2024-09-15T12:00:00Z")]) {
          element.now = now;
          await stage.painted();
          looks.push(look());
        }
        const dashboard = await stage.put("milestreak-dashboard", { snapshot, now: stage.figures.NOW });
        return [...looks, stage.text("title").length, dashboard.state];
      });
      assert.deepEqual(found, [
        ["0 of 1,000", "9 hours leftBehind", "1 of 4 cycles achieved"],
        ["1,200 of 1,000", "Achieved on Aug 27", "Aug 27", "1 of 4 cycles achieved"],
        // Nobody knows: the response is older than the end.
        ["0 of 1,000", "Aug 30", "1 of 4 cycles achieved"],
        // Of three of the nine groups the customer took part in nothing.
        6,
        "ready",
      ]);
    });

    test("by attributes alone, over HTTP: not found, tried again, figures; and somebody the server does not know", async () => {
      const found = await page.evaluate(async (which) => {
        const targets = [
          {
            targetRuleId: 1,
            targetName: "Collect",
            periodId: 1,
            targetValue: 10,
            targetAchievedValue: 4,
            targetType: "REGULAR_POINTS",
            unEnrolled: false,
          },
        ];
        const data = {
          userId: 7,
          targetGroups: [
            {
              id: 1,
              name: "All year",
              targetEvaluationType: "PERIOD_AGNOSTIC_WINDOW",
              trackingType: "DEFAULT",
              targets,
            },
          ],
        };
        const plan = encodeURIComponent(
          JSON.stringify([
            { status: 404, json: {} },
            { status: 200, json: { data, errors: null, warnings: null } },
          ]),
        );
        const until = async (element, state) => {
          while (element.state !== state) await stage.painted();
          return element.shadowRoot.querySelector('[part="root"]').textContent;
        };
        const element = await stage.put(
          "milestreak-progress",
          {},
          { src: `/fault/elements-${which}/${plan}/{userId}/figures`, "user-id": "7" },
        );
        const lost = await until(element, "error");
        element.shadowRoot.querySelector("button").click();
        const figures = await until(element, "ready");
        const stranger = await stage.put("milestreak-progress", {}, { src: "/", "user-id": "7" });
        return [lost, figures, await until(stranger, "error")];
      }, which);
      assert.deepEqual(found, [
        "This could not be loadedTry again",
        "All yearCollect4 of 10 points40%6 points to go",
        "Please sign in again to see thisTry again",
      ]);
      // The browser's own words about the two answers.
      assert.equal(complaints.filter((complaint) => /HTTP (404|401)/.test(complaint)).length, 2);
      assert.deepEqual(
        complaints.splice(0).filter((complaint) => !/HTTP (404|401)|status of (404|401)/.test(complaint)),
        [],
      );
    });

    test("nothing of somebody who signed out, or of the one before, is left in an element", async () => {
      const found = await page.evaluate(async () => {
        const { Client } = await import("/pkg/index.js");
        const target = { targetRuleId: 1, targetName: "T", periodId: 1, targetValue: 10, targetAchievedValue: 4 };
        const of = (userId, name) => {
          const kinds = { targetEvaluationType: "PERIOD_AGNOSTIC_WINDOW", trackingType: "DEFAULT" };
          return { data: { userId, targetGroups: [{ id: 1, name, ...kinds, targets: [target] }] } };
        };
        const real = globalThis.fetch;
        let signedIn = of(1, "Anna's");
        globalThis.fetch = async (request, ...rest) => {
          if (!request.url?.includes("/users/")) return real(request, ...rest);
          return Response.json(request.url.includes("/users/3/") ? of(3, "Cleo's") : signedIn);
        };
        const until = async (element, state) => {
          while (element.state !== state) await stage.painted();
        };
        const names = ({ shadowRoot }) =>
          ["Anna's", "Bert's", "Cleo's"].filter((name) => shadowRoot.textContent.includes(name)).join();
        const lost = async (element, groupName) => {
          element.notify([
            { type: "target-lost", groupId: 1, groupName, targetRuleId: 1, targetName: "T", streakId: null },
          ]);
          await stage.painted();
        };
        const notes = ({ shadowRoot }) => shadowRoot.querySelectorAll('[part~="lost"]').length;
        const spoken = ({ shadowRoot }) => shadowRoot.querySelector('[role="status"]').textContent;
        try {
          const client = new Client({ baseUrl: location.origin });
          const element = await stage.put("milestreak-progress", { client }, { "user-id": "me" });
          await until(element, "ready");
          await lost(element, "Anna's");
          const annas = [names(element), notes(element), spoken(element) !== ""];
          await client.signOut();
          signedIn = of(2, "Bert's");
          // In the same tick, as a framework does that puts another element in its place.
          const berts = document.createElement("milestreak-progress");
          Object.assign(berts, { client, userId: "me" });
          element.after(berts);
          await stage.painted();
          const afterwards = [names(element).includes("Anna's"), notes(element), spoken(element)];
          await until(berts, "ready");
          await until(element, "ready");
          const both = [names(element), names(berts)];
          // Another user in the same element, whose figures are there already.
          await lost(berts, "Bert's");
          const bertsNotes = notes(berts);
          const cleos = document.createElement("milestreak-progress");
          Object.assign(cleos, { client, userId: "3" });
          element.after(cleos);
          await until(cleos, "ready");
          berts.userId = "3";
          await stage.painted();
          return { annas, afterwards, both, bertsNotes, another: [names(berts), notes(berts), spoken(berts)] };
        } finally {
          globalThis.fetch = real;
        }
      });
      assert.deepEqual(found, {
        annas: ["Anna's", 1, true],
        afterwards: [false, 0, ""],
        both: ["Bert's", "Bert's"],
        bertsNotes: 1,
        another: ["Cleo's", 0, ""],
      });
    });

    test("nothing that the policy forbids, and no complaint in the console", async () => {
      assert.deepEqual(await page.evaluate(() => stage.violations), []);
      assert.deepEqual(complaints, []);
    });
  });
}
