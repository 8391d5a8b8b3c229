/** A list over the composer that offers what the text being written may mean; the composer passes on its keys. */

import { h, fill } from "./dom.js";

export class Picker {
  #input;
  #onPick;
  #offers = [];
  #active = 0;

  /** `onPick(offer)` when one is chosen; `id` names the list and, with a number, each of its items. */
  constructor(input, { id, title, onPick }) {
    this.#input = input;
    this.#onPick = onPick;
    this.list = h("div.command-list", { id: `${id}-list`, role: "listbox", "aria-label": title });
    this.element = h(
      "div.command-picker",
      { hidden: true, testid: `${id}-picker` },
      h("div.picker-title", { "aria-hidden": "true" }, title),
      this.list,
    );
    this.id = id;
  }

  get open() {
    return !this.element.hidden;
  }

  /** Offer these; `words(offer)` gives what stands in an item, `empty` what stands there where there are none. */
  offer(offers, words, empty) {
    this.#offers = offers;
    fill(
      this.list,
      offers.length ? offers.map((one, at) => this.#item(one, at, words)) : h("div.list-empty", {}, empty),
    );
    this.element.hidden = false;
    this.#input.setAttribute("aria-controls", this.list.id);
    this.#mark(0);
  }

  close() {
    this.element.hidden = true;
    this.#input.removeAttribute("aria-activedescendant");
  }

  /** Take a key press; true when it was for the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.#offers.length;
    if (step && count) this.#mark((this.#active + step + count) % count);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && count)
      this.#onPick(this.#offers[this.#active]);
    else return event.key === "Enter";
    return true;
  }

  #mark(next) {
    this.#active = next;
    [...this.list.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === next)));
    const element = this.list.children[next];
    if (!element?.id) return;
    this.#input.setAttribute("aria-activedescendant", element.id);
    element.scrollIntoView({ block: "nearest" });
  }

  #item(offer, at, words) {
    const press = (event) => {
      event.preventDefault();
      this.#onPick(offer);
    };
    return h(
      "div.command-item",
      {
        id: `${this.id}-${at}`,
        role: "option",
        "aria-selected": "false",
        testid: `${this.id}-item`,
        data: { raw: offer.raw ?? offer.name },
        on: { pointerdown: press },
      },
      words(offer),
    );
  }
}
