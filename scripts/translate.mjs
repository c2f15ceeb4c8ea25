// npm run translate -- fr: every text of the elements in context, beside the same in a language: one that is built in, or a new one.

import { setUp } from "./setup.mjs";

await setUp({ forTests: false });
// Not before the set-up: it needs npm packages.
const { buildPackage } = await import("./build.mjs");
await buildPackage();
const { serve } = await import("../www/server/server.mjs");
const { origin } = await serve();
const [language = "de"] = process.argv.slice(2);
console.log(`\nThe texts are at ${origin}/tests/page/pages/translate.html#${language}\nStop it with Ctrl-C.`);
