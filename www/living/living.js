// The living programme: what is pressed goes to the shop, and the widgets follow what the API says then.

import "../pkg/elements.js";
import { Client, init } from "../pkg/index.js";
import { byId, element } from "../dom.js";
import { exhibits } from "./exhibits.js";
import { overhear } from "./overhear.js";
import { Shop } from "./shop.js";

const DAY = 86_400_000;
const SPRINT = 61040;

const ACTIONS = {
  purchase: { action: { type: "purchase", amount: 40, items: 2 }, receipt: "Two items bought for €40." },
  "check-in": { action: { type: "check-in" }, receipt: "Checked in." },
  return: { action: { type: "return", amount: 20, items: 1 }, receipt: "One item returned for €20." },
  enrol: { action: { type: "enrol", groupId: SPRINT }, receipt: "Joined the sprint." },
  unenrol: { action: { type: "unenrol", groupId: SPRINT }, receipt: "Left the sprint." },
};

const provider = byId("provider");
// A visit of its own for each page: what is pressed here moves nobody else's figures.
const baseUrl = new URL(`visits/${crypto.randomUUID()}`, document.baseURI).href;
const shop = new Shop(baseUrl, show);
const panels = exhibits(provider);
const locale = navigator.languages.find((language) => language.startsWith("en")) ?? "en";

overhear(baseUrl, (answer) => panels.heard(answer));

/** What the widgets need of a client, with an ear at the door. */
const heardOf = (client) => ({
  watch(...question) {
    const watched = client.watch(...question);
    return {
      refresh: watched.refresh,
      async *[Symbol.asyncIterator]() {
        for await (const update of watched) {
          yield update;
          panels.computed();
          byId("next").disabled = !provider.snapshot;
        }
      },
    };
  },
});

function show({ now, timeZone, shoppers }) {
  byId("clock").textContent = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  }).format(now);
  const isIn = shoppers.find(({ id }) => String(id) === provider.userId).enrolledIn.includes(SPRINT);
  byId("enrol").dataset.do = isIn ? "unenrol" : "enrol";
  byId("enrol").textContent = isIn ? "Leave sprint" : "Join sprint";
}

/** Tells the shop something, and what it says to it. */
async function tell(message, path, input) {
  try {
    await shop.tell(path, input);
    byId("receipt").value = message;
    provider.refresh();
  } catch (error) {
    byId("receipt").value = error.message;
  }
}

function listen() {
  const form = byId("shop");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", ({ target }) => {
    const { do: name, days } = target.dataset;
    if (name) tell(ACTIONS[name].receipt, `/shoppers/${provider.userId}`, ACTIONS[name].action);
    if (days) tell(days === "1" ? "A day later." : "A week later.", "", { advanceMs: days * DAY });
  });
  byId("next").addEventListener("click", () => {
    const { snapshot, timeZone } = provider;
    const change = snapshot?.nextChange({ timeZone });
    if (change) tell("At the next change.", "", { now: change + 1000 });
    else byId("receipt").value = "Nothing changes by itself any more.";
  });
  for (const radio of form.elements.shopper) {
    radio.addEventListener("change", () => {
      provider.userId = radio.value;
      byId("receipt").value = "";
      show(shop.state);
      panels.markup();
    });
  }
  byId("theme").addEventListener("change", ({ target }) => {
    byId("main").dataset.theme = target.value;
    panels.markup();
  });
  byId("language").addEventListener("change", ({ target }) => {
    speak(target.value);
    panels.markup();
  });
  byId("zone").addEventListener("change", async ({ target }) => {
    await tell("", "", { timeZone: target.value });
    provider.timeZone = target.value;
    panels.markup();
  });
  byId("fault").addEventListener("change", ({ target }) => tell("", "", { fault: target.value }));
}

/** The widgets in another language; the page around them stays in its own. */
function speak(language) {
  for (const place of [provider, ...document.querySelectorAll(".stage")]) place.lang = language;
}

const CHANGES = [
  "cycle-started",
  "progressed",
  "trigger-achieved",
  "target-achieved",
  "streak-extended",
  "level-achieved",
  "streak-broken",
  "cap-reached",
  "enrolled",
  "unenrolled",
];

/** Writes down what the widgets tell the page: the latest first, and no more than fits a screen. */
function hear() {
  const news = byId("news");
  const note = (type, what, figures) => {
    if (!news.querySelector("code")) news.replaceChildren();
    news.prepend(element("li", {}, element("code", {}, type), element("span", {}, what), element("b", {}, figures)));
    news.children[12]?.remove();
  };
  for (const change of CHANGES) {
    provider.addEventListener(
      `milestreak-${change}`,
      ({ type, detail: { groupName, targetName, triggerName, streakName, from, to } }) => {
        const what = [groupName, triggerName ?? streakName ?? targetName].filter(Boolean).join(" · ");
        note(type, what, from === null || to === null ? "" : `${from} → ${to}`);
      },
    );
  }
  provider.addEventListener("milestreak-error", ({ type, detail: { message, code } }) => note(type, message, code));
}

listen();
hear();
panels.markup();
try {
  await Promise.all([init(), shop.visit()]);
  provider.client = heardOf(new Client({ baseUrl, dataScope: "SELF" }));
  // The clock goes on by itself; its minutes are soon enough.
  setInterval(() => show(shop.state), 20_000);
} catch (error) {
  provider.error = error;
}
