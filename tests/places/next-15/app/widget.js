"use client";

import { MilestreakProgress, MilestreakProvider, useFigures, useTargetGroups } from "milestreak/react";
import { fakeClient, response } from "milestreak/testing";
import { init } from "milestreak";
import { useEffect, useState } from "react";

const cycles = (snapshot, at) => snapshot.activeCycles(at);

export function Widget() {
  const [client, setClient] = useState(null);
  useEffect(() => {
    init().then(
      () => setClient(fakeClient(response({ groups: [{ name: "Coffee", target: 10, achieved: 4 }] }))),
      (error) => (document.title = `failed ${error.name} ${error.code}: ${error.message}`),
    );
  }, []);
  const { snapshot } = useTargetGroups(client, 7);
  const active = useFigures(snapshot, cycles);
  useEffect(() => {
    if (active) document.title = `ok ${active[0].displayPercent} ${document.getElementById("server").textContent}`;
  }, [active]);
  return (
    <MilestreakProvider client={client} userId={7} timeZone="Asia/Kolkata">
      <MilestreakProgress group="Coffee" />
    </MilestreakProvider>
  );
}
