// Where responses come from: the mock API, through the package's client, and files.

import { Client } from "../pkg/index.js";

/** An address beside the page, wherever that is. */
const beside = (path) => new URL(path, document.baseURI).href;

const client = new Client({
  baseUrl: beside("."),
  // The credentials of the mock API, secrets of nothing. A shop's page has none: it asks its own backend, with `auth: { type: "none" }`.
  auth: { type: "bearer", token: "demo-token" },
  dataScope: "SELF",
});

const user = (id) => () => client.targetGroups(id, { includeInactive: true, includeInactiveTargets: true });
/** The same answer as it came, for those who want to see it. */
const answer = (id) => async () => {
  const url = beside(
    `api_gateway/intouch-api-v3/v3.1/users/${id}/targetGroups?includeInactive=true&includeInactiveTargets=true`,
  );
  return new Uint8Array(
    await (await fetch(url, { headers: { authorization: "Bearer demo-token", "data-scope": "SELF" } })).arrayBuffer(),
  );
};
const file = (name) => async () => new Uint8Array(await (await fetch(beside(`fixtures/${name}`))).arrayBuffer());

/** What can be chosen: a name, how to get it, and the instant it was recorded. */
export const SOURCES = [
  {
    group: "From the API",
    name: "Customer 347286146: every kind of group",
    load: user(347286146),
    raw: answer(347286146),
    at: Date.parse("2024-08-30T09:21:43.744Z"),
  },
  {
    group: "From the API",
    name: "Customer 566135941: far over the target",
    load: user(566135941),
    raw: answer(566135941),
    at: Date.parse("2025-09-29T11:45:56Z"),
  },
  { group: "From the API", name: "A customer who is not there", load: user(1) },
  {
    group: "Recorded lists of an organisation",
    name: "All milestones",
    load: file("catalog-all-milestones.json"),
    at: Date.parse("2024-08-30T00:00:00Z"),
  },
  {
    group: "Recorded lists of an organisation",
    name: "Audience filter",
    load: file("catalog-audience-filter.json"),
    at: Date.parse("2024-08-30T00:00:00Z"),
  },
  {
    group: "Samples that are not JSON",
    name: "Leaderboard, abridged with dots",
    load: file("catalog-leaderboard.not-json.txt"),
  },
  {
    group: "Samples that are not JSON",
    name: "User-created, its beginning missing",
    load: file("catalog-user-created.not-json.txt"),
  },
  {
    group: "Samples that are not JSON",
    name: "All milestones, indented with no-break spaces",
    load: file("catalog-all-milestones.nbsp.txt"),
  },
];
