/** Members by their names, after an @ in what is being written. */

import { fold } from "./commands.js";
import { h } from "./dom.js";
import { avatar } from "./format.js";
import { Picker } from "./picker.js";
import { inServer } from "./standing.js";

const BEGUN = /(^|\s)@([\p{L}\p{N}_.-]{0,32})$/u;
const SHOWN = 10;

export class MentionPicker {
  #around;
  #input;
  #picker;
  #named = new Map();

  constructor(around, input) {
    this.#around = around;
    this.#input = input;
    this.#picker = new Picker(input, {
      id: "mention",
      title: around.say("members"),
      onPick: (member) => this.#complete(member),
    });
    this.element = this.#picker.element;
  }

  /** Offer whom the text before the cursor may begin to name. */
  update() {
    const begun = BEGUN.exec(this.#before());
    if (!begun) return this.close();
    const wanted = fold(begun[2]);
    const { store } = this.#around;
    const found = [...inServer(store.server.members), store.server.bot].filter((one) => fold(one.name).includes(wanted));
    found.sort((one, other) => rank(one, wanted) - rank(other, wanted) || one.name.localeCompare(other.name));
    if (!found.length) return this.close();
    return this.#picker.offer(found.slice(0, SHOWN), (member) => [
      avatar(member, 24),
      h("span.list-words", {}, h("span.command-name", {}, member.name)),
    ]);
  }

  close() {
    this.#picker.close();
  }

  key(event) {
    return this.#picker.key(event);
  }

  /** What was written, with mentions in place of the names that were chosen. */
  sent(text) {
    let whole = text;
    for (const [name, id] of this.#named) whole = whole.replaceAll(pattern(name), `<@${id}>`);
    this.#named.clear();
    return whole;
  }

  #before() {
    return this.#input.value.slice(0, this.#input.selectionStart ?? this.#input.value.length);
  }

  #complete({ id, name }) {
    const before = this.#before();
    const kept = before.replace(BEGUN, `$1@${name.replaceAll("$", "$$$$")} `);
    this.#named.set(name, id);
    this.#input.value = kept + this.#input.value.slice(before.length);
    this.#input.setSelectionRange(kept.length, kept.length);
    this.close();
  }
}

const rank = ({ name }, wanted) => Number(!fold(name).startsWith(wanted));

const pattern = (name) => new RegExp(`@${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}_])`, "gu");
