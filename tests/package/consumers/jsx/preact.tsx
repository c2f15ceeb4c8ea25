// The elements in TSX of Preact.

import type { Client } from "milestreak";
import "milestreak/jsx/preact";

export const Tags = ({ client }: { client: Client }) => (
  <milestreak-provider
    client={client}
    userId={7}
    time-zone="Asia/Kolkata"
    class="wide"
    onmilestreak-progressed={({ detail }) => console.log(detail.to?.toFixed())}
  >
    <milestreak-progress group="Coffee" data={null} key="a" />
    {/* @ts-expect-error: no such element */}
    <milestreak-badge />
    {/* @ts-expect-error: no such property */}
    <milestreak-progress grop="Coffee" />
  </milestreak-provider>
);
