/** Puts the page together: the store, the views, and what they ask of each other. */

import { Account } from "./account.js";
import { Actions } from "./actions.js";
import { Api } from "./api.js";
import { Composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { acceptDrops } from "./files.js";
import { displayName } from "./format.js";
import { Forum } from "./forum.js";
import { drawHead } from "./head.js";
import { Interactions } from "./interactions.js";
import { Drawer } from "./drawer.js";
import { preview } from "./message.js";
import { MessageList } from "./messages.js";
import { openModal } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { isTimedOut, outside, timedOutWords } from "./standing.js";
import { FORUM, Store } from "./state.js";
import { Toasts } from "./toasts.js";
import { Translation } from "./translation.js";
import { wordsFor } from "./words.js";

const UNKNOWN_MEMBER = 10007;
const SLOW_MODE = 20016;

const part = (id) => document.getElementById(id);

/** Everything that speaks the member's language; made anew when the language changes. */
class Page {
  constructor({ api, store, become }) {
    const say = wordsFor(store.locale);
    const toasts = new Toasts(part("toasts"), say);
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.store = store;
    this.locale = store.locale;
    this.say = say;
    this.toast = (text, kind) => toasts.show(text, kind);
    this.drawer = new Drawer(say);
    this.api = api;
    this.around = this.#around();
    this.interactions = new Interactions({
      api,
      store,
      say,
      signal,
      onModal: (d) => openModal(d, this.tools),
    });
    this.tools = this.#tools();
    this.actions = new Actions(this.tools);
    this.composer = new Composer(this.tools);
    this.list = new MessageList(this.tools);
    this.forum = new Forum(this.tools);
    const places = { server: part("server"), nav: part("channels"), rail: part("rail") };
    this.sidebar = new Sidebar(this.around, { ...places, signal });
    this.account = new Account(this.around, become, part("account"));
    this.translation = new Translation(this.tools, part("translation"));
    this.#listen();
    this.#dress();
  }

  /** What the views show a message with: where things are, the words, and what its parts do when pressed. */
  #around() {
    const { store, locale, say } = this;
    const about = (message) => ({ channel: message.channel_id, message: message.id });
    return {
      store,
      locale,
      say,
      user: (id) => (id === store.server.bot.id ? store.server.bot : store.member(id)),
      channel: (id) => store.channel(id),
      role: (id) => store.role(id),
      go: (channel, message, how) => this.attempt(() => this.go(channel, message, how)),
      ask: (name) => this.composer.ask(name),
      press: (message, id) => this.run({ do: "click", ...about(message), custom_id: id }),
      pick: (message, id, values) => this.run({ do: "select", ...about(message), custom_id: id, values }),
      join: async () => (await this.act({ do: "join" })) && store.refresh(),
      takeMessages: (take) => this.act({ do: "takes_messages", take }),
      dismiss: (message) => this.act({ do: "delete", ...about(message) }),
      react: (message, emoji, on) => this.act({ do: "react", ...about(message), emoji, on }),
    };
  }

  /** What the views ask of the page and of each other. */
  #tools() {
    const { store, around, api, interactions, toast } = this;
    return {
      store,
      around,
      api,
      interactions,
      toast,
      act: (what) => this.act(what),
      run: (what) => this.run(what),
      attempt: (work) => this.attempt(work),
      announce: (text) => fill(part("announcer"), text),
      redraw: () => this.list.draw(),
      editLast: () => this.#editLast(),
      openDrawer: () => this.drawer.open(),
      begin: (text) => this.composer.begin(text),
      replyTo: (message) => this.composer.replyTo(message),
      tools: (message) => this.actions.tools(message),
      editor: (message) => this.actions.editor(message),
      editing: () => this.actions.editing,
    };
  }

  /** The parts of the page that stay while everything else is drawn anew. */
  #dress() {
    document.documentElement.lang = this.locale;
    part("skip").textContent = this.say("skip");
    part("skip").onclick = (event) => {
      event.preventDefault();
      part("log").focus();
    };
    fill(part("dock"), this.composer.element, this.list.typing);
  }

  #listen() {
    const on = (name, run) => this.store.addEventListener(name, run, { signal: this.stop.signal });
    on("server", () => this.drawServer());
    on("place", () => this.drawPlace());
    on("messages", () => (this.store.here?.type === FORUM ? this.forum.draw() : this.list.draw()));
    on("arrived", ({ detail }) => this.list.arrived(detail));
    on("typing", () => this.#drawTyping());
    on("standing", () => this.#standing());
    on("letter", ({ detail }) => this.#letter(detail));
    on("refused", ({ detail }) => this.toast(detail.message, "error"));
    this.list.element.addEventListener("contextmenu", (event) => this.#contextMenu(event));
  }

  /** Do `work`, and show what was refused; null then. */
  async attempt(work) {
    try {
      return await work();
    } catch (error) {
      this.toast(this.#why(error), "error");
      return null;
    }
  }

  /** What was refused, in the member's language where Discord's clients say it in theirs. */
  #why(error) {
    if (error.code !== SLOW_MODE) return error.message;
    return this.around.say("slow_mode", { n: Math.max(1, Math.ceil(error.after)) });
  }

  act(what) {
    return this.attempt(() => this.api.act(what));
  }

  /** Do something the bot answers to, and say so when it does not. */
  async run(what) {
    const outcome = await this.attempt(() => this.interactions.run(what));
    if (outcome?.reason !== undefined)
      this.toast(this.around.say("interaction_failed", { reason: outcome.reason }), "error");
  }

  /** Open a channel, and a message in it; `fresh`: it may have come into being just now. */
  async go(channel, message, { fresh = false } = {}) {
    this.drawer.close();
    if (fresh || !this.store.channel(channel)) await this.store.refresh();
    if (!this.store.channel(channel)) {
      this.toast(this.around.say("jump_gone"), "error");
      return;
    }
    if (this.store.place !== channel) await this.store.open(channel);
    if (message && !(await this.list.jump(message))) this.toast(this.around.say("jump_gone"), "error");
    if (!message) this.composer.focus();
  }

  drawServer() {
    this.sidebar.draw();
    this.account.draw();
    this.translation.draw();
    drawHead(part("head"), this.tools);
    this.composer.draw();
    this.#drawBanner();
    if (this.store.here?.type === FORUM) this.forum.draw();
    else this.list.draw();
  }

  drawPlace() {
    this.actions.editing = null;
    const here = this.store.here;
    this.list.reset();
    fill(part("view"), here?.type === FORUM ? this.forum.element : this.list.element);
    const address = `#/${this.store.place ?? ""}`;
    const step = location.hash ? "pushState" : "replaceState";
    if (!location.hash.startsWith(address)) history[step](null, "", address);
    document.title = here ? `${here.name} · ${this.store.server.guild.name}` : this.store.server.guild.name;
    this.drawServer();
    this.#drawTyping();
  }

  #drawBanner() {
    const { bot } = this.store.server;
    const { say } = this.around;
    const out = outside(this.store.me, this.around);
    const offline = bot.online ? "" : say("bot_offline_banner", { name: bot.name });
    const text = this.store.linked ? (out?.words ?? offline) : say("link_lost");
    const banner = part("banner");
    banner.hidden = !text;
    if (banner.dataset.text === text) return; // said once, and its button keeps the focus
    banner.dataset.text = text;
    const join = { type: "button", testid: "join", on: { click: () => this.around.join() } };
    const joins = text === out?.words && out.joins;
    fill(banner, h("span", {}, text), joins && h("button.banner-button", join, say("join_again")));
  }

  /** Say that the member was timed out, or may write again; what it is to be outside, the banner says. */
  async #standing() {
    const before = this.store.me;
    await this.store.refresh();
    const now = this.store.me;
    if (isTimedOut(now)) this.toast(timedOutWords(now, this.around), "error");
    else if (isTimedOut(before) && now.standing.member) this.toast(this.say("you_may_write"));
  }

  #letter(message) {
    const text = preview(message, this.around);
    fill(part("announcer"), this.say("new_direct", { name: displayName(message), text }));
  }

  #drawTyping() {
    const ids = this.store.typing.users;
    const names = ids.map((id) => this.around.user(id)?.name).filter(Boolean);
    const list = new Intl.ListFormat(this.locale).format(names);
    fill(
      this.list.typing,
      names.length > 0 && h("span", {}, this.around.say("typing", { n: names.length, names: list })),
    );
  }

  #contextMenu(event) {
    const element = event.target.closest(".message");
    const message = element && this.store.message(element.dataset.id);
    if (!message || event.target.closest("a, textarea, input") || !element.querySelector(".tools")) return;
    event.preventDefault();
    const byKey = event.clientX === 0 && event.clientY === 0;
    this.actions.menu(byKey ? element : { x: event.clientX, y: event.clientY }, message, element);
  }

  #editLast() {
    const own = this.store.messages.filter(
      (one) => one.author.id === this.store.server.me && displayName(one) && one.content && !one.webhook_id,
    );
    if (own.length) this.actions.edit(own.at(-1));
  }
}

