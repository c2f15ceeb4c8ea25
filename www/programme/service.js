// The living programme as a service: visits with a clock, a time zone and a network of their own, what the shoppers of a visit
// do, and the API that says where they stand. It knows neither Node nor a page, and runs in both.
//
// All of it is under `/visits/<visit>`, where a visit is any name that the page thinks of:
//
//   GET  /                      the visit: time, zone, fault, shoppers
//   POST /                      changes it: { "advanceMs" } or { "now" }, { "timeZone" }, { "fault" }
//   POST /shoppers/<id>         something done at the till, as in `{ "type": "purchase", "amount": 40, "items": 2 }`
//   GET  /…/users/<id>/targetGroups   the API, in any of its versions

import { dayOf } from "./calendar.js";
import { GROUPS, OPENS_AT, SHOPPERS } from "./definition.js";
import { refusal, standing } from "./engine.js";
import { response } from "./wire.js";

/** What the network can be made to do to the API. The till always works. */
export const FAULTS = ["none", "slow", "error", "offline", "malformed"];

/** How slow a slow answer is. */
const SLOW_MS = 3_000;

const ROUTE = /^\/visits\/([\w-]{1,64})(?:\/(shoppers\/(\d+)|(?:.*\/)?(v3|v3\.1)\/users\/(\d+)\/targetGroups))?$/;

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
  /** The shopper's pasts, by id. */
  #pasts = new Map(SHOPPERS.map(({ id, past }) => [id, past]));
  #offset;
  #clock;
  timeZone = "Europe/Berlin";
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
    const { now, timeZone, fault } = this;
    const shoppers = SHOPPERS.map(({ id, name, about }) => {
      const enrolled = standing(GROUPS, this.shopper(id), now, timeZone).filter(({ isEnrolled }) => isEnrolled);
      return { id, name, about, enrolledIn: enrolled.map(({ group }) => group.id) };
    });
    return { now, timeZone, fault, shoppers };
  }

  /** Takes settings; says what is wrong with them if something is. Time does not go back: what was done stays done. */
  change({ advanceMs = 0, now = this.now + advanceMs, timeZone = this.timeZone, fault = this.fault }) {
    if (!Number.isFinite(now) || now < this.now - 1000 || now > OPENS_AT + 1e11)
      return "The clock cannot be set to that.";
    if (!FAULTS.includes(fault)) return "There is no such fault.";
    try {
      dayOf(now, timeZone);
    } catch {
      return "There is no such time zone.";
    }
    this.#offset = now - this.#clock();
    Object.assign(this, { timeZone, fault });
    return undefined;
  }

  /** Takes something that a shopper does now; says why not if it cannot be done. */
  act(shopper, { type, amount = 0, items = 0, groupId }) {
    if (["purchase", "return"].includes(type) && !(isAmount(amount) && isAmount(items)))
      return "Amount and items must be more than nothing.";
    const action = { type, amount, items, groupId, at: Math.floor(this.now) };
    const reason = refusal(GROUPS, shopper.past, action, this.timeZone);
    if (reason === undefined) this.#pasts.set(shopper.id, [...shopper.past, action]);
    return reason;
  }
}

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
    const [, name, , shopperId, version, userId] = route;
    const visit = this.#visit(name);
    if (userId !== undefined) return this.#targetGroups(visit, { method, userId, version, search, headers });
    let problem;
    if (method === "POST") {
      let input;
      try {
        input = Object(JSON.parse(body));
      } catch {
        return answer(visit.now, 400, JSON.stringify({ message: "This is not JSON." }));
      }
      const shopper = visit.shopper(shopperId);
      if (shopperId !== undefined && !shopper)
        return answer(visit.now, 404, JSON.stringify({ message: "There is no such shopper." }));
      problem = shopper ? visit.act(shopper, input) : visit.change(input);
    } else if (method !== "GET" || shopperId !== undefined) problem = "This can only be posted.";
    return problem === undefined
      ? answer(visit.now, 200, JSON.stringify(visit.state))
      : answer(visit.now, 409, JSON.stringify({ message: problem }));
  }

  #visit(name) {
    const visit = this.#visits.get(name) ?? new Visit(this.#clock);
    this.#visits.delete(name);
    this.#visits.set(name, visit);
    if (this.#visits.size > MOST_VISITS) this.#visits.delete(this.#visits.keys().next().value);
    return visit;
  }

  async #targetGroups(visit, { method, userId, version, search, headers }) {
    const failure = (status, code, message) =>
      answer(visit.now, status, JSON.stringify({ errors: [{ status: false, code, message }], warnings: null }));
    if (visit.fault === "offline") return { isReset: true };
    if (visit.fault === "slow") await wait(SLOW_MS);
    if (visit.fault === "error") return failure(500, 500, "Something is wrong on our side");
    if (method !== "GET") return failure(405, 405, "Method not allowed");
    if (version === "v3.1" && !["SELF", "OTHER", "ALL"].includes(headers["data-scope"]))
      return answer(visit.now, 400, "{}");
    const shopper = visit.shopper(userId);
    if (!shopper) return failure(404, 8015, "Customer not found for the given id");
    const query = new URLSearchParams(search);
    const { now, timeZone } = visit;
    const asked = { all: query.get("includeInactive") === "true", targetRuleId: query.get("targetRuleId") };
    const body = JSON.stringify(response(shopper, standing(GROUPS, shopper, now, timeZone), asked));
    // As from a gateway that gave up in the middle.
    return answer(now, 200, visit.fault === "malformed" ? body.slice(0, body.length * 0.6) : body);
  }
}
