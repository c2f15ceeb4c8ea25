// npm start: set-up if needed, build, serve the demo on recorded responses.

import { buildPackage } from "./build.mjs";
import { setUp } from "./setup.mjs";

await setUp({ browsers: false });
await buildPackage();
const { serve } = await import("../www/server/server.mjs");
const wanted = Number(process.env.PORT ?? 8080);
const { origin } = await serve(wanted).catch((error) => {
  if (error.code !== "EADDRINUSE" || process.env.PORT) throw error;
  return serve(0);
});
console.log(`\nThe demo is at ${origin}\nStop it with Ctrl-C.`);
