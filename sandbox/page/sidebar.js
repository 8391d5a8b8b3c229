/** The side bar: the server's name, its channels with their threads, what is unread there. */

import { byId } from "./format.js";
import { h, fill, rememberFocus } from "./dom.js";
import { channelIcon, icon } from "./icons.js";
import { outside } from "./standing.js";
import { FORUM } from "./state.js";

const VIEW_CHANNEL = 1n << 10n;
const CATEGORY = 4;

export class Sidebar {
  #around;
  #server;
  #nav;

  /** `around` as for markdown; `server`, `nav` and `rail` are the page's elements for it; `signal` ends the listening. */
  constructor(around, { server, nav, rail, signal }) {
    this.#around = around;
    this.#server = server;
    this.#nav = nav;
    this.rail = rail;
    nav.addEventListener("keydown", (event) => move(event, nav), { signal });
  }

  draw() {
    const { store, say } = this.#around;
    const { guild, channels } = store.server;
    fill(this.#server, h("h1", { testid: "server-name" }, guild.name));
    fill(
      this.rail,
      guild.icon
        ? h("img.server-icon", { src: guild.icon, alt: "" })
        : h("span.server-icon", {}, initials(guild.name)),
    );
    this.#nav.setAttribute("aria-label", say("channels"));
    const restore = rememberFocus(this.#nav);
    const sorted = [...channels]
      .filter((one) => one.type !== CATEGORY)
      .sort((one, other) => (one.position ?? 0) - (other.position ?? 0) || byId(one, other));
    const entries = sorted.map((channel) => this.#channel(channel));
    const out = outside(store.me, this.#around);
    fill(
      this.#nav,
      h("h2.channels-title", {}, say("text_channels")),
      out ? h("p.outside", { testid: "outside" }, out.words) : h("ul", { role: "list" }, entries),
      this.#direct(store.server.direct),
      store.server.site && this.#newspaper(store.server.site),
    );
    restore?.();
  }

  #channel(channel) {
    const { store } = this.#around;
    const threads = store.threadsOf(channel.id).sort(activeFirst);
    const nested =
      threads.length > 0 &&
      h(
        "ul.nested",
        { role: "list" },
        threads.map((thread) => this.#thread(thread)),
      );
    return h(
      "li",
      {},
      this.#entry(channel, {
        private: isPrivate(channel, store),
        count: channel.type === FORUM ? ["posts", threads.length] : null,
      }),
      nested,
    );
  }

  /** One's messages with the bot, and whether one takes such messages. */
  #direct(channel) {
    const { store, say, takeMessages } = this.#around;
    const takes = h("input", {
      type: "checkbox",
      role: "switch",
      checked: store.server.takes_messages,
      testid: "takes-messages",
      data: { key: "takes-messages" },
      on: { change: (event) => takeMessages(event.currentTarget.checked) },
    });
    return [
      h("h2.channels-title", {}, say("direct_messages")),
      h("ul", { role: "list" }, h("li", {}, this.#entry(channel, { testid: "direct" }))),
      h("label.takes-messages", {}, takes, say("takes_messages")),
    ];
  }

  /** The desk of the news site, which publishes stories for the feeds. */
  #newspaper(site) {
    const { say } = this.#around;
    const desk = { href: `${site}/${say("newspaper_language")}/desk`, target: "_blank", rel: "noreferrer" };
    return [
      h("h2.channels-title", {}, say("newspaper")),
      h("a.newspaper", { ...desk, testid: "newspaper", title: say("newspaper_title") }, say("newspaper_desk")),
    ];
  }

  #thread(thread) {
    const { locked, archived } = thread.thread_metadata ?? {};
    return h(
      "li",
      {},
      this.#entry(thread, { locked, archived, count: ["messages", thread.message_count ?? 0], nested: true }),
    );
  }

  #entry(
    channel,
    { private: hidden = false, locked = false, archived = false, count = null, nested = false, testid },
  ) {
    const { store, say, go } = this.#around;
    const unread = store.unread.get(channel.id) ?? 0;
    const here = store.place === channel.id;
    const states = [
      hidden && ["lock", "channel_private"],
      locked && ["lock", "thread_locked"],
      archived && ["archive", "thread_archived"],
    ].filter(Boolean);
    const said = [
      channel.name,
      ...states.map(([, key]) => say(key)),
      count && say(count[0], { n: count[1] }),
      unread && say("unread", { n: unread }),
    ];
    return h(
      `button.channel${nested ? ".thread" : ""}`,
      {
        type: "button",
        class: [here && "here", unread && "unread", archived && "archived"].filter(Boolean).join(" "),
        "aria-current": here ? "page" : null,
        "aria-label": said.filter(Boolean).join(", "),
        title: channel.name,
        testid: testid ?? (nested ? "thread" : "channel"),
        data: { key: channel.id, name: channel.name },
        on: { click: () => go(channel.id, null) },
      },
      nested ? h("span.thread-hook", { "aria-hidden": "true" }) : channelIcon(channel),
      h("span.channel-name", {}, channel.name),
      states.map(([symbol, key]) =>
        h("span.channel-state", { title: say(key), data: { state: key } }, icon(symbol, "small-icon")),
      ),
      unread > 0 && h("span.unread-badge", { testid: "unread" }, unread),
      unread === 0 && count && h("span.channel-count", { testid: "count" }, count[1]),
    );
  }
}

/** Whether everyone on the server is kept from seeing it. */
function isPrivate(channel, store) {
  const rule = (channel.permission_overwrites ?? []).find((one) => one.id === store.server.guild.id);
  return Boolean(rule) && (BigInt(rule.deny) & VIEW_CHANNEL) !== 0n;
}

function activeFirst(one, other) {
  const archived = (thread) => Number(Boolean(thread.thread_metadata?.archived));
  return archived(one) - archived(other) || byId(other, one);
}

const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => [...word][0])
    .join("")
    .slice(0, 2);

function move(event, nav) {
  const all = [...nav.querySelectorAll(".channel")];
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[event.key];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
