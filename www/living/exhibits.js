// What is inside each widget on show: its markup to copy, the figures it shows, and the answer they came from.

import { byId, element } from "../dom.js";

const STREAKS = {
  name: "streaks()",
  ask: (snapshot, at, isShown) => snapshot.streaks(at).filter(({ groupName }) => isShown(groupName)),
};

/** What widgets of a kind show, as a page without them would ask for it. */
const QUESTIONS = {
  "milestreak-progress": {
    name: "activeCycles()",
    ask: (snapshot, at, isShown) => snapshot.activeCycles(at).filter(({ groupName }) => isShown(groupName)),
  },
  "milestreak-streak": STREAKS,
  "milestreak-calendar": STREAKS,
  "milestreak-dashboard": { name: "summary()", ask: (snapshot, at) => snapshot.summary(at) },
};

/** Fills the insides of all widgets on show, and keeps them up to date. */
export function exhibits(provider) {
  let response;
  const insides = [...document.querySelectorAll(".stage")].map((stage) => inside(stage, provider, () => response));
  const write = (name) => {
    for (const one of insides) one.write(name);
  };
  return {
    writeMarkup: () => write("Markup"),
    writeFigures: () => write("Figures"),
    /** Opens a text of an exhibit. */
    open: (id, name) => insides.find(({ exhibit }) => exhibit.id === id).open(name),
    setResponse(received) {
      response = received;
      write("Response");
    },
  };
}

/** The tabs below a stage. One text is open, or none; it is written when it can be seen. */
function inside(stage, provider, response) {
  const widgets = [...stage.children];
  const groups = widgets.map((widget) => widget.getAttribute("group")).filter(Boolean);
  const isShown = (name) => !groups.length || groups.includes(name);
  const { name: question, ask } = QUESTIONS[widgets[0].localName];
  const texts = {
    Markup: () => markupOf(widgets, provider),
    Figures: () => {
      const { snapshot, timeZone } = provider;
      return snapshot ? JSON.stringify(ask(snapshot, { timeZone }, isShown), null, 2) : "There are none.";
    },
    Response: () => responseOf(response(), isShown),
  };
  const exhibit = stage.parentElement;
  const title = exhibit.querySelector("h2").textContent;
  const code = element("code");
  const pre = element("pre", { tabindex: 0, role: "region" }, code);
  const panel = element("div", { class: "code", hidden: true }, pre, copyButton(code));
  let shown;
  const write = (name) => {
    if (name === shown) code.textContent = texts[name]();
  };
  const open = (name) => {
    shown = name;
    for (const tab of tabs) tab.ariaExpanded = String(tab.name === name);
    panel.hidden = name === undefined;
    pre.ariaLabel = `${title}: ${name}`;
    if (name) write(name);
  };
  const tabs = Object.keys(texts).map((name) => {
    const note = name === "Figures" && element("code", {}, question);
    const tab = element("button", { type: "button", name, "aria-expanded": "false" }, name, note);
    tab.addEventListener("click", () => open(name === shown ? undefined : name));
    return tab;
  });
  stage.nextElementSibling.append(element("div", { class: "tabs", role: "group", "aria-label": title }, tabs), panel);
  return { exhibit, open, write };
}

function copyButton(code) {
  const button = element("button", { type: "button", class: "copy" }, "Copy");
  button.addEventListener("click", async () => {
    // Where a page may not write to the clipboard, what is selected can be copied by hand.
    const done = await navigator.clipboard?.writeText(code.textContent).then(
      () => true,
      () => false,
    );
    if (!done) getSelection().selectAllChildren(code);
    button.textContent = done ? "Copied" : "Selected";
    setTimeout(() => (button.textContent = "Copy"), 2_000);
  });
  return button;
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
  const entries = widgets.some(({ localName }) => localName === "milestreak-calendar")
    ? ["elements", "calendar"]
    : ["elements"];
  const { rank } = widgets[0];
  return `<script type="module">
${entries.map((entry) => `import "milestreak/${entry}";`).join("\n")}${
  rank ? `\n\ndocument.querySelector("${widgets[0].localName}").rank = ${JSON.stringify(rank)};` : ""
}
</script>

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
function responseOf(response, isShown) {
  if (!response) return "";
  const { status, text, ms } = response;
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
