/** A text with places for figures, as in `"{time} left"`; by plural category where one is needed. */
export type Message = string | Plural;

/** A text for each plural category that its language has. */
export type Plural = { readonly [category in Intl.LDMLPluralRule]?: string } & {
  /** For amounts that have no text of their own. */
  readonly other: string;
};

/** The texts of the elements. */
export type Messages = { readonly [name in keyof typeof en]: Message } & {
  /** Units as they stand after “of”, in languages that have another form there. */
  readonly visitsOf?: Message;
  /** As `visitsOf`. */
  readonly pointsOf?: Message;
  /** As `visitsOf`. */
  readonly quantityOf?: Message;
};

export const en = {
  // Amounts
  visits: { one: "{n} visit", other: "{n} visits" } as Message,
  points: { one: "{n} point", other: "{n} points" } as Message,
  quantity: { one: "{n} item", other: "{n} items" } as Message,

  // Progress
  of: "{achieved} of {target}",
  ofLimit: "{achieved} of {target} used",
  unavailable: "This figure is not available",
  remaining: "{amount} to go",
  over: "{amount} over",
  achieved: "Achieved",
  achievedOn: "Achieved on {date}",
  lost: "No longer achieved",
  missed: "Missed",
  missedBy: "Missed by {amount}",
  upcoming: "Coming up",
  startsOn: "Starts on {date}",
  startsOnActivity: "Starts with your next purchase",
  withinLimit: "{amount} left before the limit",
  limitReached: "Limit reached",
  unenrolled: "No longer enrolled",
  nextTrigger: "{amount} to {name}",
  timeLeft: "{time} left",
  ended: "Ended",
  ahead: "On course",
  behind: "Behind",
  behindBy: "Behind: {amount} a day from here",
  cycles: { one: "{n} of {total} cycle achieved", other: "{n} of {total} cycles achieved" } as Message,
  targets: { one: "{n} of {total} target achieved", other: "{n} of {total} targets achieved" } as Message,
  targetsAchieved: { one: "{n} target achieved", other: "{n} targets achieved" } as Message,
  needed: "{n} of {total} needed" as Message,
  overall: "Overall target",
  stillOpen: "Still open: {list}",

  // Streaks
  run: { other: "{n} in a row" } as Message,
  runWithGaps: { other: "{n} in all" } as Message,
  brokenRun: "Your streak of {n} is broken" as Message,
  atRisk: "Your streak is at risk: {time} left to keep it",
  steps: "Cycles of the streak",
  stepActive: "running",
  stepAtRisk: "at risk",
  stepUpcoming: "to come",
  stepNotEnrolled: "not enrolled",
  broken: "Streak broken",
  levelUnreachable: "Out of reach this time",

  // A rank
  rank: "Rank {rank}",
  rankOf: "Rank {rank} of {total}",

  // The dashboard
  title: "Your progress",
  filters: "Show",
  all: "All",
  active: "Running",
  done: "Achieved",
  streaks: "Streaks",
  limits: "Limits",
  available: "More for you",

  // States
  loading: "Loading",
  empty: "Nothing to show yet",
  emptyFilter: "Nothing of this kind",
  error: "This could not be loaded",
  signIn: "Please sign in again to see this",
  offline: "You are offline",
  retry: "Try again",
  stale: "Updated {age}",
  outdated: "This may be out of date",

  // Events, as they are read aloud
  event: "{name}: {text}",
  enrolled: "You take part now",
  cycleStarted: "A new cycle has begun",
  reached: "{name} reached",
  levelLost: "{name} no longer reached",
};
