import assert from "node:assert/strict";
import { documented } from "../documented.mjs";

const OK = "ok 40 ready ok 40";

export default [
  {
    place: "Astro",
    version: "astro",
    ran: "a page rendered by the server of @astrojs/node, the development server",
    async run(at) {
      const vite = documented("vite.config.js").replace(/^export default |;\s*$/g, "");
      const config = (more) =>
        `import node from "@astrojs/node";\n\nexport default { output: "server", adapter: node({ mode: "standalone" }), vite: { ...${vite}, ${more} } };\n`;
      // Left outside of the server's bundle, as dependencies are in other frameworks.
      await at.write("astro.config.mjs", config('ssr: { external: ["milestreak"] }'));
      await at.run("astro", ["build"]);
      assert.equal(
        await at.titleOf(await at.start(process.execPath, ["dist/server/entry.mjs"], { PORT: "0", HOST: "127.0.0.1" })),
        OK,
      );
      await at.close();
      assert.equal(await at.titleOf(await at.start("astro", ["dev", "--port", "0"])), OK);
    },
  },
];
