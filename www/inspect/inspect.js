// One response, one instant, one time zone, and what a customer sees of it.

import "../pkg/elements.js";
import { init, isMilestreakError, parse, parseCatalog, Snapshot } from "../pkg/index.js";
import { byId, element } from "../dom.js";
import { cyclesTable } from "./cycles.js";
import { definitionCard } from "./definitions.js";
import { SOURCES } from "./sources.js";
import { counted, moment, offset, problem } from "./words.js";

const HOUR = 3_600_000;
const ZONES = [
  "UTC",
  "Asia/Kolkata",
  "Europe/London",
  "America/New_York",
  "America/Santiago",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
];

/** What is shown: a snapshot or a catalogue, when, and the time zone that the page gives, if any. */
const state = { snapshot: undefined, catalog: undefined, now: Date.now(), recorded: undefined, timeZone: undefined };

const CODE = `import { Client } from "milestreak";

const client = new Client({ baseUrl: "/loyalty" });
const snapshot = await client.targetGroups(customerId, { includeInactive: true });

for (const cycle of snapshot.activeCycles({ timeZone: "Asia/Kolkata" })) {
  show(cycle.targetName, cycle.achieved, cycle.target, cycle.displayPercent, cycle.daysLeft);
}`;

function fillControls() {
  for (const label of new Set(SOURCES.map(({ group }) => group))) {
    const options = SOURCES.filter(({ group }) => group === label).map(({ slug, name }) =>
      element("option", { value: slug }, name),
    );
    byId("source").append(element("optgroup", { label }, options));
  }
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  byId("zone").append(element("option", { value: "" }, "None: the server's days"));
  for (const zone of new Set([...ZONES, own])) {
    byId("zone").append(element("option", { value: zone }, zone === own ? `${zone} (yours)` : zone));
  }
  byId("code").textContent = CODE;
}

/** The source that the address names, or else the first. */
function chosen() {
  const slug = location.hash.slice(1);
  const source = SOURCES.find((one) => one.slug === slug) ?? SOURCES[0];
  byId("source").value = source.slug;
  return source;
}

/** Loads something and shows it, or why it cannot be shown. Of two at once, the later one counts. */
let latest = 0;
async function load({ load: get, raw = get, at }) {
  const turn = ++latest;
  byId("dashboard").setAttribute("aria-busy", "true");
  try {
    const input = await get();
    const found = input instanceof Snapshot ? { snapshot: input } : read(input);
    if (turn !== latest) return;
    show(found, at);
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
    return { snapshot: parse(input, { allCycles: true }) };
  } catch (error) {
    if (!isMilestreakError(error) || error.code !== "unexpected-shape" || !error.message.includes("parseCatalog"))
      throw error;
    return { catalog: parseCatalog(input) };
  }
}

function replace({ snapshot, catalog }) {
  // The widgets first: they would ask a snapshot that is freed.
  byId("widgets").snapshot = snapshot ?? null;
  state.snapshot?.free();
  state.catalog?.free();
  Object.assign(state, { snapshot, catalog });
}

function show({ snapshot, catalog }, at) {
  replace({ snapshot, catalog });
  byId("problem").replaceChildren();
  const instants = (snapshot?.progress() ?? [])
    .flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])
    .filter((instant) => instant !== null);
  Object.assign(state, { recorded: at, now: at ?? snapshot?.answeredAt ?? Date.now() });
  const range = byId("now");
  range.min = Math.min(...instants, state.now) - 24 * HOUR;
  range.max = Math.max(...instants, state.now) + 24 * HOUR;
  range.step = 60_000;
  render();
}

function render() {
  const { snapshot, catalog, now, timeZone, recorded } = state;
  const zone = timeZone ?? "UTC";
  byId("now").value = now;
  byId("now").setAttribute("aria-valuetext", moment(now, zone));
  byId("now-text").value = `${moment(now, zone)}${timeZone === undefined ? " UTC" : ""}`;
  byId("recorded").disabled = recorded === undefined;
  byId("widgets").hidden = !snapshot;
  if (snapshot) renderSnapshot(snapshot, { now, timeZone }, zone);
  else if (catalog) renderCatalog(catalog, { now, timeZone }, zone);
}

