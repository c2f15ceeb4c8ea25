import { answer } from "../../common/shop.js";

export const load = async () => ({ server: await answer() });
