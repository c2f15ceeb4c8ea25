// Where responses come from: the mock API and files.

import { Client, parse } from "../pkg/index.js";
import { RECORDINGS } from "../programme/recordings.js";

/** An address beside the page, wherever that is. */
const beside = (path) => new URL(path, document.baseURI).href;

// The credentials of the mock API, secrets of nothing. A shop's page has none: it asks its own backend, with `auth: { type: "none" }`.
const TOKEN = "demo-token";
const EVERYTHING = { includeInactive: true, includeInactiveTargets: true };

async function bytesOf(path, headers = {}) {
  const response = await fetch(beside(path), { headers }).catch((cause) => {
    throw Object.assign(new Error("Is it running, and is this device online?", { cause }), { code: "network" });
  });
  return new Uint8Array(await response.arrayBuffer());
}

/** A recorded answer. The client would take it for one of today; so the page reads it itself, and says when it was received. */
function recording({ slug, name, userId, at }) {
  const path = `api_gateway/intouch-api-v3/v3.1/users/${userId}/targetGroups?${new URLSearchParams(EVERYTHING)}`;
  const raw = () => bytesOf(path, { authorization: `Bearer ${TOKEN}`, "data-scope": "SELF" });
  const load = async () => parse(await raw(), { allCycles: true, receivedAt: at });
  return { group: "A customer", slug, name, load, raw, at };
}

/** A customer whom the API does not know, asked for as a page does. */
const stranger = () => {
  const auth = { type: "bearer", token: TOKEN };
  return new Client({ baseUrl: beside("."), auth, dataScope: "SELF" }).targetGroups(1, EVERYTHING);
};

const file = (name) => ({ load: () => bytesOf(`fixtures/${name}`) });

const list = (slug, name, fileName, at) => ({
  group: "An organisation's target groups",
  slug,
  name,
  ...file(fileName),
  at: Date.parse(at),
});

const failure = (slug, name, fileName) => ({ group: "What goes wrong", slug, name, ...file(fileName) });

/**
 * What can be chosen: its name in the address and for people, how to get it, and the instant it was recorded: of a list, its latest stamp.
 */
export const SOURCES = [
  ...RECORDINGS.map(recording),
  list("list", "96 groups, six of them with several targets", "catalog-target-groups.json", "2025-06-19T10:31:36Z"),
  list("all-milestones", "All milestones", "catalog-all-milestones.json", "2024-04-02T05:05:16Z"),
  list("audience-filter", "For an audience", "catalog-audience-filter.json", "2024-07-31T11:32:44Z"),
  list("user-created", "Created by a customer", "catalog-one-user-created.json", "2024-08-26T13:08:58+05:30"),
  list("definition", "One definition, alone", "definition-alone.json", "2021-11-17T06:02:54Z"),
  { group: "What goes wrong", slug: "nobody", name: "A customer who is not there", load: stranger },
  failure("invalid-user", "The API's error: invalid user", "error-invalid-user.json"),
  failure("not-enrolled", "The API's error: not enrolled", "error-not-enrolled.json"),
  failure("channels", "A list of channels", "not-definitions-channels.json"),
  failure("events", "A list of events", "not-definitions-events.json"),
  failure("periods", "A list of periods", "not-definitions-periods.json"),
  failure("dots", "A sample abridged with dots", "catalog-leaderboard.not-json.txt"),
  failure("headless", "A sample without its beginning", "catalog-user-created.not-json.txt"),
  failure("no-break-spaces", "A sample indented with no-break spaces", "catalog-all-milestones.nbsp.txt"),
];