function renderSnapshot(snapshot, at, zone) {
  const before = performance.now();
  const summary = snapshot.summary(at);
  const took = performance.now() - before;
  const progress = snapshot.progress(at);
  const { groups, nextChangeAt, answeredAt, serverOffset, needsTimeZone } = summary;
  const widgets = byId("widgets");
  widgets.timeZone = at.timeZone ?? null;
  widgets.now = at.now;
  byId("definitions").replaceChildren();
  byId("cycles").replaceChildren(cyclesTable(groups, progress, zone));
  facts(
    counted(groups.length, { one: "group", other: "groups" }),
    counted(progress.length, { one: "cycle", other: "cycles" }),
    `computed in ${took.toFixed(1)} ms`,
    answeredAt != null && `answered ${moment(answeredAt, zone)}`,
    serverOffset != null && `the server's clock is UTC${offset(serverOffset)}`,
  );
  byId("zone-hint").textContent = needsTimeZone ? "Some periods move with it." : "No period moves with it.";
  byId("question").textContent = "summary()";
  byId("figures").textContent = JSON.stringify(summary, null, 2);
  byId("next").disabled = nextChangeAt === null;
  issues(summary);
}

function renderCatalog(catalog, at, zone) {
  const definitions = catalog.definitions(at).sort((a, b) => b.isRunning - a.isRunning);
  byId("definitions").replaceChildren(...definitions.map((definition) => definitionCard(definition, zone)));
  byId("cycles").replaceChildren("A list of definitions has no cycles of a customer.");
  facts(counted(definitions.length, { one: "definition", other: "definitions" }));
  byId("zone-hint").textContent = "";
  byId("question").textContent = "definitions()";
  byId("figures").textContent = JSON.stringify(definitions, null, 2);
  byId("next").disabled = true;
  issues({ issues: catalog.issues, apiErrors: [], apiWarnings: [] });
}

const facts = (...texts) => (byId("facts").textContent = texts.filter(Boolean).join(" · "));

/** What is odd about the data, without keeping the rest from view. */
function issues({ issues, apiErrors, apiWarnings }) {
  const items = [
    ...issues.map(({ path, message }) => element("li", {}, element("code", {}, path), ` ${message}`)),
    ...[...apiErrors, ...apiWarnings].map(({ code, message }) => element("li", {}, `The API says: ${message ?? code}`)),
  ];
  const title = counted(items.length, {
    one: "thing to know about this response",
    other: "things to know about this response",
  });
  byId("issues").replaceChildren(
    ...(items.length
      ? [element("details", { class: "issues" }, element("summary", {}, title), element("ul", {}, items))]
      : []),
  );
}

function complain(error) {
  replace({});
  byId("widgets").hidden = true;
  for (const id of ["definitions", "issues", "cycles"]) byId(id).replaceChildren();
  for (const id of ["next", "recorded"]) byId(id).disabled = true;
  for (const id of ["facts", "figures", "raw", "zone-hint"]) byId(id).textContent = "";
  const { code, message, line, column, status } = error;
  const known = [
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
        known.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))),
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

/** Loads what somebody brought along. */
async function loadOwn(get) {
  byId("source").selectedIndex = -1;
  await load({ load: get });
}

const loadFile = (file) => file && loadOwn(async () => new Uint8Array(await file.arrayBuffer()));

function listen() {
  byId("source").addEventListener("change", ({ target }) => {
    if (location.hash === `#${target.value}`) load(chosen());
    else location.hash = target.value;
  });
  addEventListener("hashchange", () => load(chosen()));
  byId("zone").addEventListener("change", ({ target }) => {
    state.timeZone = target.value || undefined;
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
  byId("read").addEventListener("click", () => loadOwn(async () => new TextEncoder().encode(byId("pasted").value)));
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
  await load(chosen());
} catch (error) {
  complain(error);
}
