// What is tried with each Next.js that is not among the bundlers of npm test.

import assert from "node:assert/strict";

const OK = "ok 40 ok 40";

export const next = () => [
  {
    place: "Next.js",
    version: "next",
    ran: "a page rendered by the server with `milestreak/inline`, `milestreak/react` hydrated, an edge function; `milestreak` on the server",
    says: "`milestreak` on the server: there is no file …",
    async run(at) {
      await at.remove(".next");
      await at.run("next", ["build"]);
      const address = await at.start("next", ["start", "-p", "0"]);
      // The first request, before anything has started the engine.
      assert.match(
        await (await fetch(address)).text(),
        /id="bare">the engine did not start: .*(external|bundled).*milestreak\/inline/,
      );
      assert.equal(await at.titleOf(address), OK);
      assert.equal(await (await fetch(`${address}/edge`)).text(), "ok 40");
    },
  },
  {
    place: "Next.js",
    version: "next",
    ran: "development server",
    async run(at) {
      await at.remove(".next");
      assert.equal(await at.titleOf(await at.start("next", ["dev", "-p", "0"])), OK);
    },
  },
];
