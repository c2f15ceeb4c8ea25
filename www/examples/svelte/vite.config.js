import { backend } from "./backend.js";
import { svelte } from "@sveltejs/vite-plugin-svelte";

export default { plugins: [svelte(), backend()] };
