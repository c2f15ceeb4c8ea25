import { init } from "milestreak/inline";
import { answer } from "./common/shop.js";

console.log(await answer(init));
