// What a server without any bundler makes of a component.

import { readFile } from "node:fs/promises";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { init, parse } from "milestreak";

await init();
const [cycle] = parse(await readFile("response.json")).activeCycles({ now: Date.parse("2024-08-30T09:21:43.744Z") });
console.log(renderToString(createElement("progress", { max: 100, value: cycle.percent, "aria-label": cycle.refCode })));
