// What both the server and the page render.

import * as React from "react";
import { MilestreakProgress, MilestreakProvider, useFigures, useTargetGroups } from "milestreak/react";
import { response } from "milestreak/testing";

const { createElement: h, StrictMode } = React;

const cycles = (snapshot, at) => snapshot.activeCycles(at);

export const coffee = (achieved) => response({ groups: [{ name: "Coffee", target: 10, achieved }] });

export function Figures({ client, userId, name = "figures", onEvents }) {
  const { snapshot, events, error, stale } = useTargetGroups(client, userId, { includeInactive: true });
  const active = useFigures(snapshot, cycles);
  React.useEffect(() => {
    if (events.length) onEvents?.(events.map(({ type }) => type));
  }, [events]);
  const text = active
    ? active.map(({ achieved, target }) => `${achieved}/${target}`).join()
    : error
      ? error.code
      : "waiting";
  return h("p", { "data-name": name, "data-stale": String(stale) }, text);
}

export const tree = (client) =>
  h(
    StrictMode,
    null,
    h(
      "section",
      null,
      h(Figures, { client, userId: 7 }),
      h(
        MilestreakProvider,
        { userId: 7, client, timeZone: "Asia/Kolkata", className: "wide" },
        h(MilestreakProgress, { group: "Coffee", headingLevel: 2, onTargetAchieved() {} }),
      ),
    ),
  );
