// The page's half of `day.mjs`: ten widgets of six programmes, each in a zone of its own, that stay open for a day and more.
// The clock is the browser's, which the other half moves; the network is in here, so that it takes no time of that clock.

const ZONES = [
  "Pacific/Auckland",
  "Asia/Kolkata",
  "Europe/Berlin",
  "America/St_Johns",
  "America/New_York",
  "Pacific/Honolulu",
];
const DAY = 86_400_000;
let start;

/** The civil day of a zone, as `2026-10-25`. */
const dayIn = (zone, instant) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(instant);
const hourIn = (zone, instant) =>
  Number(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "numeric", hourCycle: "h23" }).format(instant));

/** What was achieved on a day: another amount for each, so that the amount shown tells which day is shown. */
const amountOn = (day) => 10 * Number(day.slice(-2)) + 5;

/** What a server that stands in the zone answers at an instant: a week of days; each goal is reached at eight in the evening. */
function answer(zone, now) {
  const today = dayIn(zone, now);
  const days = Array.from({ length: 8 }, (_, place) => dayIn(zone, start + (place - 3) * DAY + DAY / 2));
  const isDone = (day) => day < today || (day === today && hourIn(zone, now) >= 20);
  const targets = [...new Set(days)].map((day, place) => ({
    targetId: day <= today ? 100 + place : null,
    targetRuleId: 1,
    periodId: place + 1,
    periodRefCode: `Day ${day}`,
    targetName: "Visits",
    targetType: "COUNT",
    targetValue: 1_000,
    targetAchievedValue: day <= today ? amountOn(day) + (isDone(day) ? 1_000 : 0) : 0,
    periodStartDateWithTimeStamp: `${day}T00:00:00Z`,
    periodEndDateWithTimeStamp: `${day}T23:59:59Z`,
    currentPeriod: day === today,
    unEnrolled: false,
  }));
  const count = targets.filter(({ periodRefCode }) => isDone(periodRefCode.slice(4))).length;
  const streaks = [
    {
      userStreakId: 1,
      streakId: 1,
      streakName: "Every day",
      status: "IN_PROGRESS",
      currentCount: count,
      totalTargetCountOfSequence: 30,
    },
  ];
  const group = {
    id: 7,
    name: zone,
    targetEvaluationType: "FIXED_CALENDAR_WINDOW",
    trackingType: "STREAKS",
    targets,
    streaks,
  };
  return { data: { userId: 1, targetGroups: [group] }, errors: null, warnings: null };
}

const requests = new Map(ZONES.map((zone) => [zone, []]));
const realFetch = window.fetch;
window.fetch = async (input, options) => {
  const url = new URL(input.url ?? input, location.href);
  const zone = ZONES.find((zone) => url.pathname.includes(`/api/${zone}/`));
  if (!zone) return realFetch(input, options);
  requests.get(zone).push(Date.now());
  const headers = { "content-type": "application/json", date: new Date().toUTCString() };
  return new Response(JSON.stringify(answer(zone, Date.now())), { headers });
};

// The module's memory, which the package shows to nobody: caught while it is instantiated.
let memory;
const instantiate = WebAssembly.instantiateStreaming;
WebAssembly.instantiateStreaming = async (...args) => {
  const result = await instantiate.apply(WebAssembly, args);
  memory = result.instance.exports.memory;
  return result;
};

const everything = (root) =>
  [...root.querySelectorAll("*")].map((element) => element.ariaValueText ?? "").join(" ") + root.textContent;

/** What is wrong with what is shown now; nothing when each widget shows the day of its zone. */
function look() {
  const now = Date.now();
  return ZONES.flatMap((zone, place) => {
    const day = dayIn(zone, now);
    const widgets = [...document.querySelectorAll("milestreak-provider")][place].children;
    const shown = everything(widgets[0].shadowRoot).replaceAll(",", "");
    const others = [-1, 1].map((days) => dayIn(zone, now + days * DAY)).filter((other) => other !== day);
    const amounts = (day) => [amountOn(day), amountOn(day) + 1_000];
    const shows = (day) => amounts(day).some((amount) => new RegExp(`\\b${amount}\\b`).test(shown));
    const at = `${zone} at ${new Date(now).toISOString()}, there ${day}`;
    if (!shows(day)) return [`${at}: the amount of the day is missing in "${shown.slice(0, 120)}"`];
    if (others.some(shows)) return [`${at}: shows another day`];
    return [];
  });
}

const wrong = [];
const sizes = [];
let looks = 0;
function lookAgain() {
  wrong.push(...look());
  if (++looks % 60 === 0) sizes.push(memory.buffer.byteLength);
}

window.day = {
  /** Opens the widgets, and looks once a minute, half a minute after the full one. */
  async begin() {
    start = Date.now();
    await import("/pkg/elements.js");

    for (const [place, zone] of ZONES.entries()) {
      const provider = document.createElement("milestreak-provider");
      provider.setAttribute("src", `/api/${zone}/users/{userId}`);
      provider.setAttribute("user-id", "1");
      provider.setAttribute("time-zone", zone);
      provider.append(document.createElement("milestreak-progress"));
      if (place < 3) provider.append(document.createElement("milestreak-streak"));
      if (place === 3) provider.append(document.createElement("milestreak-dashboard"));
      document.body.append(provider);
    }
    setTimeout(() => setInterval(lookAgain, 60_000), 90_000 - (start % 60_000));
  },
  result: () => ({
    looks,
    wrong,
    sizes,
    widgets: document.querySelectorAll("milestreak-provider > *").length,
    from: start,
    to: Date.now(),
    midnights: ZONES.map((zone) => dayIn(zone, start) !== dayIn(zone, Date.now())),
    requests: Object.fromEntries(requests),
  }),
};
