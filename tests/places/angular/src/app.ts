import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from "@angular/core";
import type { Client } from "milestreak";
import "milestreak/elements";
import { fakeClient, response } from "milestreak/testing";

const coffee = (achieved: number) => response({ groups: [{ name: "Coffee", target: 10, achieved }] });

@Component({
  selector: "app-root",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <milestreak-provider [client]="client" user-id="7" (milestreak-progressed)="news.set($any($event).detail.to)">
      <milestreak-progress group="Coffee" (click)="news.set(1)"></milestreak-progress>
    </milestreak-provider>
    <p role="status">{{ news() }}</p>
  `,
})
export class App {
  readonly news = signal<number | null>(null);
  readonly fake = fakeClient(coffee(3));
  readonly client: Client = this.fake;

  /** Buys a coffee, and says what the page shows of it. */
  async ngAfterViewInit() {
    const element = document.querySelector("milestreak-progress")!;
    const until = async (test: () => unknown) => {
      for (let turn = 0; !test() && turn < 200; turn++) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await until(() => element.state === "ready");
    this.fake.answer(coffee(4));
    await until(() => document.querySelector("p")!.textContent === "4");
    const shown = document.querySelector("p")!.textContent;
    const bar = element.shadowRoot!.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow");
    document.title = `ok ${bar} ${shown}`;
  }
}
