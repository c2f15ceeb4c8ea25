/**
 * Hooks and components for React 16.14 and later.
 *
 * @module
 */

import "../jsx/react.js";

export {
  type ComponentProps,
  MilestreakCalendar,
  MilestreakDashboard,
  MilestreakProgress,
  MilestreakProvider,
  MilestreakStreak,
} from "./components.js";
export { type FiguresOptions, type TargetGroups, useFigures, useTargetGroups } from "./hooks.js";
export type { UseTargetGroupsOptions } from "./watched.js";
