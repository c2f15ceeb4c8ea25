import { init } from "milestreak/inline";
import { show } from "./common/page.js";

show(init);
