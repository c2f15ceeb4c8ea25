// The shop as the page sees it: one visit to the programme's service.

export class Shop {
  #url;
  #changed;
  #state;
  #heardAt = 0;

  /** @param changed called with the state of the visit each time there is a new one */
  constructor(url, changed) {
    this.#url = url;
    this.#changed = changed;
  }

  /** How the visit stands; its clock has gone on since it was heard. */
  get state() {
    return { ...this.#state, now: this.#state.now + performance.now() - this.#heardAt };
  }

  visit() {
    return this.#ask("");
  }

  /** Posts something, and hears how the visit stands then. Throws with the shop's words when it says no. */
  tell(path, input) {
    return this.#ask(path, { method: "POST", body: JSON.stringify(input) });
  }

  /** A shopper's rank in the sprint, for the widget; null without one. */
  async rank(shopper) {
    const { rank } = await (await fetch(`${this.#url}/shoppers/${shopper}`)).json();
    return rank;
  }

  async #ask(path, request) {
    const response = await fetch(this.#url + path, request);
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.message);
    this.#state = answer;
    this.#heardAt = performance.now();
    this.#changed(answer);
  }
}
