import assert from "node:assert/strict";
import { documented } from "../documented.mjs";

/** One Vitest in one environment; the config is what makes the difference. */
const run = (vitest, environment, jsdom) => async (at) => {
  // Each environment is looked for by its own name.
  await at.run("sh", ["-c", `rm -rf node_modules/jsdom && cp -r node_modules/${jsdom} node_modules/jsdom`]);
  await at.run("sh", ["-c", `rm -rf node_modules/vitest && cp -r node_modules/${vitest} node_modules/vitest`]);
  await at.write(
    "vitest.config.js",
    `export default { test: { environment: "${environment}", include: ["*.test.js"] } };\n`,
  );
  for (const recipe of ["coffee.test.js", "msw.test.js"]) await at.write(recipe, documented(recipe));
  const output = await at.run(process.execPath, [at.path("node_modules/vitest/vitest.mjs"), "run"]);
  assert.match(output, /Test Files +3 passed/);
  assert.doesNotMatch(output, /Unhandled|Error:/);
};

export default ["vitest-2", "vitest-3", "vitest-4"].flatMap((vitest) =>
  [
    ["node", "jsdom-latest", ""],
    ["jsdom", "jsdom-26", "26"],
    ["jsdom", "jsdom-latest", ""],
    ["happy-dom", "jsdom-latest", ""],
  ].map(([environment, jsdom, which]) => ({
    place: "Vitest",
    version: vitest,
    ran: `environment ${environment}${which && ` ${which}`}, with msw, fake clocks and elements`,
    run: run(vitest, environment, jsdom),
  })),
);
