import { init } from "milestreak/inline";
import { answer } from "./shared/shop.js";

console.log(await answer(init));
