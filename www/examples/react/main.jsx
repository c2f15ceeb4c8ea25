import { Client } from "milestreak";
import "milestreak/elements";
import { useState } from "react";
import { createRoot } from "react-dom/client";

// React 19 gives custom elements their properties, and listens to their events by name.
function App({ client }) {
  const [news, setNews] = useState("");
  const tell = ({ detail }) => setNews(`${detail.targetName}: ${detail.from} → ${detail.to}`);
  return (
    <>
      <milestreak-provider
        client={client}
        userId={347286146}
        time-zone="Asia/Kolkata"
        currency="INR"
        onmilestreak-progressed={tell}
      >
        <milestreak-dashboard />
      </milestreak-provider>
      <p role="status">{news}</p>
    </>
  );
}

const client = new Client({ baseUrl: `${location.origin}/loyalty` });
createRoot(document.getElementById("app")).render(<App client={client} />);
