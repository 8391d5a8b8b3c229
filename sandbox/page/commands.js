/** Slash commands: what the member can call, by its name in their language, and the list that offers it. */

import { h, fill } from "./dom.js";
import { avatar, localised } from "./format.js";

const CHAT_INPUT = 1;
const MESSAGE = 3;
const SUBCOMMAND = 1;
const GROUP = 2;
const SHOWN = 100; // of the list, which scrolls

/**
 * Everything that can be called, one entry for each subcommand:
 * {command, path, options, name (localised, full), raw (full, as registered), description}.
 */
export function callable(commands, locale) {
  return commands
    .filter((command) => (command.type ?? CHAT_INPUT) === CHAT_INPUT)
    .flatMap((command) => leaves(command, [], command, locale));
}

/** What the member's language calls the command `raw`; `slash`: it is no message command. */
export function shownName(raw, slash, { store, locale }) {
  const { commands } = store.server;
  if (slash) return `/${callable(commands, locale).find((entry) => entry.raw === raw)?.name ?? raw}`;
  const menu = commands.find((command) => command.type === MESSAGE && command.name === raw);
  return menu ? localised(menu, "name", locale) : raw;
}

function leaves(command, parents, node, locale) {
  const nested = (node.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  const trail = [...parents, node];
  if (nested.length) return nested.flatMap((child) => leaves(command, trail, child, locale));
  return {
    command,
    path: trail.slice(1).map((one) => one.name),
    options: node.options ?? [],
    name: trail.map((one) => localised(one, "name", locale)).join(" "),
    raw: trail.map((one) => one.name).join(" "),
    description: localised(node, "description", locale),
  };
}

/** Those of `entries` that `typed` may mean, the likeliest first. */
export function matching(entries, typed) {
  const wanted = fold(typed.trim());
  const rank = ({ name, raw, description }) => {
    if (fold(name).startsWith(wanted) || fold(raw).startsWith(wanted)) return 0;
    if (fold(name).includes(wanted) || fold(raw).includes(wanted)) return 1;
    return fold(description).includes(wanted) ? 2 : 3;
  };
  const ranked = entries.map((entry) => [rank(entry), entry]).filter(([place]) => place < 3);
  return ranked
    .sort(([one, a], [other, b]) => one - other || a.name.localeCompare(b.name))
    .map(([, entry]) => entry);
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The list over the composer. `onPick(entry)` when one is chosen; the composer passes on its keys. */
export class CommandPicker {
  #around;
  #input;
  #onPick;
  #offers = [];
  #active = 0;

  constructor(around, input, onPick) {
    this.#around = around;
    this.#input = input;
    this.#onPick = onPick;
    const { say } = around;
    this.list = h("div.command-list", { id: "command-list", role: "listbox", "aria-label": say("commands") });
    this.element = h(
      "div.command-picker",
      { hidden: true, testid: "command-picker" },
      h("div.picker-title", { "aria-hidden": "true" }, say("commands")),
      this.list,
    );
  }

  get open() {
    return !this.element.hidden;
  }

  /** Show what `text` (as typed, with its slash) may mean; nothing unless it begins with one. */
  update(text) {
    if (!/^\/[^/\n]*$/.test(text)) return this.close();
    const { store, locale, say } = this.#around;
    const all = callable(store.server.commands, locale);
    this.#offers = matching(all, text.slice(1)).slice(0, SHOWN);
    const { bot } = store.server;
    fill(
      this.list,
      this.#offers.length
        ? this.#offers.map((entry, at) => this.#item(entry, at, bot))
        : h("div.list-empty", {}, say("no_commands")),
    );
    this.element.hidden = false;
    return this.#mark(0);
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

  #item(entry, at, bot) {
    const press = (event) => {
      event.preventDefault();
      this.#onPick(entry);
    };
    return h(
      "div.command-item",
      {
        id: `command-${at}`,
        role: "option",
        "aria-selected": "false",
        testid: "command-item",
        data: { raw: entry.raw },
        on: { pointerdown: press },
      },
      avatar(bot, 24),
      h(
        "span.list-words",
        {},
        h("span.command-name", {}, `/${entry.name}`),
        h("span.list-hint", {}, entry.description),
      ),
      h("span.command-bot", { "aria-hidden": "true" }, bot.name),
    );
  }
}
