import assert from "node:assert/strict";
import { browsers } from "../../../scripts/browsers.mjs";
import { documented } from "../documented.mjs";

const { binary, arguments: args } = browsers().chromium;

export default [
  {
    place: "@web/test-runner",
    version: "@web/test-runner",
    ran: "figures and elements in Chromium",
    async run(at) {
      await at.write(
        "web-test-runner.config.mjs",
        `import { chromeLauncher } from "@web/test-runner-chrome";

export default {
  files: "*.test.js",
  nodeResolve: true,
  browsers: [chromeLauncher({ launchOptions: { executablePath: ${JSON.stringify(binary)}, args: ${JSON.stringify(args)} } })],
};
`,
      );
      assert.match(await at.run("wtr", []), /2 passed, 0 failed/);
    },
  },
  {
    place: "Playwright",
    version: "@playwright/test",
    ran: "the recipe: a page whose network answers with a made response",
    async run(at) {
      await at.write(
        "index.html",
        `<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,"><script type="module" src="./node_modules/milestreak/dist/elements.js"></script>
<milestreak-provider src="/loyalty" user-id="7"><milestreak-progress group="Coffee"></milestreak-progress></milestreak-provider></html>`,
      );
      await at.write("shop.spec.js", documented("shop.spec.js"));
      const use = { baseURL: await at.serve("."), launchOptions: { executablePath: binary, args } };
      await at.write(
        "playwright.config.js",
        `export default { testMatch: "*.spec.js", use: ${JSON.stringify(use)} };\n`,
      );
      assert.match(await at.run("playwright", ["test"]), /1 passed/);
    },
  },
];
