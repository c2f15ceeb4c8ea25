import { init } from "milestreak";
import "milestreak/elements";
import { mount } from "svelte";
import App from "./App.svelte";

await init();
mount(App, { target: document.getElementById("app") });