/** A member of an earlier sandbox is nobody here: begin as the first one then. */
function firstMember(error, api) {
  if (error.code !== UNKNOWN_MEMBER) throw error;
  return api.state(null);
}

/** Read the token and the place from the address, and begin. */
async function begin() {
  const api = new Api(new URLSearchParams(location.search).get("token") ?? "");
  const store = new Store(api);
  let page = null;
  const place = () => /^#\/(\d+)(?:\/(\d+))?/.exec(location.hash) ?? [];
  const become = async (member, where = store.place) => {
    try {
      await switchTo(member, where);
    } catch (error) {
      new Toasts(part("toasts"), wordsFor("en")).show(error.message, "error");
    }
  };
  const switchTo = async (member, where) => {
    delete part("shell").dataset.ready;
    const known = await api.state(member).catch((error) => firstMember(error, api));
    await store.become(known, where, () => {
      page?.stop.abort();
      page = new Page({ api, store, become });
    });
    sessionStorage.setItem("member", store.server.me);
    part("shell").dataset.ready = store.server.me;
  };
  const [, channel, message] = place();
  await become(sessionStorage.getItem("member"), channel);
  if (page && message) await page.go(channel, message);
  addEventListener("hashchange", () => {
    const [, next, target] = place();
    if (next) page?.around.go(next, target ?? null);
  });
  // The first stop by keyboard is where people write; from there, Shift+Tab leads back to the messages.
  addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || document.activeElement !== document.body) return;
    if (page?.composer.focus()) event.preventDefault();
  });
  acceptDrops(document.body, (files) => page?.composer.add(files));
}

begin();
