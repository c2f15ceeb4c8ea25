// For translators: every text of the elements below the first widget that shows it.
//
// Which texts a widget shows is found by asking: it is put on the page in a language whose texts begin with a mark each, and the marks
// are looked for in what it says.

import { languages } from "/pkg/elements.js";
import "/pkg/calendar.js";
import { SCENES as CALENDARS } from "./calendars.js";
import { event } from "./figures.js";
import { SCENES } from "./scenes.js";

const byId = (id) => document.getElementById(id);
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** A tag for private use: no language has it. */
const MARKED = "qaa";
const NAMES = Object.keys(languages.en);
const FIRST_MARK = 0xe000;

const forms = (message) => (typeof message === "string" ? { other: message } : message);

/** The same message with a change in each of its texts. */
const map = (message, change) =>
  typeof message === "string"
    ? change(message)
    : Object.fromEntries(Object.entries(message).map(([category, text]) => [category, change(text)]));

languages[MARKED] = Object.fromEntries(
  NAMES.map((name, place) => {
    const mark = String.fromCharCode(FIRST_MARK + place);
    return [name, map(languages.en[name], (text) => mark + text)];
  }),
);

const STREAK = { groupId: 2, groupName: "Daily visits", targetRuleId: 21, targetName: "A visit a day" };

const EVENTS = [
  event("enrolled"),
  event("unenrolled"),
  event("cycle-started"),
  event("progressed", { from: 700, to: 750 }),
  event("trigger-achieved", { triggerName: "Gold" }),
  event("target-achieved"),
  event("target-lost"),
  event("cap-reached"),
  event("streak-extended", { ...STREAK, from: 3, to: 4 }),
  event("level-achieved", { ...STREAK, streakName: "Warm-up", goal: 3 }),
  event("level-lost", { ...STREAK, streakName: "Warm-up", goal: 3 }),
  event("streak-broken", { ...STREAK, from: 4, to: 0 }),
  event("unified-achieved", { groupId: 3, groupName: "Shop, visit, share", targetName: null }),
];

/** What is shown: each state of each element, and each event as it is read aloud. */
const scenes = [
  ...Object.entries(SCENES).map(([name, make]) => ({ name, make })),
  // The one with every state.
  { name: "calendar", make: CALENDARS.fortnight },
  ...EVENTS.map((event) => ({ name: `Read aloud: ${event.type}`, make: SCENES["dashboard all"], event })),
];

/** Puts the element of a scene into a place, in a language; resolves when it says what there is to say. */
async function put({ make, event }, lang, place) {
  const element = make();
  element.lang = lang;
  place.replaceChildren(element);
  await painted();
  if (event) {
    element.notify([event]);
    await painted();
  }
  return element;
}

/** Everything that an element says, seen or read aloud. */
function textOf({ shadowRoot }) {
  const attributes = [...shadowRoot.querySelectorAll("*")].flatMap((node) =>
    [...node.attributes].map(({ value }) => value),
  );
  return [shadowRoot.textContent, ...attributes].join(" ");
}

/** The names of the texts that a scene shows. */
async function namesIn(scene) {
  const text = textOf(await put(scene, MARKED, byId("probe")));
  byId("probe").replaceChildren();
  return NAMES.filter((_, place) => text.includes(String.fromCharCode(FIRST_MARK + place)));
}

/** What an element reads aloud, as a paragraph: people cannot see it otherwise. */
const heard = ({ shadowRoot }) => {
  const paragraph = document.createElement("p");
  paragraph.textContent = `“${shadowRoot.querySelector('[role="status"]').textContent}”`;
  return paragraph;
};

/** The texts in work: those of a built-in language, or English to begin with. */
async function load(lang) {
  languages[lang] ??= await import(`/pkg/messages/${lang}.js`).then(
    ({ messages }) => ({ ...messages }),
    () => ({ ...languages.en }),
  );
}

/** The plural categories of a language; only `other` where it is no language. */
function categoriesOf(lang) {
  try {
    return new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
  } catch {
    return ["other"];
  }
}

/** A field for each plural category of a text that has them in English or in the language, else one for the text. */
function fields(name, lang, changed) {
  const message = languages[lang][name];
  const isPlural = typeof message !== "string" || typeof languages.en[name] !== "string";
  const places = [
    ...Object.values(forms(languages.en[name]))
      .at(-1)
      .matchAll(/\{\w+\}/g),
  ].map(([place]) => place);
  return (isPlural ? categoriesOf(lang) : ["other"]).map((category) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.value = forms(message)[category] ?? "";
    input.placeholder = forms(message).other;
    input.lang = lang;
    const check = () => {
      const missing = input.value ? places.filter((place) => !input.value.includes(place)) : [];
      // “One visit” needs no figure; everything else does.
      const isNumeral = category !== "other" && missing.join() === "{n}";
      input.setCustomValidity(missing.length && !isNumeral ? `${missing.join(" and ")} is missing` : "");
    };
    input.addEventListener("input", () => {
      const texts = { ...forms(languages[lang][name]), [category]: input.value };
      if (!input.value) delete texts[category];
      const isOne = Object.keys(texts).join() === "other";
      languages[lang] = { ...languages[lang], [name]: isOne ? texts.other : texts };
      check();
      changed();
    });
    check();
    label.append(isPlural ? category : "", input);
    if (!isPlural) input.ariaLabel = name;
    return label;
  });
}

function writeFile(lang) {
  const texts = Object.keys(languages[lang]).map((name) => `  ${name}: ${JSON.stringify(languages[lang][name])},`);
  byId("path").textContent = `pkg/src/elements/messages/${lang}.ts`;
  byId("file").textContent =
    `import type { Messages } from "./en.js";\n\nexport const messages: Messages = {\n${texts.join("\n")}\n};\n`;
}

async function show(scene, names, lang) {
  const section = document.createElement("section");
  section.className = "scene";
  const title = document.createElement("h2");
  title.textContent = scene.name;
  const [english, translated] = [document.createElement("div"), document.createElement("div")];
  const list = document.createElement("ul");
  section.append(title, english, translated, list);
  byId("scenes").append(section);
  const render = async (place, language) => {
    const element = await put(scene, language, place);
    if (scene.event) place.replaceChildren(heard(element));
  };
  const changed = () => {
    render(translated, lang);
    writeFile(lang);
  };
  for (const name of names) {
    const item = document.createElement("li");
    item.dataset.name = name;
    const original = document.createElement("span");
    original.textContent = Object.values(forms(languages.en[name])).join(" · ");
    const key = document.createElement("code");
    key.textContent = name;
    item.append(key, original, ...fields(name, lang, changed));
    list.append(item);
  }
  await Promise.all([render(english, "en"), render(translated, lang)]);
}

async function start() {
  const lang = location.hash.slice(1) || "de";
  byId("language").value = lang;
  byId("language").addEventListener("change", ({ target }) => {
    location.hash = target.value;
    location.reload();
  });
  await load(lang);
  const seen = new Set();
  for (const scene of scenes) {
    const names = (await namesIn(scene)).filter((name) => !seen.has(name));
    for (const name of names) seen.add(name);
    if (names.length) await show(scene, names, lang);
  }
  const unseen = NAMES.filter((name) => !seen.has(name));
  if (unseen.length) await show({ name: "In no scene", make: () => document.createElement("p") }, unseen, lang);
  writeFile(lang);
  document.documentElement.dataset.unseen = unseen.join(" ");
}

await start();
