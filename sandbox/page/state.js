/** What the current member sees: the server, the open channel with its messages, what is unread. */

import { byId } from "./format.js";
import { withReaction } from "./reactions.js";
import { whenOneEnds } from "./standing.js";
import { Typing } from "./typing.js";

const PAGE_OF_MESSAGES = 50;
const REFRESH_MS = 150;
const THREADS = [10, 11, 12];
const SERVER_EVENTS = /^(THREAD_|CHANNEL_|GUILD_|ROLE_|STANDING)/;

export const DIRECT = 1;
export const FORUM = 15;
export const EPHEMERAL = 64;
export const LOADING = 128;
export const isThread = (channel) => THREADS.includes(channel.type);

/**
 * Events: "server" (members, channels, threads, commands or the bot changed), "place" (another channel is open),
 * "messages" (the open channel's messages changed), "arrived" (detail: a new message in the open channel),
 * "typing", "standing" (the member's changed), "letter" (detail: a direct message while something else was open),
 * "refused" (detail: an error met while following).
 */
export class Store extends EventTarget {
  #api;
  #held = null;
  #refreshTimer = null;
  #timeoutTimer = null;
  #ephemerals = new Map();

  constructor(api) {
    super();
    this.#api = api;
    this.server = null;
    this.place = null;
    this.messages = [];
    this.complete = false;
    this.unread = new Map();
    this.typing = new Typing(() => this.#tell("typing"));
    this.linked = true;
  }

  get me() {
    return this.server.members.find((member) => member.id === this.server.me);
  }

  get locale() {
    return this.me?.locale ?? "en-US";
  }

  /** A channel, a thread or the direct messages that the member can see, or undefined. */
  channel(id) {
    return [...this.server.channels, ...this.server.threads, this.server.direct].find((one) => one.id === id);
  }

  /** The commands that can be used in the open channel. */
  get commands() {
    return this.here?.commands ?? this.server.commands;
  }

  get here() {
    return this.place && this.channel(this.place);
  }

  threadsOf(id) {
    return this.server.threads.filter((thread) => thread.parent_id === id);
  }

  /** The message `id` where it is loaded. */
  message(id) {
    return this.messages.find((message) => message.id === id);
  }

  member(id) {
    return this.server.members.find((member) => member.id === id);
  }

  role(id) {
    return this.server.roles.find((role) => role.id === id);
  }

  /**
   * Look through the eyes of the member whose `state` this is: at `place` where they can see it, else at the first
   * channel. `prepare()` runs between the two: what shows the store may be made anew there.
   */
  async become(state, place, prepare) {
    this.#know(state);
    this.#api.member = this.server.me;
    this.unread = new Map(state.direct.unread ? [[state.direct.id, state.direct.unread]] : []);
    this.typing.clear();
    this.#ephemerals = new Map();
    this.#api.follow(
      (t, d) => this.#receive(t, d),
      (up, again) => this.#link(up, again),
    );
    prepare();
    const known = place && this.channel(place);
    await this.open(known ? place : this.#firstChannel());
  }

  #firstChannel() {
    const { channels, direct } = this.server;
    return (channels.find((channel) => channel.type !== FORUM) ?? channels[0] ?? direct).id;
  }

  /** Take the server's state, and look at it again when the next timeout ends. */
  #know(state) {
    this.server = state;
    clearTimeout(this.#timeoutTimer);
    this.#timeoutTimer = whenOneEnds(state.members, () => this.refreshSoon());
  }

  /** Open a channel, a thread or a forum and load its latest messages. */
  async open(id) {
    this.place = id;
    this.unread.delete(id);
    if (id === this.server.direct.id) this.#api.markRead();
    this.messages = [];
    this.complete = false;
    this.#tell("place");
    await this.reload();
  }

  /** Load the open channel's latest messages again. */
  async reload() {
    const place = this.place;
    if (!this.here || this.here.type === FORUM) {
      this.complete = true;
      this.#tell("messages");
      return;
    }
    this.#held = [];
    try {
      const found = await this.#api.messages(place, { limit: PAGE_OF_MESSAGES });
      if (place !== this.place) return;
      this.complete = found.length < PAGE_OF_MESSAGES;
      this.messages = this.#withEphemerals(found);
    } finally {
      if (place === this.place) this.#release();
    }
    this.#tell("messages");
  }

  /** Load what stands before the oldest loaded message; false when there is nothing more. */
  async older() {
    if (this.complete || !this.messages.length) return false;
    const place = this.place;
    const first = this.messages.find((message) => !(message.flags & EPHEMERAL)) ?? this.messages[0];
    const found = await this.#api.messages(place, { before: first.id, limit: PAGE_OF_MESSAGES });
    if (place !== this.place) return false;
    this.complete = found.length < PAGE_OF_MESSAGES;
    const known = new Set(this.messages.map((message) => message.id));
    this.messages = [...found.filter((message) => !known.has(message.id)), ...this.messages];
    this.#tell("messages");
    return found.length > 0;
  }

