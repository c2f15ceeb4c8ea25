// What the scenes of the elements say, whatever browser shows them.

/** Texts without marks of direction, and with plain spaces. */
export const plain = (text) =>
  text
    .replace(/[\u2066-\u2069\u200e\u200f\u061c]/g, "")
    .replace(/\s+/g, " ")
    .trim();

/** What a scene is in: the state of the element, the same in its markup, and whether it says that it is busy. */
export function stateOf(scene) {
  const state =
    { loading: "loading", empty: "empty", error: "error", "signed-out": "error" }[scene.split(" ")[1]] ?? "ready";
  return [state, state, state === "loading" ? "true" : null];
}

/** The bars of a scene, to those who do not see them: name, figures in words, value. */
export const BARS = {
  "progress not-started": [["Collect points", "0 of 1,000 points, 0%", 0]],
  "progress ahead": [["Collect points", "750 of 1,000 points, 75%", 75]],
  "progress behind": [["Collect points", "120 of 1,000 points, 12%", 12]],
  "progress last-hours": [["Collect points", "990 of 1,000 points, 99%", 99]],
  "progress triggers": [["Collect points", "750 of 1,000 points, 75%", 75]],
  "progress achieved": [["Collect points", "1,000 of 1,000 points, 100%", 100]],
  "progress over": [["Collect points", "1,200 of 1,000 points, 100%", 100]],
  "progress missed": [["Collect points", "400 of 1,000 points, 40%", 40]],
  "progress upcoming": [["Collect points", "0 of 1,000 points, 0%", 0]],
  "progress within-cap": [["Cashback this month", "₹320 of ₹500 used, 64%", 64]],
  "progress cap-reached": [["Cashback this month", "₹500 of ₹500 used, 100%", 100]],
  "progress no-goal": [],
  "progress returns": [["Spend", "-₹200 of ₹1,000, 0%", 0]],
  "progress unified": [
    ["Shop, visit, share", "1 of 3 targets achieved", 53],
    ["Spend", "₹1,000 of ₹1,000, 100%", 100],
    ["Visits", "3 of 5 visits, 60%", 60],
    ["Reviews", "0 of 2, 0%", 0],
  ],
  "progress several": [
    ["Collect points", "750 of 1,000 points, 75%", 75],
    ["Visits", "2 of 5 visits, 40%", 40],
  ],
  "progress loading": [],
  "progress empty": [],
  "progress error": [],
  "streak in-progress": [
    ["Warm-up", "3 of 3, Achieved on Aug 29", 100],
    ["On fire", "4 of 7", 57],
  ],
  "streak broken": [
    ["Warm-up", "0 of 3, Streak broken", 0],
    ["On fire", "0 of 7, Out of reach this time", 0],
  ],
  "dashboard streaks": [
    ["A visit a day", "0 of 1 visit, 0%", 0],
    ["Warm-up", "3 of 3, Achieved on Aug 29", 100],
    ["On fire", "4 of 7", 57],
  ],
};

