// The stage of the calendar's tests.

import * as calendar from "/pkg/calendar.js";
import * as figures from "./figures.js";
import { SCENES } from "./calendars.js";
import * as streaks from "./streaks.js";

const stage = document.getElementById("stage");
const violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`),
);

/** Until all microtasks have run and the page was painted once more. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

const find = (selector) => [...stage.firstElementChild.shadowRoot.querySelectorAll(selector)];
const textOf = (node) => node?.textContent ?? null;

/** What a cell is: what it reads as, whether it is today, whether the deadline, whether Tab leads there. */
const read = (cell) => ({
  text: [...cell.querySelectorAll(".spoken")].map(textOf).join(", "),
  label: textOf(cell.querySelector(".when")),
  state: cell.dataset.state ?? null,
  isToday: cell.getAttribute("aria-current") === "date",
  isDeadline: "deadline" in cell.dataset,
  isStop: cell.tabIndex === 0,
});

window.stage = {
  calendar,
  figures,
  streaks,
  violations,
  painted,
  find,
  names: Object.keys(SCENES),
  /** Shows scenes, and nothing else. */
  show: async (...names) => {
    stage.replaceChildren(...names.map((name) => SCENES[name]()));
    const isWaiting = () =>
      [...stage.children].some(
        ({ state, shadowRoot }) => state === "loading" && !shadowRoot.querySelector(".skeleton"),
      );
    do await painted();
    while (isWaiting());
  },
  /** Shows a calendar with properties and attributes, and nothing else. */
  put: async (properties = {}, attributes = {}) => {
    const element = document.createElement("milestreak-calendar");
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    Object.assign(element, { now: figures.NOW, ...properties });
    stage.replaceChildren(element);
    do await painted();
    while (element.state !== "ready");
    return element;
  },
  /** The rows of the first calendar, cell by cell. */
  rows: () =>
    find('[role="row"]')
      .map((row) => [...row.querySelectorAll('[role="gridcell"]')].map(read))
      .filter((cells) => cells.length),
  days: () => find('[role="columnheader"]').map((day) => [textOf(day.querySelector(".short")), day.ariaLabel]),
  month: () => textOf(find('[part="month"]')[0]),
  /** What the cell says that has the focus. */
  focused: () => {
    const { activeElement } = stage.firstElementChild.shadowRoot;
    return activeElement && textOf(activeElement.querySelector(".spoken"));
  },
};
