// The demo without a server: what a page asks the shop or the API is answered in the page, by the same code as on the server.
// `npm run build:demo` puts this before the pages' own scripts, which do not know of it.

import { answer } from "./programme/mock-api.js";
import { Programme } from "./programme/service.js";

const { fetch } = globalThis;
const base = new URL(".", document.baseURI);
const programme = new Programme();
const recording = async (name) => (await fetch(new URL(`fixtures/${name}`, base))).json();

globalThis.fetch = async (...call) => {
  const { href, pathname, search } = new URL(call[0].url ?? call[0], base);
  if (!href.startsWith(`${base.href}visits/`) && !href.startsWith(`${base.href}api_gateway/`)) return fetch(...call);
  const request = new Request(...call);
  const { method } = request;
  const asked = {
    method,
    pathname: pathname.slice(base.pathname.length - 1),
    search,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  };
  const lived = await programme.answer(asked);
  if (lived?.isReset) throw new TypeError("Failed to fetch");
  if (lived) return new Response(lived.body, lived);
  const { status, body } = (await answer(asked, recording)) ?? { status: 404, body: {} };
  return new Response(JSON.stringify(body), { status });
};
