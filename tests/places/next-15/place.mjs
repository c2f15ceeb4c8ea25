import { next } from "../next.mjs";

export default next();
