import start from "./pkg/rust_page.js";

await start();
