// A visit to the demo's programme for tests, with a clock that stands still unless it is moved.

import assert from "node:assert/strict";
import { init, parse, parseCatalog } from "../../pkg/dist/node.js";
import { ACTIONS } from "../../www/programme/till.js";
import { Programme } from "../../www/programme/service.js";

await init();

export const [ASHA, BEN, NOOR] = [700000101, 700000102, 700000103];
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function visit(timeZone = "Europe/Berlin") {
  const programme = new Programme(() => 1_000);
  const ask = (method, path, input, search = "") =>
    programme.answer({
      method,
      pathname: `/visits/test${path}`,
      search,
      headers: { "data-scope": "SELF" },
      body: JSON.stringify(input),
    });
  const post = async (path, input) => {
    const { status, body } = await ask("POST", path, input);
    return { status, ...JSON.parse(body) };
  };
  const get = (user, search = "?includeInactive=true") =>
    ask("GET", `/api_gateway/intouch-api-v3/v3.1/users/${user}/targetGroups`, undefined, search);
  const list = () => ask("GET", "/v3/targetGroups");
  /** What milestreak reads of the answer, joined with the list. */
  async function snapshot(user) {
    const { body, headers } = await get(user);
    const read = parse(body, { allCycles: true });
    assert.deepEqual(read.issues, []);
    const joined = read.withCatalog(parseCatalog((await list()).body));
    return { snapshot: joined, now: Date.parse(headers.date) };
  }
  return {
    get,
    list,
    snapshot,
    set: (input) => post("", input),
    /** Something done in the shop: by its name at the till, or as it is posted. */
    act: (user, action) => post(`/shoppers/${user}`, ACTIONS[action] ?? action),
    rank: async (user) => JSON.parse((await ask("GET", `/shoppers/${user}`)).body).rank,
    state: async () => JSON.parse((await ask("GET", "")).body),
    /** The rows of the answer about a user, of one group. */
    async rows(user, name, search) {
      const { data } = JSON.parse((await get(user, search)).body);
      return data.targetGroups.find((group) => group.name === name)?.targets;
    },
    async group(user, name, zone = timeZone) {
      const { snapshot: read, now } = await snapshot(user);
      const { groups } = read.summary({ now, timeZone: zone });
      return groups.find((group) => group.name === name);
    },
  };
}
