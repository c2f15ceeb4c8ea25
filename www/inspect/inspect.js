// One response, one instant, one time zone, and what a customer sees of it.

import { init, isMilestreakError, parse, parseCatalog, Snapshot } from "../pkg/index.js";
import { byId, element } from "../dom.js";
import { definitionCard, groupCard } from "./card.js";
import { SOURCES } from "./sources.js";
import { counted, moment, problem } from "./words.js";

const HOUR = 3_600_000;
const ZONES = [
  "Asia/Kolkata",
  "Europe/London",
  "America/New_York",
  "America/Santiago",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
];

/** What is shown: a snapshot or a catalogue, when, and where. */
const state = { snapshot: undefined, catalog: undefined, now: Date.now(), recorded: undefined, timeZone: "UTC" };

const CODE = `import { init, Client } from "milestreak";

await init();
const client = new Client({ baseUrl: "/loyalty" });
const snapshot = await client.targetGroups(customerId, { includeInactive: true });

for (const cycle of snapshot.activeCycles({ timeZone: "Asia/Kolkata" })) {
  show(cycle.targetName, cycle.achieved, cycle.target, cycle.displayPercent, cycle.daysLeft);
}`;

function fillControls() {
  for (const label of new Set(SOURCES.map(({ group }) => group))) {
    const options = SOURCES.flatMap(({ group, name }, place) =>
      group === label ? [element("option", { value: place }, name)] : [],
    );
    byId("source").append(element("optgroup", { label }, options));
  }
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const zone of new Set(["UTC", own, ...ZONES])) {
    byId("zone").append(element("option", { value: zone }, zone === own ? `${zone} (yours)` : zone));
  }
  byId("code").textContent = CODE;
}

/** Loads something and shows it, or why it cannot be shown. Of two at once, the later one counts. */
let latest = 0;
async function load({ load: get, raw = get, at }) {
  const turn = ++latest;
  byId("dashboard").setAttribute("aria-busy", "true");
  try {
    const input = await get();
    const snapshotOrCatalog = input instanceof Snapshot ? { snapshot: input } : read(input);
    if (turn !== latest) return;
    show(snapshotOrCatalog, at);
    byId("raw").textContent = withoutCustomer(await raw());
  } catch (error) {
    if (turn === latest) complain(error);
  } finally {
    if (turn === latest) byId("dashboard").setAttribute("aria-busy", "false");
  }
}

/** A response for one customer, or an organisation's list: the error says when it is the other one. */
function read(input) {
  try {
    return { snapshot: parse(input) };
  } catch (error) {
    if (!isMilestreakError(error) || error.code !== "unexpected-shape" || !error.message.includes("parseCatalog"))
      throw error;
    return { catalog: parseCatalog(input) };
  }
}

function show({ snapshot, catalog }, at) {
  state.snapshot?.free();
  state.catalog?.free();
  Object.assign(state, { snapshot, catalog, recorded: at });
  byId("problem").replaceChildren();
  const instants = snapshot
    ? snapshot
        .progress()
        .flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])
        .filter((instant) => instant !== null)
    : [];
  state.now = at ?? Date.now();
  const range = byId("now");
  range.min = Math.min(...instants, state.now) - 24 * HOUR;
  range.max = Math.max(...instants, state.now) + 24 * HOUR;
  range.step = 60_000;
  render();
}

function render() {
  const { snapshot, catalog, now, timeZone, recorded } = state;
  byId("now").value = now;
  byId("now").setAttribute("aria-valuetext", moment(now, timeZone));
  byId("now-text").value = moment(now, timeZone);
  byId("recorded").disabled = recorded === undefined;
  if (snapshot) {
    const before = performance.now();
    const summary = snapshot.summary({ now, timeZone });
    const took = performance.now() - before;
    const progress = snapshot.progress({ now, timeZone });
    const cards = summary.groups.map((group) =>
      groupCard(
        group,
        progress.filter(({ groupId }) => groupId === group.id),
        timeZone,
      ),
    );
    // What runs stands first.
    cards.sort((a, b) => b.classList.contains("running") - a.classList.contains("running"));
    replaceCards(cards);
    byId("timing").textContent =
      `${counted(summary.groups.length, { one: "group", other: "groups" })}, ${counted(progress.length, { one: "cycle", other: "cycles" })}, computed in ${took.toFixed(1)} ms`;
    byId("figures").textContent = JSON.stringify(summary, null, 2);
    byId("next").disabled = summary.nextChangeAt === null;
    notes(summary);
  } else if (catalog) {
    const definitions = catalog.definitions({ now, timeZone });
    replaceCards(definitions.map((definition) => definitionCard(definition, timeZone)));
    byId("timing").textContent = counted(definitions.length, { one: "definition", other: "definitions" });
    byId("figures").textContent = JSON.stringify(definitions, null, 2);
    byId("next").disabled = true;
    notes({ issues: catalog.issues, apiErrors: [], apiWarnings: [] });
  }
}

