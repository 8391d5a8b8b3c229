/** What can be done with a message: the bar that stands over it, its menu, and editing in place. */

import { h } from "./dom.js";
import { localised } from "./format.js";
import { icon } from "./icons.js";
import { pickEmoji } from "./emoji.js";
import { openMenu } from "./menu.js";
import { moderationItems } from "./moderation.js";
import { isEphemeral, isStarter, isSystem, preview } from "./message.js";
import { askName, chooseChannel, confirm } from "./dialogs.js";
import { FORUM, isThread } from "./state.js";

const MESSAGE_COMMAND = 3;

export class Actions {
  #app;

  /** `app` gives {store, around, api, act(what), run(what), replyTo(message), redraw(), toast(text)}. */
  constructor(app) {
    this.#app = app;
    this.editing = null;
  }

  /** The bar of buttons over a message. */
  tools(message) {
    const { say } = this.#app.around;
    if (isEphemeral(message) || isSystem(message) || isStarter(message)) return null;
    const allowed = this.#allowed(message);
    const button = (name, label, run, testid) =>
      h(
        "button.tool",
        {
          type: "button",
          "aria-label": label,
          title: label,
          testid,
          data: { key: `${testid}-${message.id}` },
          on: { click: run },
        },
        icon(name),
      );
    const bar = h(
      "div.tools",
      { role: "group", "aria-label": say("message_menu") },
      allowed.react &&
        button(
          "smile",
          say("react"),
          (event) => this.#pickEmoji(event.currentTarget, message),
          "message-react",
        ),
      allowed.reply && button("reply", say("reply"), () => this.#app.replyTo(message), "message-reply"),
      allowed.edit && button("edit", say("edit"), () => this.edit(message), "message-edit"),
      button("more", say("more"), (event) => this.menu(event.currentTarget, message), "message-more"),
    );
    return bar;
  }

  /** Open the message's menu at an element or a point. */
  menu(anchor, message, home) {
    const { say } = this.#app.around;
    const allowed = this.#allowed(message);
    const items = [
      allowed.react && {
        label: say("react"),
        icon: "smile",
        testid: "menu-react",
        run: () => this.#pickEmoji(anchor, message),
      },
      allowed.reply && {
        label: say("reply"),
        icon: "reply",
        testid: "menu-reply",
        run: () => this.#app.replyTo(message),
      },
      { label: say("forward"), icon: "forward", testid: "menu-forward", run: () => this.#forward(message) },
      allowed.thread && {
        label: say("create_thread"),
        icon: "thread",
        testid: "menu-thread",
        run: () => this.#startThread(message),
      },
      allowed.edit && {
        label: say("edit"),
        icon: "edit",
        testid: "menu-edit",
        run: () => this.edit(message),
      },
      this.#moderation(message),
      "-",
      { label: say("apps"), testid: "menu-apps", items: this.#apps(message) },
      "-",
      message.content && {
        label: say("copy_text"),
        icon: "copy",
        testid: "menu-copy-text",
        run: () => this.#copy(message.content),
      },
      { label: say("copy_id"), icon: "id", testid: "menu-copy-id", run: () => this.#copy(message.id) },
      allowed.delete && {
        label: say("delete"),
        icon: "trash",
        danger: true,
        testid: "menu-delete",
        run: () => this.#remove(message),
      },
    ];
    openMenu(anchor, say("message_menu"), items.filter(Boolean), { home });
  }

  #allowed(message) {
    const { store } = this.#app;
    const here = store.here ?? {};
    const can = here.can ?? {};
    const own = message.author.id === store.server.me && !message.webhook_id;
    const plainChannel = !isThread(here) && here.type !== FORUM;
    const started = store.server.threads.some((thread) => thread.id === message.id);
    return {
      react: can.react,
      reply: can.send,
      edit: own && can.send,
      delete: own || can.manage_messages,
      thread: plainChannel && can.create_threads && !started,
    };
  }

  /** What may be done to who wrote it. */
  #moderation(message) {
    const author = !message.webhook_id && this.#app.store.member(message.author.id);
    const items = author ? moderationItems(author, this.#app) : [];
    const label = items.length && this.#app.around.say("moderate", { name: author.name });
    return items.length > 0 && { label, items, testid: "menu-moderate" };
  }

  #apps(message) {
    const { store, around, run } = this.#app;
    const commands = store.commands.filter((command) => command.type === MESSAGE_COMMAND);
    if (!commands.length) return [{ label: around.say("no_apps"), disabled: true, run: () => {} }];
    return commands.map((command) => ({
      label: localised(command, "name", around.locale),
      testid: "app-command",
      run: () =>
        run({
          do: "command",
          channel: store.place,
          name: command.name,
          path: [],
          options: [],
          target: message.id,
        }),
    }));
  }

  #pickEmoji(anchor, message) {
    const { around } = this.#app;
    const home = document.getElementById(`message-${message.id}`);
    pickEmoji(anchor, around, { home, onPick: (emoji) => around.react(message, emoji, true) });
  }

  /** Edit a message of one's own where it stands. */
  edit(message) {
    this.editing = message.id;
    this.#app.redraw();
    const field = document.querySelector(`#message-${message.id} textarea`);
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  /** The field that takes the place of a message's text while it is edited. */
  editor(message) {
    const { act, redraw, around } = this.#app;
    const close = () => {
      this.editing = null;
      redraw();
      document.getElementById(`message-${message.id}`)?.focus({ preventScroll: true });
    };
    const save = async () => {
      const content = field.value.trim();
      if (content === message.content) return close();
      if (!content) return this.#remove(message);
      const done = await act({ do: "edit", channel: message.channel_id, message: message.id, content });
      return done && close();
    };
    const onkey = (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) save();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const field = h("textarea.edit-field", {
      "aria-label": around.say("edit_label"),
      rows: "2",
      maxlength: "2000",
      testid: "edit-field",
      on: { keydown: onkey },
    });
    field.value = message.content;
    const buttons = [
      h("button.button.secondary.small", { type: "button", on: { click: close } }, around.say("cancel")),
      h(
        "button.button.primary.small",
        { type: "button", testid: "edit-save", on: { click: save } },
        around.say("save"),
      ),
    ];
    return h(
      "div.editor",
      {},
      field,
      h("div.row", {}, buttons, h("span.edit-hint", {}, around.say("edit_hint"))),
    );
  }

  async #remove(message) {
    const { around, act } = this.#app;
    const quote = preview(message, around);
    const sure = await confirm(around, {
      title: around.say("delete_title"),
      text: around.say("delete_sure"),
      quote,
      action: around.say("delete_do"),
    });
    if (sure) await act({ do: "delete", channel: message.channel_id, message: message.id });
  }

  async #forward(message) {
    const { around, act, store } = this.#app;
    const all = [...store.server.channels, ...store.server.threads];
    const open = all.filter((one) => one.can?.send && one.type !== FORUM && one.type !== 4);
    const channel = await chooseChannel(around, {
      title: around.say("forward_title"),
      channels: open,
      action: around.say("forward"),
    });
    if (channel) await act({ do: "forward", channel, from_channel: message.channel_id, message: message.id });
  }

  async #startThread(message) {
    const { around, act } = this.#app;
    const name = await askName(around, {
      title: around.say("thread_title"),
      label: around.say("thread_name"),
      action: around.say("create"),
    });
    if (!name) return;
    const made = await act({ do: "thread", channel: message.channel_id, message: message.id, name });
    if (made) await around.go(message.id, null, { fresh: true });
  }

  async #copy(text) {
    const { toast, around } = this.#app;
    await navigator.clipboard.writeText(text);
    toast(around.say("copied"));
  }
}
