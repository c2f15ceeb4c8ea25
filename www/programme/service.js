// The living programme as a service: visits with a clock, a time zone, a server and a network of their own; what the shoppers of a
// visit do; and the API that says how they stand. It knows neither Node nor a page, and runs in both.
//
// All of it is under `/visits/<visit>`, where a visit is any name that the page thinks of:
//
//   GET  /                      the visit: its settings, its time, its shoppers
//   POST /                      changes it: { "advanceMs" } or { "now" }, { "timeZone" }, { "serverZone" }, { "isoTwins" }, { "fault" }
//   GET  /shoppers/<id>         where a shopper stands in the sprint: what the shop's backend knows and the API does not say
//   POST /shoppers/<id>         something done in the shop, as in `{ "type": "purchase", "channel": "store", "amount": 40, "items": 2 }`
//   GET  /…/users/<id>/targetGroups   the API about a user, in any of its versions
//   GET  /…/v3/targetGroups           the API's list of all groups

import { dayOf } from "./calendar.js";
import { GROUPS, OPENS_AT, SHOPPERS } from "./definition.js";
import { progressOf, refusal } from "./engine.js";
import { rankOf } from "./leaderboard.js";
import { listResponse } from "./list.js";
import { SPRINT } from "./till.js";
import { userResponse } from "./wire.js";

/** What the network, or the server, can be made to do to the API. The till always works. */
export const FAULTS = ["none", "slow", "error", "offline", "malformed", "odd-amount"];

/** Where the API's server can stand. */
export const SERVER_ZONES = ["UTC", "Asia/Kolkata"];

/** How slow a slow answer is. */
const SLOW_MS = 3_000;

const ROUTE =
  /^\/visits\/([\w-]{1,64})(?:\/(?:shoppers\/(\d+)|(?:.*\/)?(v3|v3\.1)\/users\/(\d+)\/targetGroups|(?:.*\/)?v3\/(targetGroups)))?$/;

/** More visits than this are not kept: those that were quiet for longest begin anew. */
const MOST_VISITS = 500;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const answer = (now, status, body) => ({
  status,
  body,
  headers: { "content-type": "application/json", "cache-control": "no-store", date: new Date(now).toUTCString() },
});

const isAmount = (value) => Number.isFinite(value) && value > 0 && value <= 1e6;

class Visit {
  /** The shoppers' pasts, by id. */
  #pasts = new Map(SHOPPERS.map(({ id, past }) => [id, past]));
  #offset;
  #clock;
  timeZone = "Europe/Berlin";
  serverZone = "UTC";
  isoTwins = false;
  fault = "none";

  constructor(clock) {
    this.#clock = clock;
    this.#offset = OPENS_AT - clock();
  }

  /** The programme's clock. It goes as fast as any, from when it was last set. */
  get now() {
    return this.#clock() + this.#offset;
  }

