/**
 * What could not be read, told to the page and to those who develop it.
 *
 * @module
 */

import type { IssueCode } from "../../generated/types.js";
import { dispatch } from "./dispatch.js";

/** What is wrong with the data or with a setting; what is around it is shown. */
export interface ElementIssue {
  /** Where: a path in the response, or the name of an attribute. */
  path: string;
  /** What is wrong. */
  code: IssueCode | "unknown-time-zone";
  /** The same for people, and what came of it. */
  message: string;
}

/** A setting that names no time zone the browser knows. */
export const unknownTimeZone = (path: string, zone: string): ElementIssue => ({
  path,
  code: "unknown-time-zone",
  message: `this browser does not know ${JSON.stringify(zone)}`,
});

/** Whether the page is on its developer's machine. Customers are not told what they cannot change. */
const isDeveloped = (): boolean => /localhost$|^127\.|^\[::1|^$/.test(location.hostname);

/** Tells of the issues there are now, not again of those there were; gives what is told. */
export function tellIssues(
  element: HTMLElement,
  issues: readonly ElementIssue[],
  before: ReadonlySet<string>,
): Set<string> {
  const told = new Set<string>();
  for (const issue of issues) {
    const line = `milestreak: ${issue.path}: ${issue.message} (${issue.code})`;
    told.add(line);
    if (before.has(line)) continue;
    dispatch(element, "issue", issue);
    if (isDeveloped()) console.warn(line);
  }
  return told;
}
