import assert from "node:assert/strict";
import { documented } from "../documented.mjs";

const OK = "ok 40 ok 40";

/** The documented settings of Vite, with what makes it SvelteKit. */
const config = (vite) => `import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";

${vite.replace("{ ", "{ plugins: [sveltekit({ adapter: adapter() })], ")}`;

export default [
  {
    place: "SvelteKit",
    version: "@sveltejs/kit",
    ran: "adapter-node with the package among dependencies, the development server, a watch as a store, svelte-check of the elements' types",
    async run(at) {
      // Dependencies stay outside of the bundle that adapter-node makes; devDependencies go into it, and leave the file behind.
      const manifest = JSON.parse(await at.read("package.json"));
      await at.write("package.json", JSON.stringify({ ...manifest, dependencies: { milestreak: "*" } }));
      await at.write("vite.config.js", config(documented("vite.config.js")));
      assert.match(await at.run("svelte-check", ["--tsconfig", "tsconfig.json"]), /0 ERRORS|0 errors/);
      await at.run("vite", ["build"]);
      assert.equal(await at.titleOf(await at.start("node", ["build/index.js"], { PORT: "0", HOST: "127.0.0.1" })), OK);
      await at.close();
      assert.equal(await at.titleOf(await at.start("vite", ["dev", "--port", "0"])), OK);
    },
  },
  {
    place: "SvelteKit",
    version: "@sveltejs/kit",
    ran: "adapter-node with the package among devDependencies",
    says: "on the server: there is no file …",
    async run(at) {
      const manifest = JSON.parse(await at.read("package.json"));
      delete manifest.dependencies;
      await at.write("package.json", JSON.stringify(manifest));
      await at.write("vite.config.js", config("export default { };"));
      await at.run("vite", ["build"]);
      const title = await at.titleOf(await at.start("node", ["build/index.js"], { PORT: "0", HOST: "127.0.0.1" }));
      assert.match(
        title,
        /^ok 40 failed MilestreakError not-initialized: .*there is no file .*milestreak\.wasm.*milestreak\/inline/,
      );
    },
  },
];