/** Words that stand for the state of a scene. */
export const WORDS = {
  "progress loading": ["Loading"],
  "progress empty": ["Nothing to show yet"],
  "progress error": ["This could not be loaded", "Try again"],
  "progress signed-out": ["Please sign in again to see this"],
  "progress stale": ["Updated 5 minutes ago", "750 of 1,000 points"],
  "progress failing": ["Updated 5 minutes ago", "Try again", "750 of 1,000 points"],
  "progress visits": ["Visit us", "3 of 5 visits", "2 visits to go"],
  "progress themed": ["750 of 1,000 points"],
  "progress narrow": ["Behind: 319 points a day from here"],
  "progress not-started": ["1,000 points to go", "2 days left", "Behind: 363 points a day from here"],
  "progress ahead": ["Summer of points", "250 points to go", "On course"],
  "progress last-hours": ["10 points to go", "5 hours left"],
  "progress triggers": ["50 points to Gold"],
  "progress achieved": ["Achieved on Aug 27", "Aug 26 – Sep 1"],
  "progress over": ["Achieved", "200 points over"],
  "progress missed": ["Missed by 600 points"],
  "progress upcoming": ["Starts on Sep 2", "Sep 2 – 8"],
  "progress within-cap": ["₹180 left before the limit"],
  "progress cap-reached": ["Limit reached"],
  "progress unenrolled": ["No longer enrolled", "Aug 26 – Sep 1"],
  "progress no-goal": ["3 visits"],
  "progress resting": ["Three weeks, three chances", "2 of 3 cycles achieved"],
  "progress unified": ["Still open: Visits and Reviews"],
  "streak loading": ["Loading"],
  "streak empty": ["Nothing to show yet"],
  "streak error": ["This could not be loaded", "Try again"],
  "streak signed-out": ["Please sign in again to see this"],
  "streak failing": ["This may be out of date", "Try again", "4 in a row"],
  "streak achieved": ["7 in a row", "7 of 7", "Achieved on Aug 29"],
  "streak narrow": ["Your streak is at risk: 14 hours left to keep it"],
  "streak in-progress": ["Daily visits", "4 in a row", "Aug 26, Achieved", "Aug 30, running", "Sep 1, to come"],
  "streak at-risk": ["Your streak is at risk: 14 hours left to keep it"],
  "streak broken": ["0 in a row", "Aug 29, Missed", "Streak broken", "Out of reach this time"],
  "streak gaps": ["Any ten days", "4 in all"],
  "streak stale": ["This may be out of date"],
  "dashboard loading": ["Loading"],
  "dashboard empty": ["Nothing to show yet"],
  "dashboard error": ["This could not be loaded", "Try again"],
  "dashboard signed-out": ["Please sign in again to see this"],
  "dashboard stale": ["Updated 5 minutes ago", "Your progress"],
  "dashboard failing": ["Updated 5 minutes ago", "Try again", "Your progress"],
  "dashboard narrow": ["Your progress", "Collect points"],
  "dashboard all": [
    "Your progress",
    "Collect points",
    "A visit a day",
    "Shop, visit, share",
    "Cashback",
    "Spring challenge",
    "More for you",
    "Bring a friend",
  ],
  "dashboard nothing": ["Nothing of this kind"],
};

/** The dashboard with everything on it, in the languages that are built in. */
export const LANGUAGES = {
  en: [
    "750 of 1,000 points",
    "75%",
    "250 points to go",
    "50 points to Gold",
    "2 days left",
    "On course",
    "3 of 8 cycles achieved",
    "Your progress",
    "All",
  ],
  de: [
    "750 von 1.000 Punkten",
    "75 %",
    "noch 250 Punkte",
    "noch 50 Punkte bis Gold",
    "noch 2 Tage",
    "Auf Kurs",
    "3 von 8 Zeiträumen erreicht",
    "Ihr Fortschritt",
    "Alle",
  ],
  hi: [
    "1,000 पॉइंट में से 750",
    "75%",
    "250 पॉइंट बाकी",
    "Gold तक 50 पॉइंट बाकी",
    "2 दिन बाकी",
    "सही रफ़्तार पर",
    "8 में से 3 अवधियाँ पूरी",
    "आपकी प्रगति",
    "सभी",
  ],
  ar: [
    "750 من 1,000 نقطة",
    "75%",
    "تحتاج إلى 250 نقطة",
    "تحتاج إلى 50 نقطة لبلوغ Gold",
    "يتبقى يومان",
    "على المسار الصحيح",
    "الدورات المنجزة: 3 من 8",
    "تقدّمك",
    "الكل",
  ],
  ja: [
    "750 / 1,000ポイント",
    "75%",
    "あと250ポイント",
    "Goldまであと50ポイント",
    "残り2 日",
    "順調です",
    "8期間中3期間達成",
    "あなたの進捗",
    "すべて",
  ],
};
