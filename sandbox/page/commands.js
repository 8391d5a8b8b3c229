/** Slash commands: what the member can call, by its name in their language, and the list that offers it. */

import { h } from "./dom.js";
import { avatar, localised } from "./format.js";
import { Picker } from "./picker.js";

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

/** `text` without accents and capitals. */
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The list over the composer. `onPick(entry)` when one is chosen; the composer passes on its keys. */
export class CommandPicker {
  #around;
  #picker;

  constructor(around, input, onPick) {
    this.#around = around;
    this.#picker = new Picker(input, { id: "command", title: around.say("commands"), onPick });
    this.element = this.#picker.element;
  }

  /** Show what `text` (as typed, with its slash) may mean; nothing unless it begins with one. */
  update(text) {
    if (!/^\/[^/\n]*$/.test(text)) return this.close();
    const { store, locale, say } = this.#around;
    const offers = matching(callable(store.commands, locale), text.slice(1)).slice(0, SHOWN);
    const { bot } = store.server;
    const words = (entry) => [
      avatar(bot, 24),
      h(
        "span.list-words",
        {},
        h("span.command-name", {}, `/${entry.name}`),
        h("span.list-hint", {}, entry.description),
      ),
      h("span.command-bot", { "aria-hidden": "true" }, bot.name),
    ];
    return this.#picker.offer(offers, words, say("no_commands"));
  }

  close() {
    this.#picker.close();
  }

  key(event) {
    return this.#picker.key(event);
  }
}
