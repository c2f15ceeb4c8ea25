import { init } from "milestreak/inline";
import { init as fromFile } from "milestreak";
import { answer } from "../common/shop.js";
import { Widget } from "./widget.js";

// Asked for each time, so that it is the server that runs and not only the build.
export const dynamic = "force-dynamic";

export default async function Page() {
  const withoutSettings = await fromFile().catch(({ message }) => message);
  return (
    <main>
      <p id="bare">{withoutSettings}</p>
      <p id="server">{await answer(init)}</p>
      <Widget />
    </main>
  );
}
