// What is inside each widget on show: its markup to copy, the figures it shows, and the answer they came from.

import { byId, element } from "../dom.js";

/** What widgets of a kind show, as a page without them would ask for it. */
const QUESTIONS = {
  "milestreak-progress": {
    name: "activeCycles()",
    ask: (snapshot, at, isShown) => snapshot.activeCycles(at).filter(({ groupName }) => isShown(groupName)),
  },
  "milestreak-streak": {
    name: "streaks()",
    ask: (snapshot, at, isShown) => snapshot.streaks(at).filter(({ groupName }) => isShown(groupName)),
  },
  "milestreak-dashboard": { name: "summary()", ask: (snapshot, at) => snapshot.summary(at) },
};

/** Fills the insides of all widgets on show, and keeps them up to date. */
export function exhibits(provider) {
  let answer;
  const insides = [...document.querySelectorAll(".stage")].map((stage) => inside(stage, provider, () => answer));
  return {
    markup() {
      for (const { markup } of insides) markup.write();
    },
    computed() {
      for (const { figures } of insides) figures.write();
    },
    heard(heard) {
      answer = heard;
      for (const { response } of insides) response.write();
    },
  };
}

function inside(stage, provider, answer) {
  const widgets = [...stage.children];
  const groups = widgets.map((widget) => widget.getAttribute("group")).filter(Boolean);
  const isShown = (name) => !groups.length || groups.includes(name);
  const { name: question, ask } = QUESTIONS[widgets[0].localName];
  const about = { name: `inside-${question}`, label: stage.parentElement.querySelector("h2").textContent };
  const figures = () => {
    const { snapshot, timeZone } = provider;
    return snapshot ? JSON.stringify(ask(snapshot, { timeZone }, isShown), null, 2) : "There are none.";
  };
  const parts = {
    // On a phone the widgets come first.
    markup: panel({
      ...about,
      title: "Markup",
      text: () => markupOf(widgets, provider),
      isOpen: matchMedia("(min-width: 60rem)").matches,
    }),
    figures: panel({ ...about, title: "Figures", note: question, text: figures }),
    response: panel({ ...about, title: "Response", text: () => responseOf(answer(), isShown) }),
  };
  stage.nextElementSibling.append(...Object.values(parts).map(({ details }) => details));
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
    element(
      "div",
      { class: "code" },
      element("pre", { tabindex: 0, role: "region", "aria-label": `${label}: ${title}` }, code),
      copy,
    ),
  );
  const write = () => {
    if (details.open) code.textContent = text();
  };
  details.addEventListener("toggle", write);
  copy.addEventListener("click", async () => {
    // Where a page may not write to the clipboard, what is selected can be copied by hand.
    const done = await navigator.clipboard?.writeText(code.textContent).then(
      () => true,
      () => false,
    );
    if (!done) getSelection().selectAllChildren(code);
    copy.textContent = done ? "Copied" : "Selected";
    setTimeout(() => (copy.textContent = "Copy"), 2_000);
  });
  return { details, write };
}

const quoted = (attributes) => attributes.map(([name, value]) => ` ${name}="${value}"`).join("");

function markupOf(widgets, provider) {
  const language = provider.lang === "en" ? [] : [["lang", provider.lang]];
  const settings = [
    ["src", "/loyalty"],
    ["user-id", provider.userId],
    ["time-zone", provider.timeZone],
    ["currency", provider.currency],
    ...language,
  ];
  const elements = widgets.map(
    ({ localName, attributes }) =>
      `  <${localName}${quoted([...attributes].map(({ name, value }) => [name, value]))}></${localName}>`,
  );
  return `<script type="module">import "milestreak/elements";</script>

<milestreak-provider${quoted(settings.slice(0, 2))}
   ${quoted(settings.slice(2))}>
${elements.join("\n")}
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

/** An answer as it came, as far as it is about what is shown. Whose it is stays out of the page. */
function responseOf(answer, isShown) {
  if (!answer) return "";
  const { status, text, ms } = answer;
  const head =
    status === null
      ? `No answer after ${ms} ms.`
      : `HTTP ${status}, ${new Blob([text]).size.toLocaleString("en")} bytes, ${ms} ms\n\n`;
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    const from = text.indexOf('"targetGroups"');
    return from < 0 ? head : `${head}…${text.slice(from, from + 300)}\n\n…${text.slice(-300)}\n\n(and here it ends)`;
  }
  const kept = (name, value) =>
    name === "customer" ? undefined : name === "targetGroups" ? value.filter((group) => isShown(group.name)) : value;
  return head + JSON.stringify(body, kept, 2);
}
