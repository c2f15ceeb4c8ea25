import assert from "node:assert/strict";
import { documented } from "../documented.mjs";

const run = (environment) => async (at) => {
  await at.write("jest.config.js", documented("jest.config.js").replace('"jsdom"', JSON.stringify(environment)));
  const output = await at.run(
    process.execPath,
    ["--experimental-vm-modules", at.path("node_modules/jest/bin/jest.js"), "-i", "--no-cache"],
    {
      more: { NODE_NO_WARNINGS: "1" },
    },
  );
  assert.match(output, /Tests: .*\d+ passed/);
};

export default ["node", "jsdom", "@happy-dom/jest-environment"].map((environment) => ({
  place: "Jest",
  version: "jest",
  ran: `environment ${environment.replace("@happy-dom/jest-environment", "happy-dom")}, with fake clocks, a polyfilled fetch and elements`,
  run: run(environment),
}));
