import assert from "node:assert/strict";
import { documented } from "../documented.mjs";

const OK = "ok 40 4";

/** The page's start, with the entry that is tried. */
const main = (
  entry,
  zone,
) => `import { ${zone ? "provideZoneChangeDetection" : "provideZonelessChangeDetection"} as detection } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { init } from "${entry}";
import { App } from "./app";

init().then(
  () => bootstrapApplication(App, { providers: [detection()] }),
  (error) => (document.title = \`failed \${error.name} \${error.code}: \${error.message}\`),
);
`;

async function build(at, configuration) {
  await at.remove("dist", ".angular");
  await at.run("ng", ["build", ...(configuration ? ["--configuration", configuration] : [])]);
  return "dist/shop/browser";
}

export default [
  {
    place: "Angular",
    version: "@angular/core",
    ran: "`ng build`, zoneless, `milestreak/inline`",
    async run(at) {
      await at.write("src/main.ts", documented("src/main.ts"));
      assert.equal(await at.titleOf(await at.serve(await build(at), { fallback: true })), OK);
    },
  },
  {
    place: "Angular",
    version: "@angular/core",
    ran: "`ng build`, with zone.js, the file among the assets; without the file",
    says: "without it: HTML came from …",
    async run(at) {
      await at.write("src/main.ts", main("milestreak", true));
      const without = await at.titleOf(await at.serve(await build(at, "zone"), { fallback: true }), {
        mayComplain: true,
      });
      assert.match(without, /^failed MilestreakError not-initialized: .*HTML came from .*milestreak\/inline/);
      const config = JSON.parse(await at.read("angular.json"));
      const own = JSON.stringify(config);
      config.projects.shop.architect.build.options.assets = JSON.parse(documented("angular.json")).assets;
      await at.write("angular.json", JSON.stringify(config));
      try {
        assert.equal(await at.titleOf(await at.serve(await build(at, "zone"), { fallback: true })), OK);
      } finally {
        await at.write("angular.json", own);
      }
    },
  },
  {
    place: "Angular",
    version: "@angular/core",
    // With its cache, which it does not use where CI is set: without, it bundles as `ng build` does.
    ran: "`ng serve`",
    async run(at) {
      await at.write("src/main.ts", main("milestreak", false));
      assert.equal(await at.titleOf(await at.start("ng", ["serve", "--port", "0"], { CI: undefined })), OK);
    },
  },
];
