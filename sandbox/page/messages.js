/** The open channel's messages: the list, its scrolling, and what is said to screen readers. */

import { h, fill, rememberFocus } from "./dom.js";
import { bornAt, day, displayName } from "./format.js";
import { channelIcon, icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { isEphemeral, isSystem, messageElement, preview, saidBy } from "./message.js";
import { DIRECT, isThread } from "./state.js";

const GROUP_MS = 7 * 60 * 1000;
const NEAR_END_PX = 120;
const NEAR_START_PX = 300;
const LOOK_BACK_PAGES = 40;
const POINTED = /<#(\d+)>|\/channels\/\d+\/(\d+)/g;

export class MessageList {
  #app;
  #rows = new Map();
  #atEnd = true;
  #loading = false;

  /** `app` gives {store, around, tools(message), editor(message), editing(), announce(text), attempt(work)}. */
  constructor(app) {
    this.#app = app;
    const { say } = app.around;
    this.start = h("div.beginning");
    this.list = h("ol.messages", { tabindex: "-1" });
    this.scroller = h(
      "div.scroller",
      { id: "log", role: "log", "aria-live": "off", tabindex: "-1", testid: "log" },
      h("div.filler"),
      this.start,
      this.list,
    );
    this.latest = h(
      "button.to-latest",
      { type: "button", hidden: true, testid: "to-latest", on: { click: () => this.toEnd() } },
      say("jump_latest"),
      icon("down"),
    );
    this.typing = h("div.typing", { testid: "typing" });
    this.element = h("div.message-view", {}, this.scroller, this.latest);
    this.scroller.addEventListener("scroll", () => this.#scrolled());
    this.list.addEventListener("keydown", (event) => this.#move(event));
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.list);
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.scroller);
  }

  /** Another channel is open: begin at its end. */
  reset() {
    this.#rows.clear();
    this.list.replaceChildren();
    this.start.replaceChildren();
    this.#atEnd = true;
    this.latest.hidden = true;
  }

  /** Say that a new message came, and follow it where the reader is at the end. */
  arrived(message) {
    const { store, around, announce } = this.#app;
    if (message.author.id === store.server.me || isEphemeral(message)) this.#atEnd = true;
    if (message.author.id !== store.server.me)
      announce(around.say("new_message", { name: displayName(message), text: preview(message, around) }));
  }

  /** Bring the list in line with the store; entries that did not change keep their elements. */
  draw() {
    const { store, around } = this.#app;
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    const restore = rememberFocus(this.list);
    const held = document.activeElement?.closest("[data-custom-id]")?.closest(".message");
    const wanted = this.#plan(store.messages);
    const kept = new Map();
    const elements = wanted.map(({ key, signature, make }) => {
      const old = this.#rows.get(key);
      const row = old && same(old.signature, signature) ? old : { signature, element: make() };
      kept.set(key, row);
      return row.element;
    });
    this.#rows = kept;
    replace(this.list, elements);
    this.scroller.setAttribute("aria-label", around.say("message_log", { name: store.here?.name ?? "" }));
    this.#roving();
    this.#beginning();
    if (this.#atEnd) this.toEnd();
    else if (this.#loading) this.scroller.scrollTop = this.scroller.scrollHeight - before;
    restore?.();
    if (held && !held.isConnected) this.#turned(held.dataset.id);
  }

  /** Say what a message shows now whose button was pressed. */
  #turned(id) {
    const { store, around, announce } = this.#app;
    const message = store.message(id);
    if (message) announce(preview(message, around));
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#atEnd = true;
    this.latest.hidden = true;
  }

  /** Show the message `id`, loading earlier ones until it is there; false when it is not. */
  async jump(id) {
    const { store } = this.#app;
    for (let page = 0; !store.message(id) && page < LOOK_BACK_PAGES; page += 1) {
      if (!(await this.#older())) break;
    }
    const element = document.getElementById(`message-${id}`);
    if (!element) return false;
    this.#atEnd = false;
    element.scrollIntoView({ block: "center" });
    element.classList.remove("flash");
    element.getBoundingClientRect();
    element.classList.add("flash");
    this.#rove(element);
    element.focus({ preventScroll: true });
    return true;
  }

  focusLast() {
    this.list.querySelector(".message[tabindex='0']")?.focus();
  }

  #plan(messages) {
    const { store, around, tools, editor, editing } = this.#app;
    const rows = [];
    let last = null;
    for (const message of messages) {
      const born = bornAt(message.id);
      const today = day(born, around.locale);
      if (!last || today !== day(bornAt(last.id), around.locale)) {
        rows.push({
          key: `day-${message.id}`,
          signature: [today],
          make: () => h("li.day", {}, h("span", {}, today)),
        });
        last = null;
      }
      const grouped = belongs(message, last);
      const thread =
        message.id === store.place ? undefined : store.server.threads.find((one) => one.id === message.id);
      const metadata = thread?.thread_metadata ?? {};
      const shown = editing() === message.id;
      rows.push({
        key: message.id,
        signature: [
          message,
          grouped,
          thread?.name,
          thread?.message_count,
          metadata.locked,
          metadata.archived,
          shown,
          namesIn(message, store),
        ],
        make: () =>
          messageElement(
            message,
            { grouped, thread, editing: shown ? editor(message) : null },
            around,
            tools,
          ),
      });
      last = message;
    }
    return rows;
  }

  #beginning() {
    const { store, around } = this.#app;
    const { say } = around;
    const here = store.here;
    if (!here || !store.complete) {
      const waits = here && store.messages.length > 0;
      fill(this.start, waits && h("div.loading", {}, say("loading_older")));
      return;
    }
    const { name } = here;
    const plain = isThread(here) || here.type === DIRECT;
    const about = here.type === DIRECT ? "beginning_direct" : "beginning_thread";
    fill(
      this.start,
      h("div.beginning-mark", {}, channelIcon(here)),
      h("h2", {}, plain ? name : say("beginning", { name: `#${name}` })),
      h("p", {}, plain ? say(about, { name }) : markdown(here.topic, around)),
    );
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    this.latest.hidden = this.#atEnd;
    if (scrollTop < NEAR_START_PX && !this.#atEnd) this.#app.attempt(() => this.#older());
  }

  async #older() {
    if (this.#loading) return false;
    this.#loading = true;
    try {
      return await this.#app.store.older();
    } finally {
      this.#loading = false;
    }
  }

  /** One message at a time is in the tab order; the arrow keys go from one to the next. */
  #roving() {
    const entries = [...this.list.querySelectorAll(".message")];
    const current = entries.find((one) => one.contains(document.activeElement)) ?? entries.at(-1);
    if (current) this.#rove(current);
  }

  #rove(element) {
    for (const one of this.list.querySelectorAll(".message[tabindex='0']")) one.tabIndex = -1;
    element.tabIndex = 0;
  }

  #move(event) {
    if (!event.target.matches(".message")) return;
    const entries = [...this.list.querySelectorAll(".message")];
    const at = entries.indexOf(event.target);
    const steps = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: entries.length - 1 };
    const next = entries[steps[event.key]];
    if (event.key === "Enter") event.target.querySelector("[data-testid=message-more]")?.click();
    else if (next) {
      this.#rove(next);
      next.focus();
    } else return;
    event.preventDefault();
  }
}

const author = (message) => `${saidBy(message).author.id} ${displayName(saidBy(message))}`;

/** Whether `message` continues what `last` began: same author, soon after, nothing between. */
function belongs(message, last) {
  if (!last || isSystem(last) || isSystem(message)) return false;
  if (message.type !== 0 || isEphemeral(message) !== isEphemeral(last)) return false;
  const soon = bornAt(message.id) - bornAt(last.id) < GROUP_MS;
  return soon && author(message) === author(last);
}

/** The names of the channels a message points at: some may come into being after it. */
function namesIn({ content, components }, store) {
  const ids = [...JSON.stringify([content, components]).matchAll(POINTED)].map((hit) => hit[1] ?? hit[2]);
  return ids.map((id) => store.channel(id)?.name).join("\n");
}

const same = (one, other) => one.length === other.length && one.every((part, at) => part === other[at]);

/** Make `elements` the children of `parent`, moving as little as possible. */
function replace(parent, elements) {
  const wanted = new Set(elements);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  elements.forEach((element, at) => {
    if (parent.children[at] !== element) parent.insertBefore(element, parent.children[at] ?? null);
  });
}
