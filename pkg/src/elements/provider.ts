import { MilestreakElement } from "./element.js";

/**
 * `<milestreak-provider>` – data and settings for all elements inside: one subscription, one view. Shows nothing itself.
 *
 * @example
 * <milestreak-provider src="/loyalty" user-id="347286146" time-zone="Asia/Kolkata">
 *   <milestreak-dashboard></milestreak-dashboard>
 * </milestreak-provider>
 */
export class MilestreakProvider extends MilestreakElement {
  constructor() {
    super();
    this.shadowRoot!.prepend(document.createElement("slot"));
  }
}
