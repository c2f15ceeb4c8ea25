import { Client } from "milestreak";
import { MilestreakDashboard, MilestreakProvider, useFigures, useTargetGroups } from "milestreak/react";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

const cycles = (snapshot, at) => snapshot.activeCycles(at);

/** Figures by a hook. */
function Summary({ client }) {
  const { snapshot, error, refresh } = useTargetGroups(client, 347286146, { includeInactive: true });
  const active = useFigures(snapshot, cycles, { timeZone: "Asia/Kolkata" });
  if (!active) return <p>{error ? "Not now." : "…"}</p>;
  return (
    <button type="button" onClick={refresh}>
      {active.length} challenges run. Again?
    </button>
  );
}

/** Elements as components: properties and events as in React 19. */
function App({ client }) {
  const [news, setNews] = useState("");
  const tell = ({ detail }) => setNews(`${detail.targetName}: ${detail.from} → ${detail.to}`);
  return (
    <>
      <Summary client={client} />
      <MilestreakProvider client={client} userId={347286146} timeZone="Asia/Kolkata" currency="INR" onProgressed={tell}>
        <MilestreakDashboard />
      </MilestreakProvider>
      <p role="status">{news}</p>
    </>
  );
}

// With a cache, so that the hook and the elements, which come a moment later, show the same answer.
const client = new Client({ baseUrl: `${location.origin}/loyalty`, cache: { maxAgeMs: 60_000 } });
createRoot(document.getElementById("app")).render(
  <StrictMode>
    <App client={client} />
  </StrictMode>,
);
