// What the page hears: the elements' DOM events, written down.

import { byId, element } from "../dom.js";

const CHANGES = [
  "cycle-started",
  "progressed",
  "trigger-achieved",
  "target-achieved",
  "target-lost",
  "cap-reached",
  "streak-extended",
  "level-achieved",
  "level-lost",
  "streak-broken",
  "unified-achieved",
  "unified-lost",
  "enrolled",
  "unenrolled",
];

/** No more than one looks through. */
const MOST = 40;

/** Lists the events that arrive at a provider, the latest first. */
export function listEvents(provider) {
  const news = byId("news");
  const note = (type, what, figures = "") => {
    if (!news.querySelector("code")) news.replaceChildren();
    news.prepend(element("li", {}, element("code", {}, type), element("span", {}, what), element("b", {}, figures)));
    news.children[MOST]?.remove();
  };
  for (const change of CHANGES) {
    provider.addEventListener(`milestreak-${change}`, ({ type, detail }) => {
      const { groupName, targetName, triggerName, streakName, from, to } = detail;
      const names = new Set([groupName, triggerName ?? streakName ?? targetName].filter(Boolean));
      note(type, [...names].join(" · "), from == null || to == null ? "" : `${from} → ${to}`);
    });
  }
  provider.addEventListener("milestreak-error", ({ type, detail }) => note(type, detail.message, detail.code));
  provider.addEventListener("milestreak-issue", ({ type, detail }) => note(type, detail.message, detail.code));
}
