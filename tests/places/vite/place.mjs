import assert from "node:assert/strict";
import { documented } from "../documented.mjs";

const OK = "ok 40 ready";

const run = (vite) => async (at) => {
  const program = `${vite}/bin/vite.js`;
  // Without the line that is documented its development server moves the code away from the file.
  await at.remove("vite.config.js");
  const bare = await at.titleOf(
    await at.start(process.execPath, [at.path("node_modules", program), "--port", "0", "--force"]),
    { mayComplain: true },
  );
  await at.close();
  assert.match(bare, /HTML came from .*optimizeDeps: \{ exclude: \["milestreak"\] \}/);
  await at.write("vite.config.js", documented("vite.config.js"));
  const title = await at.titleOf(
    await at.start(process.execPath, [at.path("node_modules", program), "--port", "0", "--force"]),
  );
  assert.equal(title, OK);
  await at.run(process.execPath, [at.path("node_modules", program), "build"]);
  assert.equal(await at.titleOf(await at.serve("dist")), OK);
};

export default ["vite-5", "vite-6", "vite-7"].map((name) => ({
  place: "Vite",
  version: name,
  ran: "development server without and with `optimizeDeps.exclude`, build",
  says: "without it: HTML came from …",
  run: run(name),
}));