  /** Ask the server for its state again, soon and once for many reasons. */
  refreshSoon() {
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = null;
      this.refresh().catch((error) => this.#tell("refused", error));
    }, REFRESH_MS);
  }

  /** Ask the server for its state again, now. */
  async refresh() {
    const member = this.server.me;
    const fresh = await this.#api.state(member);
    if (member !== this.server.me) return;
    const changed = JSON.stringify(fresh) !== JSON.stringify(this.server);
    this.#know(fresh);
    if (changed) this.#tell("server"); // what is drawn anew cannot be clicked meanwhile
    if (this.place && !this.here) await this.open(this.#firstChannel());
  }

  #withEphemerals(found) {
    const ids = new Set(found.map((message) => message.id));
    const own = [...this.#ephemerals.values()].filter(
      (one) => one.channel_id === this.place && !ids.has(one.id),
    );
    return [...found, ...own].sort(byId);
  }

  #link(up, again) {
    this.linked = up;
    this.#tell("server");
    // What happened between the state that was fetched and this connection was told to nobody.
    if (up) this.refreshSoon();
    if (up && again) this.reload().catch((error) => this.#tell("refused", error));
  }

  #release() {
    const held = this.#held ?? [];
    this.#held = null;
    for (const [t, d] of held) this.#apply(t, d);
  }

  #receive(t, d) {
    this.dispatchEvent(new CustomEvent("gateway", { detail: { t, d } }));
    if (this.#held && t.startsWith("MESSAGE_")) this.#held.push([t, d]);
    else this.#apply(t, d);
  }

  #apply(t, d) {
    if (t === "MESSAGE_CREATE") this.#arrive(d);
    else if (t === "MESSAGE_UPDATE") this.#change(d.id, (old) => ({ ...old, ...d }));
    else if (t === "MESSAGE_DELETE") this.#gone(d.channel_id, [d.id]);
    else if (t === "MESSAGE_DELETE_BULK") this.#gone(d.channel_id, d.ids);
    else if (t === "MESSAGE_REACTION_ADD") this.#react(d, 1);
    else if (t === "MESSAGE_REACTION_REMOVE") this.#react(d, -1);
    else if (t === "EPHEMERAL")
      this.#whisper({ ...d.message, channel_id: d.channel ?? d.message.channel_id });
    else if (t === "EPHEMERAL_DELETE") this.#dismissed(d.id);
    else if (t === "TYPING_START") this.#typed(d);
    else if (t === "COMMANDS") this.#patch({ commands: d.commands });
    else if (t === "PRIVACY") this.#patch(d);
    else if (t === "BOT") {
      this.#patch({ bot: { ...this.server.bot, ...d } });
      this.refreshSoon();
    } else if (SERVER_EVENTS.test(t)) this.refreshSoon();
    if (t === "STANDING" && d.user === this.server.me) this.#tell("standing");
  }

  #patch(part) {
    this.server = { ...this.server, ...part };
    this.#tell("server");
  }

  #arrive(message) {
    this.typing.quiet(message.author.id);
    if (this.server.threads.some((thread) => thread.id === message.channel_id)) this.refreshSoon();
    if (message.channel_id === this.place) {
      this.#put(message);
      if (this.here?.type === DIRECT) this.#api.markRead();
    } else if (message.author.id !== this.server.me) {
      this.unread.set(message.channel_id, (this.unread.get(message.channel_id) ?? 0) + 1);
      if (message.channel_id === this.server.direct.id) this.#tell("letter", message);
      this.#tell("server");
    }
  }

  #whisper(message) {
    this.#ephemerals.set(message.id, { ...this.#ephemerals.get(message.id), ...message });
    if (message.channel_id === this.place) this.#put(message);
  }

  #dismissed(id) {
    this.#ephemerals.delete(id);
    this.#remove([id]);
  }

  #put(message) {
    const known = this.message(message.id);
    if (known) {
      if (known.flags & LOADING && !(message.flags & LOADING)) this.#tell("arrived", message);
      this.#change(message.id, (old) => ({ ...old, ...message }));
      return;
    }
    this.messages = [...this.messages, message].sort(byId);
    this.#tell("arrived", message);
    this.#tell("messages");
  }

  #change(id, next) {
    const quoted = (message) => message.referenced_message?.id === id;
    if (!this.messages.some((message) => message.id === id || quoted(message))) return;
    this.messages = this.messages.map((message) => {
      if (message.id === id) return next(message);
      return quoted(message) ? { ...message, referenced_message: next(message.referenced_message) } : message;
    });
    this.#tell("messages");
  }

  #gone(channel, ids) {
    if (this.server.threads.some((thread) => thread.id === channel)) this.refreshSoon();
    this.#remove(ids);
  }

  #remove(ids) {
    this.messages = this.messages
      .filter((message) => !ids.includes(message.id))
      .map((one) => (ids.includes(one.referenced_message?.id) ? { ...one, referenced_message: null } : one));
    this.#tell("messages");
  }

  #react({ message_id: id, emoji, user_id: user }, step) {
    this.#change(id, (message) => withReaction(message, emoji, step, user === this.server.me));
  }

  #typed({ channel_id: channel, user_id: user }) {
    if (channel === this.place && user !== this.server.me) this.typing.typed(user);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
