import { provideZonelessChangeDetection } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { init } from "milestreak/inline";
import { App } from "./app";

init().then(() => bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] }));
