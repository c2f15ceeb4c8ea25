// In a runtime: prints the answer.

import { answer } from "./common/shop.js";

console.log(await answer());
