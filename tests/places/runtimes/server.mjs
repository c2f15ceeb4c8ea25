// In a runtime: prints the answer.

import { answer } from "./shared/shop.js";

console.log(await answer());
