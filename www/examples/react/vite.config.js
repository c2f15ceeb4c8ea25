import { backend } from "./backend.js";
import react from "@vitejs/plugin-react";

export default { plugins: [react(), backend()] };
