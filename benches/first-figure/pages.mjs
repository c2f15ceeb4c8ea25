// The pages that are timed: each shows one figure of the recorded response as soon as it can, in the way that its name says.
// What a page needs besides our files stands in its HTML, so the other ways have no file to wait for at all.

import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { top } from "../../scripts/run.mjs";

export const USER = 347286146;
const PATH = `/api_gateway/intouch-api-v3/v3.1/users/${USER}/targetGroups?includeInactive=true`;

/** Says when the figure was painted: after the first frame that has it. */
const SHOW = `
  const show = (text) => {
    document.querySelector("#figure").textContent = text;
    requestAnimationFrame(() => setTimeout(() => (window.firstFigureMs = performance.now())));
  };`;

/** The same for an element: it is painted once its shadow tree has a bar with a figure. */
const SHOWN = `
  const look = () => {
    const bar = document.querySelector("milestreak-progress").shadowRoot?.querySelector("[role=progressbar][aria-valuenow]");
    if (bar) setTimeout(() => (window.firstFigureMs = performance.now()));
    else requestAnimationFrame(look);
  };
  look();`;

/** Before the hints: Firefox takes no import map once a module is being preloaded. */
const IMPORTS = `<script type="importmap">{ "imports": { "milestreak": "/pkg/index.js", "milestreak/elements": "/pkg/elements.js" } }</script>`;

const page = ({ head = "", body = '<p id="figure"></p>', script }) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>first figure</title>
<link rel="icon" href="data:,">
${head}
${body}
<script type="module">${script}</script>
</html>
`;

/** The first example of the README, asking this server and writing into the page instead of the console. */
async function quickStart() {
  const readme = await readFile(join(top, "README.md"), "utf8");
  const [, code] = /```js\n([\s\S]*?)```/.exec(readme);
  const changed = code
    .replace(/https:\/\/[a-z.]+\/[a-z]+/, "/")
    .replace('baseUrl: "/"', "baseUrl: location.origin")
    .replace("console.log(", "show(");
  if (!changed.includes("location.origin") || !changed.includes("show(")) {
    throw new Error("the first example of the README has changed: benches/first-figure/pages.mjs has to follow");
  }
  return changed;
}

/** The pair of hints that PLATFORM.md recommends. */
async function hints() {
  const platform = await readFile(join(top, "PLATFORM.md"), "utf8");
  const [, code] = /```html hints\n([\s\S]*?)```/.exec(platform) ?? [];
  if (!code) throw new Error("PLATFORM.md has no hints any more: benches/first-figure/pages.mjs has to follow");
  return code.replaceAll("/node_modules/milestreak/dist/", "/pkg/");
}

/** The third line, which it has for pages with elements. */
const ELEMENTS_HINT = '<link rel="modulepreload" href="/pkg/elements.js">';

/** What an engineer would write, as one script without imports. */
async function byHand(read) {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { activeCycles } from "./handwritten.mjs";
        ${read}
        const response = await fetch("${PATH}");
        const [cycle] = activeCycles(checked(await response.json()), Date.now());
        globalThis.shows(cycle.targetName + ": " + cycle.achieved + " of " + cycle.target + ", " + cycle.displayPercent + " %");`,
      resolveDir: join(top, "benches/peers"),
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return `${SHOW} globalThis.shows = show; ${outputFiles[0].text}`;
}

const FETCHED_BY_THE_PAGE = `${SHOW}
  import { init, parse } from "milestreak";
  const body = fetch("${PATH}").then((response) => response.arrayBuffer());
  await init();
  const [cycle] = parse(await body).activeCycles();
  show(cycle.targetName + ": " + cycle.achieved + " of " + cycle.target + ", " + cycle.displayPercent + " %");`;

const ELEMENT = `<milestreak-provider src="/" user-id="${USER}" currency="EUR">
  <milestreak-progress target="t1PA"></milestreak-progress>
</milestreak-provider>`;

/** The pages by what they do; what all others are compared with comes first. */
export async function pages() {
  const start = `${SHOW}\n${await quickStart()}`;
  const preloads = await hints();
  const element = `import "milestreak/elements";${SHOWN}`;
  return {
    "hand-written": page({ script: await byHand("const checked = (response) => response;") }),
    "JSON.parse + valibot + hand-written": page({ script: await byHand('import { checked } from "./valibot.mjs";') }),
    "quick start": page({ head: IMPORTS, script: start }),
    "quick start, with hints": page({ head: `${IMPORTS}\n${preloads}`, script: start }),
    "the page fetches, parse()": page({ head: IMPORTS, script: FETCHED_BY_THE_PAGE }),
    "<milestreak-progress>": page({ head: IMPORTS, body: ELEMENT, script: element }),
    "<milestreak-progress>, with hints": page({
      head: `${IMPORTS}\n${preloads}${ELEMENTS_HINT}`,
      body: ELEMENT,
      script: element,
    }),
  };
}
