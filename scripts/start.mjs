// npm start: set-up if needed, build, serve the demo.

import { setUp } from "./setup.mjs";

await setUp({ forTests: false });
// Not before the set-up: it needs npm packages.
const { buildPackage } = await import("./build.mjs");
await buildPackage();
const { serve } = await import("../www/server/server.mjs");
const { origin } = await serve(Number(process.env.PORT ?? 8080)).catch((error) => {
  if (error.code !== "EADDRINUSE" || process.env.PORT) throw error;
  return serve(0);
});
console.log(`\nThe demo is at ${origin}\nStop it with Ctrl-C.`);
