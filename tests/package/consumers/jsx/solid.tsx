// The elements in TSX of Solid.

import type { Client } from "milestreak";
import "milestreak/jsx/solid";

export const Tags = (props: { client: Client }) => (
  <milestreak-provider
    client={props.client}
    user-id={7}
    prop:timeZone="Asia/Kolkata"
    class="wide"
    on:milestreak-progressed={({ detail }) => console.log(detail.to?.toFixed())}
  >
    <milestreak-progress group="Coffee" prop:data={null} />
    {/* @ts-expect-error: no such element */}
    <milestreak-badge />
    {/* @ts-expect-error: a name that Solid would not set */}
    <milestreak-progress headingLevel={2} />
  </milestreak-provider>
);
