/** A select as Discord shows it: a box that opens a list, one choice or several. */

import { h, fill, uniqueId } from "./dom.js";
import { avatar } from "./format.js";
import { channelIcon, icon } from "./icons.js";
import { float, justClosed } from "./floating.js";
import { inServer } from "./standing.js";

const SEARCH_FROM = 10;
const USER = 5;
const ROLE = 6;
const MENTIONABLE = 7;
const CHANNEL = 8;

/** What a select component offers: [{value, label, hint, mark, chosen}]; entities come from the store. */
export function offered(component, store) {
  const chosen = new Set((component.default_values ?? []).map((one) => String(one.id)));
  const users = () => inServer(store.server.members).map((one) => entity(one, chosen, avatar(one, 20)));
  const roles = () =>
    store.server.roles.filter((one) => one.name !== "@everyone").map((one) => entity(one, chosen));
  if (component.type === USER) return users();
  if (component.type === ROLE) return roles();
  if (component.type === MENTIONABLE) return [...users(), ...roles()];
  if (component.type === CHANNEL) {
    const types = component.channel_types ?? [];
    const all = [...store.server.channels, ...store.server.threads];
    const fitting = all.filter((one) => one.type !== 4 && (!types.length || types.includes(one.type)));
    return fitting.map((one) => entity(one, chosen, channelIcon(one)));
  }
  return (component.options ?? []).map((option) => ({
    value: option.value,
    label: option.label,
    hint: option.description,
    mark: option.emoji?.name && !option.emoji.id ? h("span.emoji", {}, option.emoji.name) : null,
    chosen: Boolean(option.default),
  }));
}

const entity = (one, chosen, mark = null) => ({
  value: one.id,
  label: one.name,
  mark,
  chosen: chosen.has(one.id),
});

/** The control; `element` is what stands on the page. */
export class Select {
  #about;
  #values;
  #listId = uniqueId("list");
  #shown = h("span.select-value");

  /**
   * `about`: {options (as from offered()), min = 1, max = 1, placeholder, disabled, label, key, say, onCommit(values)}.
   * The choice is made at once where there is one to make, and when the list closes where there are several.
   */
  constructor(about) {
    this.#about = { min: 1, max: 1, ...about };
    this.#values = about.options.filter((option) => option.chosen).map((option) => option.value);
    this.element = h(
      "button.select",
      {
        type: "button",
        role: "combobox",
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        "aria-controls": this.#listId,
        "aria-label": about.label ?? about.placeholder ?? about.say("select"),
        disabled: about.disabled,
        testid: "select",
        data: { key: about.key ?? "" },
        on: { click: () => this.#open(), keydown: (event) => this.#key(event) },
      },
      this.#shown,
      icon("down", "select-arrow"),
    );
    this.#draw();
  }

  /** What is chosen. */
  values() {
    return this.#values;
  }

  #draw() {
    const { options, max, placeholder, say } = this.#about;
    const chosen = options.filter((option) => this.#values.includes(option.value));
    const words = chosen.map((option) =>
      h(max > 1 ? "span.pill" : "span", {}, option.mark?.cloneNode(true), option.label),
    );
    fill(this.#shown, chosen.length ? words : h("span.placeholder", {}, placeholder ?? say("select")));
  }

  #key(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.#open();
  }

  #open() {
    if (justClosed(this.element)) return;
    const { options, min, max, say, onCommit } = this.#about;
    const before = this.#values.join();
    const onClose = () => {
      this.element.setAttribute("aria-expanded", "false");
      if (max > 1 && this.#values.join() !== before && this.#values.length >= min) onCommit?.(this.#values);
    };
    const pick = (value) => {
      this.#values = this.#after(value);
      this.#draw();
      if (max === 1) {
        layer.close();
        onCommit?.(this.#values);
      }
      return this.#values;
    };
    const label = this.element.getAttribute("aria-label");
    const list = listbox({
      id: this.#listId,
      options,
      chosen: this.#values,
      several: max > 1,
      label,
      pick,
      say,
    });
    this.element.setAttribute("aria-expanded", "true");
    const layer = float(this.element, list, { wide: true, onClose });
    list.start();
  }

  /** What is chosen once `value` was pressed. */
  #after(value) {
    const { min, max } = this.#about;
    const values = this.#values;
    if (max === 1) return min === 0 && values[0] === value ? [] : [value];
    if (values.includes(value)) return values.filter((one) => one !== value);
    return values.length < max ? [...values, value] : values;
  }
}

/** The list itself, with a search field when it is long. `pick(value)` answers with what is chosen now. */
function listbox({ id, options, chosen, several, label, pick, say }) {
  const items = options.map((option) => item(option, chosen.includes(option.value), several));
  const none = h("div.list-empty", { hidden: items.length > 0 }, say("no_results"));
  const list = h(
    "div.list",
    { id, role: "listbox", "aria-label": label, "aria-multiselectable": String(several), testid: "listbox" },
    items,
  );
  const search =
    options.length > SEARCH_FROM &&
    h("input.list-search", { type: "search", "aria-label": say("select"), placeholder: say("select") });
  const frame = h("div.list-frame", {}, search, list, none);
  const visible = () => items.filter((one) => !one.hidden);
  const choose = (element) => {
    const now = pick(element.dataset.value);
    for (const one of items) one.setAttribute("aria-selected", String(now.includes(one.dataset.value)));
  };
  const filter = () => {
    const wanted = search.value.toLowerCase();
    for (const one of items) one.hidden = !one.textContent.toLowerCase().includes(wanted);
    none.hidden = visible().length > 0;
  };
  for (const one of items) one.addEventListener("click", () => choose(one));
  if (search) search.addEventListener("input", filter);
  frame.addEventListener("keydown", (event) => {
    const all = visible();
    const at = all.indexOf(document.activeElement);
    const steps = {
      ArrowDown: Math.min(at + 1, all.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: all.length - 1,
    };
    const typing = event.target === search;
    if (event.key in steps && !(typing && (event.key === "Home" || event.key === "End")))
      all[steps[event.key]]?.focus();
    else if (!typing && (event.key === "Enter" || event.key === " ")) choose(document.activeElement);
    else if (!typing && event.key.length === 1)
      all.find((one) => one.textContent.trim().toLowerCase().startsWith(event.key))?.focus();
    else return;
    event.preventDefault();
  });
  frame.start = () => (search || items.find((one) => one.ariaSelected === "true") || items[0])?.focus();
  return frame;
}

function item(option, selected, several) {
  return h(
    "div.list-item",
    {
      role: "option",
      tabindex: "-1",
      "aria-selected": String(selected),
      data: { value: option.value },
      testid: "option",
    },
    option.mark && h("span.list-mark", {}, option.mark.cloneNode(true)),
    h(
      "span.list-words",
      {},
      h("span.list-label", {}, option.label),
      option.hint && h("span.list-hint", {}, option.hint),
    ),
    h(several ? "span.tick.square" : "span.tick", {}, icon("check")),
  );
}
