// The mock API: answers the real paths with the real parameters, headers and checks, from recorded responses. Like the living
// programme it knows neither Node nor a page.

import { RECORDINGS } from "./recordings.js";

const LIST = "catalog-all-milestones.json";

// What the mock takes for good credentials. Secrets of nothing.
export const CREDENTIALS = { username: "demo", password: "demo", token: "demo-token", orgId: "50363", key: "demo-key" };

const USER_PATH = /^(?:\/api_gateway\/intouch-api-v3)?\/(v3|v3\.1)\/users\/([^/]+)\/targetGroups$/;
const LIST_PATH = /^(?:\/api_gateway\/intouch-api-v3)?\/v3\/targetGroups$/;

const failure = (status, code, message) => ({
  status,
  body: { errors: [{ status: false, code, message }], warnings: null },
});

/**
 * The answer to a request for the API, or nothing if it is not for the API.
 *
 * @param fixture gives a recorded response by its name
 */
export async function answer({ method, pathname, search, headers }, fixture) {
  const user = USER_PATH.exec(pathname);
  const isList = LIST_PATH.test(pathname);
  if (!user && !isList) return undefined;
  if (method !== "GET") return failure(405, 405, "Method not allowed");
  if (!isAuthorized(headers)) return failure(401, 401, "Invalid or missing credentials");
  if (isList) return { status: 200, body: await fixture(LIST) };
  if (user[1] === "v3.1" && !["SELF", "OTHER", "ALL"].includes(headers["data-scope"])) return { status: 400, body: {} };
  const known = RECORDINGS.find(({ userId }) => String(userId) === decodeURIComponent(user[2]));
  if (!known) return failure(404, 8015, "Customer not found for the given id");
  return { status: 200, body: filtered(await fixture(known.file), known, new URLSearchParams(search)) };
}

function isAuthorized(headers) {
  const { username, password, token, orgId, key } = CREDENTIALS;
  const basic = `Basic ${btoa(`${username}:${password}`)}`;
  return (
    [basic, `Bearer ${token}`].includes(headers.authorization) ||
    headers["x-cap-api-auth-key"] === key ||
    (headers["x-cap-api-oauth-token"] === token && [undefined, orgId].includes(headers["x-cap-api-auth-org-id"]))
  );
}

/** The response as the parameters ask for it. */
function filtered(response, { at, deactivated = [] }, parameters) {
  const on = (name) => parameters.get(name) === "true";
  const rule = parameters.get("targetRuleId");
  const groups = response.data.targetGroups.map((group) => {
    let targets = group.targets;
    if (!on("includeInactiveTargets")) targets = targets.filter((row) => !deactivated.includes(row.targetRuleId));
    if (rule !== null) targets = targets.filter((row) => String(row.targetRuleId) === rule);
    if (!on("includeInactive")) targets = targets.filter((row) => row.targetId !== null && isCurrent(group, row, at));
    return { ...group, targets };
  });
  return { ...response, data: { ...response.data, targetGroups: groups.filter((group) => group.targets.length) } };
}

function isCurrent(group, row, at) {
  if (group.targetEvaluationType === "PERIOD_AGNOSTIC_WINDOW") return row.targetAchievedDateTime === null;
  return (
    row.currentPeriod ||
    (Date.parse(row.periodStartDateWithTimeStamp) <= at && at <= Date.parse(row.periodEndDateWithTimeStamp))
  );
}
