// In a worker of an edge runtime: answers with the answer.

import { init } from "milestreak";
import { answer } from "./common/shop.js";

export default {
  async fetch() {
    // The network is closed here, which is one more way in which a request fails.
    return new Response(await answer(init));
  },
};