/** Shows new cards in the place of others; what somebody has opened, closed or focused in a card stays so. */
function replaceCards(cards) {
  const place = byId("cards");
  const focused = place.contains(document.activeElement)
    ? document.activeElement.closest("article")?.ariaLabel
    : undefined;
  const open = new Map([...place.children].map((card) => [card.ariaLabel, card.querySelector("details")?.open]));
  place.replaceChildren(...cards);
  for (const card of cards) {
    const details = card.querySelector("details");
    if (details && open.has(card.ariaLabel)) details.open = open.get(card.ariaLabel) ?? details.open;
    if (focused !== undefined && card.ariaLabel === focused) card.querySelector("summary")?.focus();
  }
}

/** What is wrong with the data, without keeping the rest from view. */
function notes({ issues, apiErrors, apiWarnings }) {
  const items = [
    ...issues.map(({ path, message }) => element("li", {}, element("code", {}, path), ` ${message}`)),
    ...[...apiErrors, ...apiWarnings].map(({ code, message }) => element("li", {}, `The API says: ${message ?? code}`)),
  ];
  const title = counted(items.length, {
    one: "thing to know about this response",
    other: "things to know about this response",
  });
  byId("notes").replaceChildren(
    ...(items.length
      ? [element("details", { class: "notes" }, element("summary", {}, title), element("ul", {}, items))]
      : []),
  );
}

function complain(error) {
  state.snapshot?.free();
  state.catalog?.free();
  Object.assign(state, { snapshot: undefined, catalog: undefined });
  for (const id of ["cards", "notes"]) byId(id).replaceChildren();
  for (const id of ["next", "recorded"]) byId(id).disabled = true;
  for (const id of ["timing", "figures", "raw"]) byId(id).textContent = "";
  const { code, message, line, column, status } = isMilestreakError(error)
    ? error
    : { message: String(error?.message ?? error) };
  const facts = [
    code && ["code", code],
    status && ["HTTP status", status],
    line && ["line", line],
    column && ["column", column],
  ].filter(Boolean);
  byId("problem").replaceChildren(
    element(
      "div",
      { class: "problem" },
      element("h2", {}, problem(code)),
      element("p", {}, message),
      element(
        "dl",
        {},
        facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))),
      ),
    ),
  );
}

const decoder = new TextDecoder();

/** The response as text, for reading. Whose it is stays out of the page. */
function withoutCustomer(bytes) {
  return JSON.stringify(
    JSON.parse(decoder.decode(bytes)),
    (name, value) => (name === "customer" ? undefined : value),
    2,
  );
}

async function loadFile(file) {
  if (!file) return;
  await load({ load: async () => new Uint8Array(await file.arrayBuffer()) });
}

function listen() {
  byId("source").addEventListener("change", ({ target }) => load(SOURCES[target.value]));
  byId("zone").addEventListener("change", ({ target }) => {
    state.timeZone = target.value;
    render();
  });
  const go = (now) => {
    state.now = now;
    const range = byId("now");
    // A button may leave the period of the response.
    range.min = Math.min(range.min, now);
    range.max = Math.max(range.max, now);
    render();
  };
  byId("now").addEventListener("input", ({ target }) => go(target.valueAsNumber));
  byId("recorded").addEventListener("click", () => go(state.recorded));
  byId("today").addEventListener("click", () => go(Date.now()));
  byId("next").addEventListener("click", () =>
    go(state.snapshot.nextChange({ now: state.now, timeZone: state.timeZone })),
  );
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  byId("read").addEventListener("click", () =>
    load({ load: async () => new TextEncoder().encode(byId("pasted").value) }),
  );
  byId("file").addEventListener("change", ({ target }) => loadFile(target.files[0]));
  const isFile = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    byId("drop").hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) byId("drop").hidden = true;
  });
  addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    byId("drop").hidden = true;
    loadFile(event.dataTransfer.files[0]);
  });
}

fillControls();
try {
  await init();
  listen();
  await load(SOURCES[0]);
} catch (error) {
  complain(error);
}
