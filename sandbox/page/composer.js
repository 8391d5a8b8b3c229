/** Where messages are written: text, a reply, files, or a slash command. */

import { h, fill } from "./dom.js";
import { displayName } from "./format.js";
import { icon } from "./icons.js";
import { CommandForm } from "./command_form.js";
import { CommandPicker, callable } from "./commands.js";
import { FileTray } from "./files.js";
import { MentionPicker } from "./mention_picker.js";
import { NARROW } from "./drawer.js";
import { isTimedOut, timedOutWords } from "./standing.js";
import { DIRECT, FORUM, isThread } from "./state.js";

const MAX_FILES = 10;
const MAX_LENGTH = 2000;
const LONGEST_NAME = 40;

export class Composer {
  #app;
  #reply = null;
  #ping = true;
  #form = null;
  #drafts = new Map();
  #place = null;

  /** `app` gives {store, around, api, act(what), run(what), attempt(work), toast(text), editLast()}. */
  constructor(app) {
    this.#app = app;
    const { say } = app.around;
    this.input = h("textarea.composer-input", {
      rows: "1",
      maxlength: String(MAX_LENGTH),
      "aria-haspopup": "listbox",
      "aria-controls": "command-list",
      "aria-autocomplete": "list",
      testid: "composer",
    });
    this.picker = new CommandPicker(app.around, this.input, (entry) => this.#pick(entry));
    this.mentions = new MentionPicker(app.around, this.input);
    this.tray = new FileTray(app, { max: MAX_FILES, bare: true, onChange: () => this.#buttons() });
    this.replyBar = h("div.reply-bar", { hidden: true, testid: "reply-bar" });
    this.send = h(
      "button.icon-button.send",
      { type: "submit", "aria-label": say("send"), testid: "send" },
      icon("send"),
    );
    this.attach = h(
      "button.icon-button",
      {
        type: "button",
        "aria-label": say("attach"),
        title: say("attach"),
        testid: "attach",
        on: { click: () => this.tray.choose() },
      },
      icon("plus"),
    );
    this.line = h("form.composer-line", {}, this.attach, this.input, this.send);
    this.box = h("div.composer-box", {}, this.replyBar, this.tray.element, this.line);
    this.closed = h("div.composer-closed", { hidden: true, testid: "composer-closed" });
    this.element = h(
      "section.composer",
      { "aria-label": say("send") },
      this.picker.element,
      this.mentions.element,
      this.box,
      this.closed,
    );
    this.line.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => {
      this.picker.close();
      this.mentions.close();
    });
    this.input.addEventListener("focus", () => this.picker.update(this.input.value));
    this.input.addEventListener("paste", (event) => this.add([...event.clipboardData.files]));
  }

  /** Bring it in line with the open channel: its name, what may be done there, what was begun there. */
  draw() {
    const { store, around } = this.#app;
    const here = store.here;
    if (this.#place !== store.place) this.#move(store.place);
    this.element.hidden = !here || here.type === FORUM;
    if (!here) return;
    const can = here.can ?? {};
    const name = isThread(here) ? here.name : `${here.type === DIRECT ? "@" : "#"}${here.name}`;
    const hint = matchMedia(NARROW).matches ? "composer" : "composer_hint";
    this.input.placeholder = around.say(hint, { name: shortened(name) });
    this.input.setAttribute("aria-label", around.say("composer", { name }));
    this.attach.hidden = !can.attach;
    this.closed.hidden = Boolean(can.send);
    this.box.hidden = !can.send;
    fill(this.closed, icon("lock"), this.#whyClosed(here));
  }

  /** Why one cannot write in `here`. */
  #whyClosed(here) {
    const { store, around } = this.#app;
    if (here.type === DIRECT) return around.say("direct_unreachable", { name: here.name });
    if (here.thread_metadata?.locked) return around.say("thread_is_locked");
    return isTimedOut(store.me) ? timedOutWords(store.me, around) : around.say("may_not_send");
  }

  #move(place) {
    if (this.#place) this.#drafts.set(this.#place, this.input.value);
    this.#place = place;
    this.#cancelReply();
    this.#closeForm();
    this.tray.clear();
    this.input.value = this.#drafts.get(place) ?? "";
    this.#grow();
    this.picker.close();
  }

  /** Attach `files` to the message being written, where that is allowed. */
  add(files) {
    if (!this.box.hidden && !this.line.hidden && !this.attach.hidden) this.tray.add(files);
  }

  /** Put the cursor there; whether one can write there. */
  focus() {
    if (this.element.hidden || this.box.hidden) return false;
    if (this.line.hidden) this.#form.focus();
    else this.input.focus();
    return true;
  }

  /** Begin a message with `text`, where one can write. */
  begin(text) {
    if (!this.focus() || this.line.hidden) return;
    this.input.value = text;
    this.#typed();
  }

  /** Answer `message`. */
  replyTo(message) {
    this.#reply = message;
    this.#ping = true;
    this.#drawReply();
    this.input.focus();
  }

  /** Begin the slash command called `name`, as in `</name:id>`. */
  ask(name) {
    const { store, locale } = this.#app.around;
    const entry = callable(store.commands, locale).find((one) => one.raw === name);
    if (entry) this.#pick(entry);
  }

  #drawReply() {
    const { say } = this.#app.around;
    this.replyBar.hidden = !this.#reply;
    if (!this.#reply) return;
    const toggle = () => {
      this.#ping = !this.#ping;
      this.#drawReply();
      this.replyBar.querySelector("[aria-pressed]").focus();
    };
    fill(
      this.replyBar,
      h("span.reply-to", {}, say("replying_to", { name: displayName(this.#reply) })),
      h(
        "button.text-button",
        {
          type: "button",
          "aria-pressed": String(this.#ping),
          title: say("ping_title"),
          testid: "ping",
          on: { click: toggle },
        },
        "@ ",
        say(this.#ping ? "ping_on" : "ping_off"),
      ),
      h(
        "button.icon-button",
        {
          type: "button",
          "aria-label": say("cancel_reply"),
          testid: "cancel-reply",
          on: { click: () => this.#cancelReply(true) },
        },
        icon("close"),
      ),
    );
  }

  #cancelReply(refocus = false) {
    this.#reply = null;
    this.#drawReply();
    if (refocus) this.input.focus();
  }

  #typed() {
    this.#grow();
    this.picker.update(this.input.value);
    this.mentions.update();
  }

  #grow() {
    this.input.style.setProperty("height", "auto");
    if (this.input.value) this.input.style.setProperty("height", `${this.input.scrollHeight}px`);
    this.#buttons();
  }

  #buttons() {
    if (!this.send) return;
    this.send.disabled = this.tray.busy || (!this.input.value.trim() && this.tray.empty);
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.picker.key(event) || this.mentions.key(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && this.#reply) {
      event.preventDefault();
      this.#cancelReply();
    } else if (event.key === "ArrowUp" && !this.input.value) {
      event.preventDefault();
      this.#app.editLast();
    }
  }

  async #submit() {
    const content = this.input.value.trim();
    if (this.tray.busy || (!content && this.tray.empty)) return;
    const reply = this.#reply && { reply_to: this.#reply.id, ping: this.#ping };
    const attachments = this.tray.ids();
    const what = {
      do: "send",
      channel: this.#place,
      content: this.mentions.sent(content),
      ...reply,
      ...(attachments.length && { attachments, spoilers: this.tray.spoilers() }),
    };
    if (!(await this.#app.act(what))) return;
    this.input.value = "";
    this.#cancelReply();
    this.tray.clear();
    this.#grow();
  }

  #pick(entry) {
    this.picker.close();
    this.input.value = "";
    this.#grow();
    this.#closeForm();
    const close = () => {
      this.#closeForm();
      this.input.focus();
    };
    this.#form = new CommandForm(this.#app, entry, close);
    this.box.append(this.#form.element);
    this.line.hidden = true;
    this.#form.focus();
  }

  #closeForm() {
    this.#form?.element.remove();
    this.#form = null;
    this.line.hidden = false;
  }
}

/** A name that leaves room for the rest of a hint: a placeholder is cut off without a sign. */
const shortened = (name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…` : name);
