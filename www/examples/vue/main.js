import { init } from "milestreak";
import "milestreak/elements";
import { createApp } from "vue";
import App from "./App.vue";

await init();
createApp(App).mount("#app");
