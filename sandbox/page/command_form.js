/** A slash command being filled in, where the message would be written. */

import { h, append } from "./dom.js";
import { localised } from "./format.js";
import { icon } from "./icons.js";
import { optionField } from "./options.js";

export class CommandForm {
  #app;
  #entry;
  #fields = [];
  #onClose;

  /** `entry` as from callable(); `app` gives {around, api, run(what), attempt(work)}; `onClose()` when it is over. */
  constructor(app, entry, onClose) {
    this.#app = app;
    this.#entry = entry;
    this.#onClose = onClose;
    const { say } = app.around;
    this.fields = h("div.option-fields");
    this.more = h("div.option-more");
    const send = h(
      "button.icon-button.send",
      { type: "submit", "aria-label": say("send_command"), testid: "command-send" },
      icon("send"),
    );
    this.element = h(
      "form.command-form",
      { "aria-label": `/${entry.name}`, testid: "command-form" },
      h("div.command-about", {}, entry.description),
      h(
        "div.command-line",
        {},
        h(
          "div.command-options",
          {},
          h("span.command-name", {}, `/${entry.name}`),
          this.fields,
          this.more,
        ),
        h(
          "button.icon-button",
          {
            type: "button",
            "aria-label": say("cancel_command"),
            testid: "command-cancel",
            on: { click: () => this.#onClose() },
          },
          icon("close"),
        ),
        send,
      ),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    const [required, optional] = [true, false].map((wanted) =>
      entry.options.filter((option) => Boolean(option.required) === wanted),
    );
    for (const option of required) this.#add(option);
    append(
      this.more,
      optional.map((option) => this.#offer(option)),
    );
    this.sendButton = send;
  }

  focus() {
    (this.#fields[0] ?? this.sendButton).focus();
  }

  #offer(option) {
    const { say, locale } = this.#app.around;
    const name = localised(option, "name", locale);
    const add = () => {
      button.remove();
      this.#add(option).focus();
    };
    const button = h(
      "button.option-offer",
      {
        type: "button",
        "aria-label": say("add_option", { name }),
        title: localised(option, "description", locale),
        testid: `add-option-${option.name}`,
        on: { click: add },
      },
      icon("plus", "small-icon"),
      name,
    );
    return button;
  }

  #add(option) {
    const field = optionField(option, {
      app: this.#app,
      ask: (focused) => this.#suggestions(focused),
      onDone: () => this.#next(field),
    });
    this.#fields.push(field);
    this.fields.append(field.element);
    return field;
  }

  /** Go on to the next field that is still empty, or to the send button. */
  #next(field) {
    field.check();
    const later = this.#fields.slice(this.#fields.indexOf(field) + 1);
    (later.find((one) => !one.value()) ?? this.sendButton).focus();
  }

  #options() {
    return this.#fields.map((field) => field.value()).filter(Boolean);
  }

  async #suggestions(focused) {
    const { api, around, attempt } = this.#app;
    const { command, path } = this.#entry;
    const own = this.#entry.options.find((option) => option.name === focused);
    const typed = this.element.querySelector(`[data-testid="option-${CSS.escape(focused)}"] input`).value;
    const options = [
      ...this.#options().filter((one) => one.name !== focused),
      { name: focused, type: own.type, value: typed, focused: true },
    ];
    const what = {
      do: "autocomplete",
      channel: around.store.place,
      name: command.name,
      path: [command.name, ...path],
      options,
      focused,
    };
    return (await attempt(() => api.act(what)))?.choices ?? [];
  }

  async #send() {
    const bad = this.#fields.filter((field) => !field.check());
    if (bad.length) {
      bad[0].focus();
      return;
    }
    const { around, run } = this.#app;
    const { command, path } = this.#entry;
    const what = {
      do: "command",
      channel: around.store.place,
      name: command.name,
      path: [command.name, ...path],
      options: this.#options(),
    };
    this.#onClose();
    await run(what);
  }

  #key(event) {
    if (event.key === "Escape") this.#onClose();
    else if (
      event.key === "Backspace" &&
      event.target === this.#fields[0]?.element.querySelector("input") &&
      !event.target.value
    )
      this.#onClose();
    else if (event.key === "Enter" && event.target.matches("input")) this.#send();
    else return;
    event.preventDefault();
  }
}
