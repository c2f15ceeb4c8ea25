import { h, type Markup } from "./markup.js";

/** Outlines in a field of 24 by 24, drawn with a line of the text's colour. */
const PATHS = {
  check: "M5 13l4.5 4.5L19 7",
  cross: "M7 7l10 10M17 7L7 17",
  clock: "M12 7v5l3.5 2M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17",
  alert: "M12 9v4.5M12 17v.5M12 3.5L21.5 20h-19z",
  limit: "M5 5h14M12 20V9.5M7.5 14L12 9.5l4.5 4.5",
  dash: "M7 12h10",
  later: "M6 12h.5M12 12h.5M18 12h.5",
  flame: "M12 3c1 4 5.5 5.5 5.5 10.5a5.5 5.5 0 0 1-11 0c0-2 .8-3.3 2-4.5c.3 1.5 1 2.2 2 2.5c-.3-3 0-6 1.5-8.5",
  offline: "M4 4l16 16M8.5 13.5a5 5 0 0 1 3-1.4M5 10a10 10 0 0 1 4-2.4M13 7.1a10 10 0 0 1 6 2.9M12 18v.5",
};

export type Icon = keyof typeof PATHS;

/** A picture beside words that say the same. @internal */
export const icon = (name: Icon): Markup =>
  h("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" }, h("path", { d: PATHS[name] }));
