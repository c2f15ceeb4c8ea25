// The vendor's published responses about users, each with the moment at which it was recorded: that of the rows which were made up for it,
// or else its latest stamp.

export const RECORDINGS = [
  {
    slug: "every-kind",
    name: "Every kind of group, with all cycles",
    userId: 347286146,
    file: "docs-user-all-cycles.json",
    at: Date.parse("2024-08-30T09:21:43.744Z"),
    // Which of its targets the mock API takes for deactivated: the recording does not say.
    deactivated: [72389, 84132],
  },
  {
    slug: "streaks",
    name: "Streaks that ended, which the server still counts",
    userId: 64035151,
    file: "user-streaks-in-progress.json",
    at: Date.parse("2024-05-07T10:26:56.573Z"),
  },
  {
    slug: "not-begun",
    name: "Cyclic challenges not begun, from a server in India",
    userId: 387035386,
    file: "user-cyclic-not-begun.json",
    at: Date.parse("2024-07-30T11:32:56.360+05:30"),
  },
  {
    slug: "triggers",
    name: "Sub-targets, and a second target for returns",
    userId: 547528790,
    file: "user-triggers-two-targets.json",
    at: Date.parse("2024-05-10T00:00:00Z"),
  },
  {
    slug: "over-target",
    name: "Far over the target",
    userId: 566135941,
    file: "docs-user-over-target.json",
    at: Date.parse("2025-09-29T11:45:56Z"),
  },
];
