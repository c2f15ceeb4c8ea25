// What is inside each widget on show: its markup to copy, the figures it shows, and the answer they came from.

import { byId, element } from "../dom.js";

/** What a widget shows, as a page without widgets would ask for it. */
const FIGURES = {
  "milestreak-progress": (snapshot, at, group) => snapshot.activeCycles(at).filter(({ groupName }) => groupName === group),
  "milestreak-streak": (snapshot, at, group) => snapshot.streaks(at).find(({ groupName }) => groupName === group) ?? null,
  "milestreak-dashboard": (snapshot, at) => snapshot.summary(at),
};

const CALLS = { "milestreak-progress": "activeCycles()", "milestreak-streak": "streaks()", "milestreak-dashboard": "summary()" };

/** Fills the insides of all widgets on show, and keeps them up to date. */
export function exhibits(provider) {
  let answer;
  const insides = [...document.querySelectorAll(".stage")].map((stage) => inside(stage.firstElementChild, stage.nextElementSibling, provider, () => answer));
  return {
    markup: () => insides.forEach(({ markup }) => markup.write()),
    computed: () => insides.forEach(({ figures }) => figures.write()),
    heard(heard) {
      answer = heard;
      for (const { response } of insides) response.write();
    },
  };
}

function inside(widget, place, provider, answer) {
  const { localName } = widget;
  const group = widget.getAttribute("group");
  const name = `inside-${localName}`;
  const label = place.parentElement.querySelector("h2").textContent;
  const at = () => ({ timeZone: provider.timeZone });
  const parts = {
    markup: panel({ title: "Markup", name, label, text: () => markupOf(widget, provider), isOpen: true }),
    figures: panel({
      title: `Figures`,
      note: CALLS[localName],
      name,
      label,
      text: () => (provider.snapshot ? JSON.stringify(FIGURES[localName](provider.snapshot, at(), group), null, 2) : "There are none."),
    }),
    response: panel({ title: "Response", name, label, text: () => responseOf(answer(), group) }),
  };
  place.append(...Object.values(parts).map(({ details }) => details));
  return parts;
}

/** A part that is written when it can be seen. */
function panel({ title, note, name, label, text, isOpen = false }) {
  const code = element("code");
  const copy = element("button", { type: "button", class: "copy" }, "Copy");
  const details = element(
    "details",
    { name, open: isOpen },
    element("summary", {}, title, note && element("code", {}, note)),
    element("div", { class: "code" }, element("pre", { tabindex: 0, role: "region", "aria-label": `${label}: ${title}` }, code), copy),
  );
  const write = () => {
    if (details.open) code.textContent = text();
  };
  details.addEventListener("toggle", write);
  copy.addEventListener("click", async () => {
    // Where a page may not write to the clipboard, what is selected can be copied by hand.
    const done = await navigator.clipboard?.writeText(code.textContent).then(() => true, () => false);
    if (!done) getSelection().selectAllChildren(code);
    copy.textContent = done ? "Copied" : "Selected";
    setTimeout(() => (copy.textContent = "Copy"), 2_000);
  });
  return { details, write };
}

const quoted = (attributes) => attributes.map(([name, value]) => ` ${name}="${value}"`).join("");

function markupOf(widget, provider) {
  const { localName } = widget;
  const own = [...widget.attributes].map(({ name, value }) => [name, value]);
  const language = provider.lang === "en" ? [] : [["lang", provider.lang]];
  const settings = [["src", "/loyalty"], ["user-id", provider.userId], ["time-zone", provider.timeZone], ["currency", provider.currency], ...language];
  return `<script type="module">import "milestreak/elements";</script>

<milestreak-provider${quoted(settings.slice(0, 2))}
   ${quoted(settings.slice(2))}>
  <${localName}${quoted(own)}></${localName}>
</milestreak-provider>

<style>
${themeOf(byId("main").dataset.theme)}
</style>`;
}

/** The style sheet's own rule for a theme, as one would write it. */
function themeOf(theme) {
  const rule = [...byId("themes").sheet.cssRules].find(({ selectorText }) => selectorText?.includes(`"${theme}"`));
  const properties = [...rule.style].filter((name) => name.startsWith("--milestreak-"));
  return `milestreak-provider {\n${properties.map((name) => `  ${name}: ${rule.style.getPropertyValue(name).trim()};\n`).join("")}}`;
}

/** An answer as it came, as far as it is about a group. Whose it is stays out of the page. */
function responseOf(answer, group) {
  if (!answer) return "";
  const { status, text, ms } = answer;
  const head = status === null ? `No answer after ${ms} ms.` : `HTTP ${status}, ${new Blob([text]).size.toLocaleString("en")} bytes, ${ms} ms\n\n`;
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    const from = text.indexOf('"targetGroups"');
    return from < 0 ? head : `${head}…${text.slice(from, from + 300)}\n\n…${text.slice(-300)}\n\n(and here it ends)`;
  }
  if (body.data && group) body = body.data.targetGroups.find(({ name }) => name === group) ?? null;
  return head + JSON.stringify(body, (name, value) => (name === "customer" ? undefined : value), 2);
}
