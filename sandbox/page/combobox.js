/** A text field with a list of suggestions under (or over) it. */

import { h, fill, uniqueId } from "./dom.js";
import { float } from "./floating.js";

const WAIT_MS = 120;

export class Combobox {
  #source;
  #strict;
  #say;
  #onChoose;
  #floating = null;
  #offers = [];
  #chosen = null;
  #active = -1;
  #turn = 0;
  #timer = null;

  /**
   * `source(query)` answers with a promise of [{label, value, hint, mark}]. With `strict` only what the list offers
   * counts, otherwise free text does too. `onChoose()` when something was taken from the list.
   */
  constructor({ source, strict, label, say, onChoose, testid, describedBy }) {
    this.#source = source;
    this.#strict = strict;
    this.#say = say;
    this.#onChoose = onChoose;
    const id = uniqueId("suggestions");
    this.list = h("div.list", { id, role: "listbox", "aria-label": label, testid: "suggestions" });
    this.input = h("input.option-input", {
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-autocomplete": "list",
      "aria-label": label,
      "aria-describedby": describedBy,
      autocomplete: "off",
      spellcheck: "false",
      testid,
    });
    this.#listen();
  }

  /** What was chosen, or written where that is allowed; null when there is nothing. */
  value() {
    if (this.#chosen) return this.#chosen.value;
    const exact = this.#offers.find((offer) => offer.label === this.input.value);
    return exact?.value ?? (this.#strict ? null : this.input.value || null);
  }

  #listen() {
    const on = (event, run) => this.input.addEventListener(event, run);
    on("input", () => {
      this.#chosen = null;
      this.#ask();
    });
    on("focus", () => !this.#chosen && this.#ask());
    on("click", () => !this.#floating && this.#ask());
    on("blur", () => this.#close());
    on("keydown", (event) => this.#key(event));
  }

  /** Ask for suggestions, once the writing pauses; only the latest answer counts. */
  #ask() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    const turn = this.#turn;
    this.#timer = setTimeout(async () => {
      const found = await this.#source(this.#chosen ? "" : this.input.value);
      if (turn === this.#turn && document.activeElement === this.input) this.#show(found);
    }, WAIT_MS);
  }

  #show(found) {
    this.#offers = found;
    const items = found.map((offer) => suggestion(offer, this.list.id, () => this.#choose(offer)));
    fill(this.list, items.length ? items : h("div.list-empty", {}, this.#say("no_results")));
    if (!items.length && !this.#strict) {
      this.#close();
      return;
    }
    const frame = () => h("div.list-frame", {}, this.list);
    this.#floating ??= float(this.input, frame(), { manual: true, above: true, wide: true });
    this.#floating.place();
    this.input.setAttribute("aria-expanded", "true");
    this.#mark(items.length ? 0 : -1);
  }

  #mark(next) {
    this.#active = next;
    [...this.list.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === next)));
    const element = this.list.children[next];
    if (!element?.id) return;
    this.input.setAttribute("aria-activedescendant", element.id);
    element.scrollIntoView({ block: "nearest" });
  }

  #choose(offer) {
    this.#chosen = offer;
    this.input.value = offer.label;
    this.#close();
    this.#onChoose?.();
  }

  #close() {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#floating?.close();
    this.#floating = null;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (!this.#floating) {
      if (event.key === "ArrowDown") this.#ask();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const offer = this.#offers[this.#active];
    const count = this.#offers.length;
    if (step && count) this.#mark((this.#active + step + count) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && offer) this.#choose(offer);
    else if (event.key === "Escape") this.#close();
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  }
}

function suggestion(offer, listId, pick) {
  const press = (event) => {
    event.preventDefault();
    pick();
  };
  return h(
    "div.list-item",
    {
      id: uniqueId(listId),
      role: "option",
      "aria-selected": "false",
      testid: "suggestion",
      data: { value: String(offer.value) },
      on: { pointerdown: press },
    },
    offer.mark && h("span.list-mark", {}, offer.mark.cloneNode(true)),
    h(
      "span.list-words",
      {},
      h("span.list-label", {}, offer.label),
      offer.hint && h("span.list-hint", {}, offer.hint),
    ),
  );
}
