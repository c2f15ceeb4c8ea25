// The elements of the tarball, in the frameworks that people use: the examples of www/examples, built by Vite, in Chromium.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { build, createServer as createViteServer } from "vite";
import { launch, openPage } from "../page/browser.mjs";
import { consumers, missing } from "./consumers/installed.mjs";
import { documented } from "./documented.mjs";
import { pack, project, top } from "./pack.mjs";

const packed = await pack();
const somebody = await project(packed.tarball);
const browser = await launch();
const skip = browser ? false : "Chromium is not installed";

for (const name of ["@sveltejs", "@vitejs", "react", "react-dom", "svelte", "vite", "vue"]) {
  await symlink(join(top, "node_modules", name), join(somebody.folder, "node_modules", name));
}

after(async () => {
  await browser?.close();
  await somebody.remove();
  await packed.remove();
});

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** A shop: the built page, and a backend whose customer buys something between the first answer and the next. */
async function open(folder) {
  const response = await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json"), "utf8");
  let answers = 0;
  const server = createServer(async (request, answer) => {
    const { pathname } = new URL(request.url, "http://shop");
    if (pathname.startsWith("/loyalty/")) {
      const later = JSON.parse(response);
      if (answers++)
        later.data.targetGroups
          .find(({ name }) => name === "t1Fixed")
          .targets.find(({ periodRefCode }) => periodRefCode === "Cycle_5").targetAchievedValue = 500;
      answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(later));
      return;
    }
    const path = pathname === "/" ? "/index.html" : pathname;
    try {
      const body = await readFile(join(folder, path));
      answer.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(body);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Frameworks whose example Vite serves; Angular has tools of its own, and its example is tried by npm run places. */
const frameworks = (await readdir(join(top, "www/examples"))).filter((name) => name !== "angular");

/** A copy of an example, and settings of the test's own: where the React lies that it names, and that files above may be served. */
async function example(framework) {
  const root = join(somebody.folder, framework);
  await cp(join(top, "www/examples", framework), root, { recursive: true });
  const older = { react: join(consumers, "react-18"), "react-dom": join(consumers, "react-dom-18") };
  const server = { host: "127.0.0.1", fs: { allow: [somebody.folder, top] } };
  return { root, logLevel: "error", server, resolve: { alias: framework === "react-18" ? older : {} } };
}

for (const framework of frameworks) {
  const without = skip || (framework === "react-18" && missing);

  test(`${framework}: figures come, and news of them`, { skip: without }, async (t) => {
    const settings = await example(framework);
    await build({ ...settings, build: { target: "es2022", assetsInlineLimit: 0 } });
    const dist = join(settings.root, "dist");
    const assets = await readdir(join(dist, "assets"));
    assert.equal(assets.filter((name) => name.endsWith(".wasm")).length, 1, assets.join());
    const shop = await open(dist);
    t.after(shop.close);
    const { page, complaints } = await openPage(browser, shop.url);
    await page.waitForFunction(() => document.querySelector("milestreak-dashboard")?.state === "ready");
    const titles = await page.evaluate(() =>
      [...document.querySelector("milestreak-dashboard").shadowRoot.querySelectorAll('[part="title"]')].map(
        ({ textContent }) => textContent,
      ),
    );
    // Nothing is shown of groups that were over before the customer took part.
    assert.ok(titles.includes("t1Fixed") && titles.length === 6, titles.join());
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await page.waitForFunction(() => document.querySelector("p[role]").textContent !== "");
    assert.equal(await page.evaluate(() => document.querySelector("p[role]").textContent), "t1Fixed: 0 → 500");
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test(`${framework}: starts as it is, with a backend of its own`, { skip: without }, async (t) => {
    const settings = await example(framework);
    const manifest = JSON.parse(await readFile(join(settings.root, "package.json"), "utf8"));
    const { scripts, dependencies, devDependencies } = manifest;
    assert.deepEqual(scripts, { start: "vite", build: "vite build" });
    assert.ok(dependencies.milestreak && devDependencies.vite);
    const vite = await createViteServer(settings);
    t.after(() => vite.close());
    await vite.listen(0);
    const { page, complaints } = await openPage(browser, vite.resolvedUrls.local[0]);
    await page.waitForFunction(() => document.querySelector("milestreak-dashboard")?.state === "ready");
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await page.waitForFunction(() => document.querySelector("p[role]").textContent !== "");
    assert.match(await page.evaluate(() => document.querySelector("p[role]").textContent), /^\w+.*: \d+ → \d+$/);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

test("analytics: what the recipe tells Google Tag Manager, and what editors are told", { skip }, async (t) => {
  const { root } = await example("html");
  const recipe = documented("analytics.js");
  assert.ok(recipe.split("\n").length <= 16);
  await writeFile(join(root, "main.js"), `import "milestreak/elements";\n${recipe}`);
  await build({ root, logLevel: "error", build: { target: "es2022", assetsInlineLimit: 0 } });
  const shop = await open(join(root, "dist"));
  t.after(shop.close);
  const { page, complaints } = await openPage(browser, shop.url);
  await page.waitForFunction(() => document.querySelector("milestreak-dashboard")?.state === "ready");
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.waitForFunction(() => window.dataLayer.length > 0);
  assert.deepEqual(await page.evaluate(() => window.dataLayer), [
    { event: "milestreak_progressed", group: "t1Fixed", target: "t1Fixed", from: 0, to: 500 },
  ]);
  assert.deepEqual(complaints, []);
  await page.close();
  for (const [path] of Object.values(JSON.parse(documented(".vscode/settings.json"))))
    JSON.parse(await readFile(join(somebody.folder, path), "utf8"));
});

test("without a bundler, from another origin: modules, a language and the engine come from where the elements do", {
  skip,
}, async (t) => {
  const dist = join(somebody.folder, "node_modules/milestreak/dist");
  const asked = [];
  const elsewhere = createServer(async (request, answer) => {
    asked.push(request.url);
    const headers = { "access-control-allow-origin": "*", "content-type": TYPES[extname(request.url)] };
    answer.writeHead(200, headers).end(await readFile(join(dist, request.url)));
  });
  await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    elsewhere.closeAllConnections();
    elsewhere.close();
  });
  const folder = join(somebody.folder, "plain");
  await mkdir(folder);
  const page = (await readFile(join(top, "www/examples/html/index.html"), "utf8"))
    .replace("./main.js", `http://127.0.0.1:${elsewhere.address().port}/elements.js`)
    .replace('lang="en"', 'lang="ar"');
  await writeFile(join(folder, "index.html"), page);
  const shop = await open(folder);
  t.after(shop.close);
  const { page: opened, complaints } = await openPage(browser, shop.url);
  await opened.waitForFunction(() => document.querySelector("milestreak-dashboard")?.state === "ready");
  const heading = await opened.evaluate(
    () => document.querySelector("milestreak-dashboard").shadowRoot.querySelector('[part="heading"]').textContent,
  );
  assert.equal(heading, "تقدّمك");
  assert.deepEqual([...new Set(asked)].sort(), ["/elements.js", "/index.js", "/messages/ar.js", "/milestreak.wasm"]);
  assert.deepEqual(complaints, []);
  await opened.close();
});

test("the types: elements by name, properties, events with what they carry", async () => {
  const code = `
    import { Client, parse } from "milestreak";
    import { languages, type Messages, type MilestreakProgress, type Rank } from "milestreak/elements";
    import { MilestreakCalendar } from "milestreak/calendar";
    import { renderToString } from "milestreak/server";

    const element: MilestreakProgress = document.createElement("milestreak-progress");
    element.snapshot = parse("{}");
    element.data = element.snapshot.summary();
    element.client = new Client({ baseUrl: "https://shop.example/loyalty" });
    element.userId = "7";
    const rank: Rank = { rank: 12, of: 240, at: new Date() };
    element.rank = rank;
    const place: number | undefined = element.rank?.rank;
    const calendar: MilestreakCalendar = document.createElement("milestreak-calendar");
    calendar.now = Date.now() + (place ?? 0);
    const html: string = await renderToString("milestreak-calendar", { data: element.snapshot.summary(), attributes: { lang: "de" } });
    element.title = html;
    element.now = new Date();
    const state: "loading" | "ready" | "empty" | "error" = element.state;
    languages.fr = { ...languages.en, retry: "Réessayer" } satisfies Messages;
    document.querySelector("milestreak-dashboard")!.filter = "streaks";
    document.addEventListener("milestreak-target-achieved", ({ detail }) => {
      const type: "target-achieved" = detail.type;
      console.log(state, type, detail.goal?.toFixed());
    });
    element.addEventListener("milestreak-error", ({ detail }) => console.log(detail.code));
    // @ts-expect-error: there is no such filter
    document.querySelector("milestreak-dashboard")!.filter = "everything";
    // @ts-expect-error: state is not for setting
    element.state = "ready";
    // @ts-expect-error: a provider shows nothing
    await renderToString("milestreak-provider", { data: element.snapshot.summary() });
    // @ts-expect-error: texts only
    element.messages = { retry: 7 };
  `;
  await mkdir(join(somebody.folder, "typed"));
  await writeFile(join(somebody.folder, "typed/use.ts"), code);
  const options = [
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--lib",
    "es2022,dom,esnext.disposable",
  ];
  const compile = promisify(execFile)(
    process.execPath,
    [join(top, "node_modules/typescript/bin/tsc"), ...options, "typed/use.ts"],
    { cwd: somebody.folder },
  );
  const { stdout } = await compile.catch((error) => error);
  // What a page writes with the elements, and what they declare themselves.
  assert.deepEqual(
    stdout.split("\n").filter((line) => /typed\/use|types\/src\/(elements|calendar|server)/.test(line)),
    [],
  );
});