  shopper(id) {
    const shopper = SHOPPERS.find((one) => one.id === Number(id));
    return shopper && { ...shopper, past: this.#pasts.get(shopper.id) };
  }

  get state() {
    const { now, timeZone, serverZone, isoTwins, fault } = this;
    const shoppers = SHOPPERS.map(({ id, name, about }) => {
      const enrolled = progressOf(GROUPS, this.shopper(id), now, timeZone).filter(({ isEnrolled }) => isEnrolled);
      return { id, name, about, enrolledIn: enrolled.map(({ group }) => group.id) };
    });
    return { now, timeZone, serverZone, isoTwins, fault, shoppers };
  }

  /** Takes settings; says what is wrong with them if something is. Time does not go back: what was done stays done. */
  change({
    advanceMs = 0,
    now = this.now + advanceMs,
    timeZone = this.timeZone,
    serverZone = this.serverZone,
    isoTwins = this.isoTwins,
    fault = this.fault,
  }) {
    if (!Number.isFinite(now) || now < this.now - 1000 || now > OPENS_AT + 1e11)
      return "The clock cannot be set to that.";
    if (!FAULTS.includes(fault)) return "There is no such fault.";
    if (!SERVER_ZONES.includes(serverZone)) return "No server stands there.";
    try {
      dayOf(now, timeZone);
    } catch {
      return "There is no such time zone.";
    }
    this.#offset = now - this.#clock();
    Object.assign(this, { timeZone, serverZone, isoTwins: Boolean(isoTwins), fault });
    return undefined;
  }

  /** Takes something that a shopper does now; says why not if it cannot be done. */
  act(shopper, { type, channel = "store", amount = 0, items = 0, groupId }) {
    if (type === "purchase" && !(isAmount(amount) && isAmount(items)))
      return "Amount and items must be more than nothing.";
    const action = { type, channel, amount, items, groupId, at: Math.floor(this.now) };
    const reason = refusal(GROUPS, shopper.past, action, this.timeZone);
    if (reason === undefined) this.#pasts.set(shopper.id, [...shopper.past, action]);
    return reason;
  }

  /** A shopper's rank in the sprint; null for those who do not take part. */
  rank(shopper) {
    const sprint = progressOf(GROUPS, shopper, this.now, this.timeZone).find(({ group }) => group.id === SPRINT);
    const running = sprint?.isEnrolled && sprint.targets[0].cycles.find(({ isOver }) => !isOver);
    return running ? { ...rankOf(running.achieved), at: Math.floor(this.now) } : null;
  }

  userResponse(shopper, query) {
    const { now, timeZone } = this;
    const asked = { all: query.get("includeInactive") === "true", targetRuleId: query.get("targetRuleId") };
    return userResponse(shopper, progressOf(GROUPS, shopper, now, timeZone), this, asked);
  }

  listResponse() {
    const { now, timeZone, serverZone } = this;
    return listResponse(GROUPS, { timeZone, serverZone, today: dayOf(now, timeZone) });
  }
}

/** What a fault makes of a good answer. */
const DAMAGE = {
  // As from a gateway that gave up in the middle.
  malformed: (body) => body.slice(0, body.length * 0.6),
  // As from a server that formats a figure for people.
  "odd-amount": (body) => body.replace(/("targetAchievedValue":)([\d.-]+)(,"targetName":"Ten items")/, '$1"1,00$2"$3'),
};

export class Programme {
  #visits = new Map();
  #clock;

  /** @param clock the time, in epoch milliseconds */
  constructor(clock = Date.now) {
    this.#clock = clock;
  }

  /**
   * The answer to a request; nothing if it is for somebody else.
   *
   * @param headers their names in lower case
   * @returns `status`, `headers` and `body` (text), or `isReset`: there is no answer, and no connection any more
   */
  async answer({ method, pathname, search, headers, body }) {
    const route = ROUTE.exec(pathname);
    if (!route) return undefined;
    const [, name, shopperId, version, userId, list] = route;
    const visit = this.#visit(name);
    if (userId !== undefined || list !== undefined) {
      return this.#api(visit, { method, userId, version, search, headers });
    }
    const reply = (status, value) => answer(visit.now, status, JSON.stringify(value));
    const shopper = visit.shopper(shopperId);
    if (shopperId !== undefined && !shopper) return reply(404, { message: "There is no such shopper." });
    if (method === "GET") return reply(200, shopper ? { rank: visit.rank(shopper) } : visit.state);
    if (method !== "POST") return reply(405, { message: "This can be asked or posted." });
    let input;
    try {
      input = Object(JSON.parse(body));
    } catch {
      return reply(400, { message: "This is not JSON." });
    }
    const problem = shopper ? visit.act(shopper, input) : visit.change(input);
    return problem === undefined ? reply(200, visit.state) : reply(409, { message: problem });
  }

  #visit(name) {
    const visit = this.#visits.get(name) ?? new Visit(this.#clock);
    this.#visits.delete(name);
    this.#visits.set(name, visit);
    if (this.#visits.size > MOST_VISITS) this.#visits.delete(this.#visits.keys().next().value);
    return visit;
  }

  /** The API: about a user, or the list of all groups when no user is meant. */
  async #api(visit, { method, userId, version, search, headers }) {
    const failure = (status, code, message) =>
      answer(visit.now, status, JSON.stringify({ errors: [{ status: false, code, message }], warnings: null }));
    if (visit.fault === "offline") return { isReset: true };
    if (visit.fault === "slow") await wait(SLOW_MS);
    if (visit.fault === "error") return failure(500, 500, "Something is wrong on our side");
    if (method !== "GET") return failure(405, 405, "Method not allowed");
    if (version === "v3.1" && !["SELF", "OTHER", "ALL"].includes(headers["data-scope"]))
      return answer(visit.now, 400, "{}");
    if (userId === undefined) return answer(visit.now, 200, JSON.stringify(visit.listResponse()));
    const shopper = visit.shopper(userId);
    if (!shopper) return failure(404, 8015, "Customer not found for the given id");
    const body = JSON.stringify(visit.userResponse(shopper, new URLSearchParams(search)));
    return answer(visit.now, 200, DAMAGE[visit.fault]?.(body) ?? body);
  }
}
