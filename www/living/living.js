// The living programme: what is pressed goes to the shop, and the widgets follow what the API says then.

import "../pkg/elements.js";
import "../pkg/calendar.js";
import { Client, init } from "../pkg/index.js";
import { byId } from "../dom.js";
import { ACTIONS, SPRINT } from "../programme/till.js";
import { fetchCatalog, withCatalog } from "./catalogued.js";
import { exhibits } from "./exhibits.js";
import { MOMENTS } from "./moments.js";
import { listEvents } from "./news.js";
import { observeResponses } from "./responses.js";
import { Shop } from "./shop.js";

const DAY = 86_400_000;

const RECEIPTS = {
  purchase: "Two items bought for €40.",
  order: "One item ordered for €30.",
  "check-in": "Checked in.",
  return: "One item of the last purchase returned.",
  enrol: "Joined the sprint.",
  unenrol: "Left the sprint.",
};

const provider = byId("provider");
// A visit of its own for each page: what is pressed here moves nobody else's figures.
const baseUrl = new URL(`visits/${crypto.randomUUID()}`, document.baseURI).href;
const shop = new Shop(baseUrl, show);
const panels = exhibits(provider);
const locale = navigator.languages.find((language) => language.startsWith("en")) ?? "en";

/** Shows how the visit stands. */
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

/** Tells the shop something, and what the shop says to it. */
async function tell(message, path, input) {
  try {
    await shop.tell(path, input);
    byId("receipt").value = message;
    provider.refresh();
  } catch (error) {
    byId("receipt").value = error.message;
  }
}

const act = (name) => tell(RECEIPTS[name], `/shoppers/${provider.userId}`, ACTIONS[name]);

/** `Asia/Kolkata ISO`: where the API's server stands, and whether its stamps have ISO twins. */
function serverOf(value) {
  const [serverZone, iso] = value.split(" ");
  return { serverZone, isoTwins: iso !== undefined };
}

function listen() {
  const form = byId("shop");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", ({ target }) => {
    const { do: name, days } = target.dataset;
    if (name) act(name);
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
      byId("main").toggleAttribute("data-waiting", true);
      byId("receipt").value = "";
      rankWidget().rank = null;
      show(shop.state);
      panels.writeMarkup();
    });
  }
  byId("theme").addEventListener("change", ({ target }) => {
    byId("main").dataset.theme = target.value;
    panels.writeMarkup();
  });
  byId("language").addEventListener("change", ({ target }) => {
    speak(target.value);
    panels.writeMarkup();
  });
  byId("zone").addEventListener("change", async ({ target }) => {
    await tell("", "", { timeZone: target.value });
    provider.timeZone = target.value;
    panels.writeMarkup();
  });
  byId("server").addEventListener("change", ({ target }) =>
    tell("Other stamps, the same figures.", "", serverOf(target.value)),
  );
  const dashboard = document.querySelector("milestreak-dashboard");
  for (const name of ["order", "pin"]) {
    byId(name).addEventListener("change", ({ target }) => {
      dashboard[name] = target.value || null;
      panels.writeMarkup();
    });
  }
  byId("print").addEventListener("click", () => print());
  byId("fault").addEventListener("change", ({ target }) => tell("", "", { fault: target.value }));
}

/** The widgets in another language; the page around them stays in its own. */
function speak(language) {
  for (const place of [provider, ...document.querySelectorAll(".stage")]) place.lang = language;
}

const rankWidget = () => document.querySelector("#rank .stage").firstElementChild;

/** Asks the shop where the shopper stands in the sprint, and hands it to the widget that shows it. */
async function showRank() {
  const shopper = provider.userId;
  const rank = await shop.rank(shopper);
  if (shopper !== provider.userId) return;
  rankWidget().rank = rank;
  panels.writeMarkup();
}

/**
 * Goes to the moment that the address names, if any, as if somebody had pressed the buttons for it. Returns what is to be done when the
 * widgets are there.
 */
async function goToMoment() {
  const moment = MOMENTS[new URLSearchParams(location.search).get("show")];
  if (!moment) return undefined;
  const { shopper, actions = [], settings = {}, filter, look, panel, hint, later = [] } = moment;
  for (const link of document.querySelectorAll(".moments a"))
    if (link.search === location.search) link.setAttribute("aria-current", "true");
  byId("shop").elements.shopper.value = shopper;
  provider.userId = shopper;
  await actAll(shopper, actions);
  for (const [name, value] of Object.entries(settings)) {
    byId(name).value = value;
    await shop.tell("", name === "server" ? serverOf(value) : { [name]: value });
  }
  show(shop.state);
  byId("receipt").value = hint;
  const widget = document.querySelector(`.stage > ${look}`);
  if (filter) widget.filter = filter;
  const exhibit = widget.closest(".exhibit");
  if (panel) panels.open(exhibit.id, panel);
  // With its title, unless the widget is further down.
  const bringIntoView = () => (widget.previousElementSibling ? widget : exhibit).scrollIntoView();
  bringIntoView();
  return () => {
    requestAnimationFrame(bringIntoView);
    if (later.length) actAll(shopper, later).then(() => provider.refresh());
  };
}

/** Does something for a shopper, one after the other. */
async function actAll(shopper, actions) {
  for (const action of actions) await shop.tell(`/shoppers/${shopper}`, action);
}

observeResponses(baseUrl, panels.setResponse);
listen();
listEvents(provider);
panels.writeMarkup();
try {
  const [catalog] = await Promise.all([init().then(() => fetchCatalog(baseUrl)), shop.visit()]);
  // The page lives in the visit's time, as a device whose clock is right. A client believes a server that is days away only when it
  // says so twice.
  Date.now = () => Math.floor(shop.state.now);
  let whenShown = await goToMoment();
  const client = new Client({ baseUrl, dataScope: "SELF" });
  provider.client = withCatalog(client, catalog, () => {
    whenShown?.();
    whenShown = undefined;
    panels.writeFigures();
    showRank();
    byId("next").disabled = !provider.snapshot;
    byId("main").toggleAttribute("data-waiting", !provider.snapshot);
  });
  // The clock goes on by itself; its minutes are soon enough.
  setInterval(() => show(shop.state), 20_000);
} catch (error) {
  provider.error = error;
}
