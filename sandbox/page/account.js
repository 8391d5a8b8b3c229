/** Who one is: the current member at the foot of the side bar, the list to switch, and whether the bot is there. */

import { h, fill, rememberFocus } from "./dom.js";
import { avatar } from "./format.js";
import { icon } from "./icons.js";
import { float, justClosed } from "./floating.js";
import { standingWords } from "./standing.js";

export class Account {
  #around;
  #become;
  #foot;

  /** `become(id)` switches the member; `foot` is the page's element for it. */
  constructor(around, become, foot) {
    this.#around = around;
    this.#become = become;
    this.#foot = foot;
  }

  draw() {
    const { store, say } = this.#around;
    const { bot } = store.server;
    const me = store.me;
    const restore = rememberFocus(this.#foot);
    const state = say(bot.online ? "bot_online" : "bot_offline", { name: bot.name });
    fill(
      this.#foot,
      h(
        "div.bot-state",
        { class: bot.online ? "online" : "offline", testid: "bot-state" },
        h("span.dot", { "aria-hidden": "true" }),
        state,
      ),
      h(
        "button.account",
        {
          type: "button",
          "aria-haspopup": "listbox",
          "aria-label": `${say("acting_as", { name: me.name })}. ${say("switch_member")}`,
          testid: "member-switcher",
          data: { key: "account", member: me.name },
          on: { click: (event) => this.#open(event.currentTarget) },
        },
        avatar(me, 32),
        h(
          "span.account-words",
          {},
          h("span.account-name", {}, me.name),
          h("span.account-about", {}, this.#about(me)),
        ),
        icon("down"),
      ),
    );
    restore?.();
  }

  #open(anchor) {
    if (justClosed(anchor)) return;
    const { store, say } = this.#around;
    const list = h("div.list", { role: "listbox", "aria-label": say("members"), testid: "member-list" });
    const frame = h(
      "div.list-frame.members",
      {},
      h("div.picker-title", { "aria-hidden": "true" }, say("switch_member")),
      list,
    );
    const items = store.server.members.map((member) => {
      const choose = () => {
        floating.close();
        if (member.id !== store.server.me) this.#become(member.id);
      };
      return h(
        "div.list-item",
        {
          role: "option",
          tabindex: "-1",
          "aria-selected": String(member.id === store.server.me),
          testid: "member",
          data: { name: member.name },
          on: { click: choose },
        },
        avatar(member, 32),
        h(
          "span.list-words",
          {},
          h("span.list-label", {}, member.name),
          h("span.list-hint", {}, this.#about(member)),
        ),
        h("span.tick", {}, icon("check")),
      );
    });
    fill(list, items);
    const floating = float(anchor, frame, { above: true, wide: true });
    list.addEventListener("keydown", (event) => {
      const at = items.indexOf(document.activeElement);
      if (event.key === "Enter" || event.key === " ") items[at]?.click();
      else
        ({ ArrowDown: items[at + 1], ArrowUp: items[at - 1], Home: items[0], End: items.at(-1) })[
          event.key
        ]?.focus();
      if (event.key !== "Tab" && event.key !== "Escape") event.preventDefault();
    });
    (items.find((one) => one.getAttribute("aria-selected") === "true") ?? items[0]).focus();
  }

  #about(member) {
    const locale = h("span.locale", {}, member.locale);
    const stands = standingWords(member, this.#around);
    const standing = stands && [h("strong.standing", {}, stands), " · "];
    return h("span", {}, standing, this.#around.say(member.description), " · ", locale);
  }
}
