// A plain server for tests: what it answers is a function of the path.

import { createServer } from "node:http";
import { extname } from "node:path";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** `answer` gives body and headers for a path; where it gives nothing or throws, there is nothing. */
export async function serve(answer) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = pathname === "/" ? "/index.html" : pathname;
    const found = await Promise.resolve(path)
      .then(answer)
      .catch(() => undefined);
    if (!found) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(path)], ...found.headers }).end(found.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
