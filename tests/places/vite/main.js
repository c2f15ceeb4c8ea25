import { show } from "./shared/page.js";

show();
