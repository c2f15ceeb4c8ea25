// The stage of the tests: they call what stands on `window.stage`.

import * as elements from "/pkg/elements.js";
import * as figures from "./figures.js";
import { SCENES } from "./scenes.js";

const stage = document.getElementById("stage");
const violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`),
);

/** Until all microtasks have run and the page was painted once more. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

window.stage = {
  elements,
  figures,
  violations,
  painted,
  names: Object.keys(SCENES),
  /** Shows scenes, and nothing else. */
  show: async (...names) => {
    document.getElementById("scene").textContent = names.length === 1 ? names[0] : "Scenes";
    stage.replaceChildren(...names.map((name) => SCENES[name]()));
    await painted();
  },
  /** Shows an element with properties and attributes, and nothing else. */
  put: async (tag, properties = {}, attributes = {}) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    Object.assign(element, properties);
    stage.replaceChildren(element);
    await painted();
    return element;
  },
  /** What the first element says, to everybody and to those who do not see it. */
  read: () => {
    const element = stage.firstElementChild;
    const { shadowRoot } = element;
    const root = shadowRoot.querySelector('[part="root"]');
    const leaves = [...root.querySelectorAll("p, li > .spoken, [part=trigger], button, h2, h3, h4, h5, .row > span")];
    const bars = [...root.querySelectorAll('[role="progressbar"]')];
    const value = (bar, name) => bar.getAttribute(`aria-${name}`);
    return {
      state: [element.state, root.dataset.state, root.getAttribute("aria-busy")],
      words: leaves.map(({ textContent }) => textContent).join(" "),
      bars: bars.map((bar) => [
        shadowRoot.getElementById(value(bar, "labelledby")).textContent,
        value(bar, "valuetext"),
        Number(value(bar, "valuenow")),
        value(bar, "valuemin"),
        value(bar, "valuemax"),
      ]),
    };
  },
  /** The texts of a part of the first element. */
  text: (part) =>
    [...stage.firstElementChild.shadowRoot.querySelectorAll(`[part~="${part}"]`)].map((node) => node.textContent),
};
