import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from "@angular/core";
import "milestreak/elements";
import { fakeClient, response } from "milestreak/testing";

const coffee = (achieved: number) => response({ groups: [{ name: "Coffee", target: 10, achieved, unit: "visits" }] });

@Component({
  selector: "app-root",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <button (click)="buy()">Buy a coffee</button>
    <milestreak-provider
      [client]="client"
      user-id="347286146"
      time-zone="Asia/Kolkata"
      (milestreak-progressed)="tell($any($event).detail)"
    >
      <milestreak-dashboard></milestreak-dashboard>
    </milestreak-provider>
    <p role="status">{{ news() }}</p>
  `,
})
export class App {
  readonly news = signal("");
  /** Stands in for `new Client({ baseUrl })` of your backend. */
  readonly client = fakeClient(coffee(3));
  private achieved = 3;

  buy() {
    this.client.answer(coffee(++this.achieved));
  }

  tell({ targetName, from, to }: { targetName: string; from: number; to: number }) {
    this.news.set(`${targetName}: ${from} → ${to}`);
  }
}
