import assert from "node:assert/strict";
import { documented } from "../documented.mjs";

const OK = "ok 40 ok 40";

export default [
  {
    place: "Nuxt",
    version: "nuxt",
    ran: "a page rendered by the server, a client in a `ref`, the development server",
    async run(at) {
      const vite = documented("vite.config.js").replace(/^export default |;\s*$/g, "");
      await at.write(
        "nuxt.config.ts",
        `export default { compatibilityDate: "2026-01-01", vite: ${vite}, vue: { compilerOptions: { isCustomElement: (tag: string) => tag.startsWith("milestreak-") } }, app: { head: { title: "app", link: [{ rel: "icon", href: "data:," }] } } };\n`,
      );
      await at.run("nuxt", ["build"]);
      assert.equal(
        await at.titleOf(
          await at.start(process.execPath, [".output/server/index.mjs"], { PORT: "0", HOST: "127.0.0.1" }),
        ),
        OK,
      );
      await at.close();
      assert.equal(await at.titleOf(await at.start("nuxt", ["dev", "--port", "0"])), OK);
    },
  },
];
