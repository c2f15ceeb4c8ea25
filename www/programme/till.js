// What a shopper can do in the shop, for the page and for the shoppers' pasts. Amounts are in euros.

/** The group that one joins and leaves. */
export const SPRINT = 61040;

export const ACTIONS = {
  purchase: { type: "purchase", channel: "store", amount: 40, items: 2 },
  order: { type: "purchase", channel: "online", amount: 30, items: 1 },
  "check-in": { type: "check-in" },
  return: { type: "return" },
  enrol: { type: "enrol", groupId: SPRINT },
  unenrol: { type: "unenrol", groupId: SPRINT },
};
