import { show } from "./common/page.js";

show();
