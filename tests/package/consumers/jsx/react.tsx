// The elements in TSX of React, and milestreak/react.

import { type Client, type Event, parse } from "milestreak";
import "milestreak/jsx/react";
import {
  MilestreakCalendar,
  MilestreakProgress,
  MilestreakProvider,
  useFigures,
  useTargetGroups,
} from "milestreak/react";
import { useRef } from "react";

export function Tags({ client }: { client: Client }) {
  return (
    <milestreak-provider
      client={client}
      userId={7}
      time-zone="Asia/Kolkata"
      class="wide"
      onmilestreak-progressed={({ detail }) => console.log(detail.to?.toFixed())}
    >
      <milestreak-progress group="Coffee" headingLevel={2} data={null} key="a" style={{ color: "red" }} />
      <milestreak-dashboard
        filter="active"
        snapshot={parse("{}")}
        onmilestreak-error={({ detail }) => console.log(detail.code)}
      />
      <milestreak-calendar group="Daily" rank={{ rank: 12, of: 240 }} />
      <MilestreakCalendar group="Daily" onLevelAchieved={({ detail }) => console.log(detail.goal)} />
      {/* @ts-expect-error: a place is a number */}
      <milestreak-progress rank={{ rank: "12" }} />
      {/* @ts-expect-error: a snapshot is no text */}
      <milestreak-streak snapshot="{}" />
      {/* @ts-expect-error: no such element */}
      <milestreak-badge />
      {/* @ts-expect-error: no such property */}
      <milestreak-progress grop="Coffee" />
    </milestreak-provider>
  );
}

export function Components({ client }: { client: Client | null }) {
  const { snapshot, events, error, stale, refresh } = useTargetGroups(client, 7, { includeInactive: true });
  const cycles = useFigures(snapshot, (snapshot, at) => snapshot.activeCycles(at), {
    timeZone: "Asia/Kolkata",
    everyMs: 1000,
  });
  const element = useRef<import("milestreak/elements").MilestreakProgress>(null);
  const all: Event[] = events;
  const first: number | null | undefined = cycles?.[0]?.achieved;
  // @ts-expect-error: an option that is none
  useTargetGroups(client, 7, { includeInactve: true });
  return (
    <MilestreakProvider
      client={client}
      userId={7}
      className={error ? error.code : String(stale)}
      onClick={refresh}
      aria-label={String(all.length)}
    >
      <MilestreakProgress
        group="Coffee"
        ref={element}
        onTargetAchieved={({ detail }) => console.log(detail.type, first)}
      />
      {/* @ts-expect-error: no such event */}
      <MilestreakProgress onTargetReached={() => undefined} />
    </MilestreakProvider>
  );
}
