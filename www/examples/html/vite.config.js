import { backend } from "./backend.js";

export default { plugins: [backend()] };
