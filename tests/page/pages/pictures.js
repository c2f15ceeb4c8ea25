// What the pictures of the documents show: `npm run pictures` takes them.

import "/pkg/elements.js";
import { CYCLES, cycle, NOW, streak, summary } from "./figures.js";

const put = (tag, lang, properties, className = "") =>
  Object.assign(document.createElement(tag), { now: NOW, lang, className, ...properties });

/** The names of a streak and its levels, in another language. */
const named = (one, groupName, names) => ({
  ...one,
  groupName,
  levels: one.levels.map((level, place) => ({ ...level, name: names[place] })),
});

function columns(...columns) {
  const grid = document.createElement("div");
  grid.className = "columns";
  for (const widgets of columns) {
    const column = document.createElement("div");
    column.append(...widgets);
    grid.append(column);
  }
  return grid;
}

const PICTURES = {
  dashboard: () =>
    put("milestreak-dashboard", "en", { currency: "INR", data: summary({ groups: summary().groups.slice(0, 4) }) }),
  themes: () =>
    columns(
      [put("milestreak-streak", "en", { data: streak({ atRisk: true }) })],
      [
        put("milestreak-progress", "de", {
          data: { ...CYCLES.triggers(), groupName: "Sommer der Punkte", targetName: "Punkte sammeln" },
        }),
        put(
          "milestreak-progress",
          "ja",
          { data: cycle({ groupName: "夏のキャンペーン", targetName: "ポイントを集める" }) },
          "themed",
        ),
      ],
      [
        put("milestreak-streak", "ar", {
          data: named(streak({ atRisk: true }), "زيارات يومية", ["إحماء", "توهّج"]),
        }),
      ],
    ),
};

const picture = document.getElementById("picture");
picture.replaceChildren(PICTURES[location.hash.slice(1)]());
const widgets = [...picture.querySelectorAll("milestreak-dashboard, milestreak-streak, milestreak-progress")];
while (widgets.some(({ state }) => state !== "ready")) await new Promise(requestAnimationFrame);
document.documentElement.dataset.ready = "";
