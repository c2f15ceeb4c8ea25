// The content security policy that each feature needs, as PLATFORM.md has it: with all of it a feature works, and without what it
// needs it ends in the error that the table says.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { launch } from "../page/browser.mjs";
import { table } from "./documented.mjs";
import { pack, project } from "./pack.mjs";
import { serve } from "./serve.mjs";

const api = process.env.MILESTREAK_ORIGIN;
const packed = await pack();
const installed = await project(packed.tarball);
const dist = join(installed.folder, "node_modules/milestreak/dist");
// The package comes from an origin of its own, so that no source stands for two.
const files = await serve(async (path) => ({
  body: await readFile(join(dist, path)),
  headers: { "access-control-allow-origin": "*" },
}));

/** The row of the table, what to leave out of the policy, and how it ends then. */
const FEATURES = [
  ["loading the package", "script-src", files.origin, "TypeError"],
  ["starting the engine", "script-src", "'wasm-unsafe-eval'", "not-initialized"],
  ["fetching the module", "connect-src", files.origin, "network"],
  ["the client, watching", "connect-src", api, "network"],
  ["a worker of yours", "worker-src", "'self'", "error"],
  ["parsing, asking, the store"],
  ["the elements' looks"],
];

const ALL = {
  "script-src": ["'self'", files.origin, "'wasm-unsafe-eval'"],
  "connect-src": [files.origin, api],
  "worker-src": ["'self'"],
};

const policyWithout = (directive, source) =>
  [
    "default-src 'none'",
    ...Object.entries(ALL).map(([name, sources]) =>
      [name, ...sources.filter((one) => name !== directive || one !== source)].join(" "),
    ),
  ].join("; ");

// What a page does with each feature; a name instead of "works" says how it failed.
const attempts = `
  const started = async () => {
    const ms = await import("${files.origin}/index.js");
    await ms.init();
    return ms;
  };
  const client = (ms) => new ms.Client({ baseUrl: "${api}", auth: { type: "bearer", token: "demo-token" }, dataScope: "SELF", retry: { attempts: 1 } });
  const FEATURES = {
    "loading the package": () => import("${files.origin}/index.js"),
    "starting the engine": started,
    "fetching the module": started,
    "the client, watching": async () => {
      const ms = await started();
      await client(ms).targetGroups(347286146);
      for await (const { error } of client(ms).watch(347286146)) {
        if (error) throw error;
        break;
      }
    },
    "a worker of yours": () =>
      new Promise((resolve, reject) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = resolve;
        worker.onerror = ({ type }) => reject({ code: type });
      }),
    "parsing, asking, the store": async () => {
      const ms = await started();
      ms.parse('{ "data": { "userId": 7, "targetGroups": [] } }').summary({ timeZone: "Asia/Kolkata" });
      const { indexedDbStore } = await import("${files.origin}/store.js");
      await indexedDbStore().get("nothing");
    },
    "the elements' looks": async () => {
      const violated = [];
      document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => violated.push(violatedDirective));
      const ms = await started();
      await import("${files.origin}/elements.js");
      const element = document.createElement("milestreak-progress");
      element.snapshot = ms.parse('{ "data": { "userId": 7, "targetGroups": [] } }');
      document.body.append(element);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const [sheet] = element.shadowRoot.adoptedStyleSheets;
      if (!sheet?.cssRules.length || violated.length) throw new Error(violated.join());
    },
  };
  window.attempt = (feature) => FEATURES[feature]().then(() => "works", ({ code, name }) => code ?? name);`;

const PAGE = {
  "/index.html":
    '<!doctype html><link rel="icon" href="data:,"><title>app</title><script type="module" src="/attempts.js"></script>',
  "/attempts.js": attempts,
  "/worker.js": `import { init } from "/package/index.js"; init().then(() => postMessage("works"));`,
};
let policy;
// A worker has the policy of its own response, and so has what it imports.
const workersPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const page = await serve(async (path) => ({
  body: PAGE[path] ?? (await readFile(join(dist, path.replace("/package", "")))),
  headers: { "content-security-policy": path === "/worker.js" ? workersPolicy : policy },
}));

const browsers = { Chromium: await launch("chromium"), Firefox: await launch("firefox") };

after(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser?.close()));
  files.close();
  page.close();
  await installed.remove();
  await packed.remove();
});

async function attempt(browser, feature, without) {
  policy = policyWithout(...without);
  const tab = await browser.newPage();
  await tab.goto(page.origin);
  await tab.waitForFunction(() => window.attempt);
  const ended = await tab.evaluate((feature) => window.attempt(feature), feature);
  await tab.close();
  return ended;
}

for (const [name, browser] of Object.entries(browsers)) {
  describe(`a policy in ${name}`, { skip: browser ? false : `${name} is NOT TESTED: it is not installed` }, () => {
    for (const [feature, directive, source, ending] of FEATURES) {
      test(feature, async () => {
        assert.equal(await attempt(browser, feature, []), "works");
        if (directive) assert.equal(await attempt(browser, feature, [directive, source]), ending);
      });
    }
  });
}

test("the table has these features, what each needs and how it ends without", () => {
  const rows = table("Content security policy");
  assert.deepEqual(
    rows.map(([feature]) => feature),
    FEATURES.map(([feature]) => feature),
  );
  for (const [place, [, directive, source, ending]] of FEATURES.entries()) {
    const [, needs, without] = rows[place];
    if (!directive) assert.equal(needs, "nothing");
    else
      assert.ok(
        needs.startsWith(`\`${directive}\``) &&
          (source.startsWith("http") || source === "'self'" || needs.includes(source)) &&
          without.includes(`\`${ending}\``),
        rows[place].join(),
      );
  }
});
