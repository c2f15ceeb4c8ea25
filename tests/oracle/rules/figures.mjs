// Section 2 of the rules, the figures that cycles, triggers, levels, unified periods and overall targets share.
// NaN is a value that is there and cannot be read: it makes the figures null.

export const clamp = (ratio) => Math.min(1, Math.max(0, ratio));

/** What arithmetic made of decimals, as the decimal it stands for. */
export function exact(value) {
  const decimal = Math.round(value * 1e6) / 1e6;
  return Math.abs(decimal - value) < Math.abs(value) * 4 * Number.EPSILON ? decimal : value;
}

/** Whether figures that decide if a cycle is achieved cannot be read. */
export const isOdd = ({ target, achieved }) => Number.isNaN(target) || (target > 0 && Number.isNaN(achieved));

/** `ratio` of a goal; null when there is none. */
export const ratioOf = (achieved, goal) => (goal > 0 ? achieved / goal : null);

/** Clamped to 0…100, and 100 when achieved; null without a goal. */
export function percentOf(achieved, goal, isAchieved) {
  if (!(goal > 0) || Number.isNaN(achieved)) return null;
  return isAchieved ? 100 : clamp(achieved / goal) * 100;
}

/** What is left: 0 once achieved; null without a goal. */
export function remainingOf(achieved, goal, isAchieved) {
  if (!(goal > 0) || Number.isNaN(achieved)) return null;
  return isAchieved ? 0 : Math.max(0, goal - achieved);
}

/** An integer for people: never 0 once something is achieved, and 100 only when all is. */
export function displayPercentOf(percent, hasSome, isAchieved) {
  if (percent === null) return null;
  if (isAchieved) return 100;
  const whole = Math.abs(percent - Math.round(percent)) <= 1e-9 ? Math.round(percent) : Math.floor(percent);
  return Math.min(99, Math.max(hasSome ? 1 : 0, whole));
}
