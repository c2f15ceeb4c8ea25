import { backend } from "./backend.js";
import vue from "@vitejs/plugin-vue";

const isCustomElement = (tag) => tag.startsWith("milestreak-");

export default { plugins: [vue({ template: { compilerOptions: { isCustomElement } } }), backend()] };
