/** The inline rules of Discord's markdown, in the order they are tried. */

import { h } from "./dom.js";
import { timestamp, fullTime } from "./format.js";

const JUMP = /^https?:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/\d+\/(\d+)(?:\/(\d+))?\/?$/;
const URL_PART = String.raw`https?:\/\/(?:[^\s()<>]|\([^\s()<>]*\))+`;

/** Bars end a spoiler wherever they stand, as in Discord's client. */
export const SPOILER = /\|\|([\s\S]+?)\|\|/y;
/** Code within a line. */
export const CODE = /(?<!`)(`{1,2})(?!`)([\s\S]*?[^`])\1(?!`)/y;

/** Where a Discord address points to in this server: {channel, message}, or null for any other address. */
export function jumpTarget(url) {
  const match = JUMP.exec(url);
  return match && { channel: match[1], message: match[2] ?? null };
}

/** The address where it is one a person may follow (http, https), else null. */
export function safeUrl(url) {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.href : null;
}

/** A link: inside the page for Discord's own addresses, in a new tab for all others. */
export function link(url, children, around, properties = {}) {
  const jump = jumpTarget(url);
  if (jump) {
    const go = (event) => {
      event.preventDefault();
      around.go(jump.channel, jump.message);
    };
    const href = `#/${jump.channel}${jump.message ? `/${jump.message}` : ""}`;
    return h("a.link", { href, on: { click: go }, testid: "jump-link", ...properties }, children);
  }
  const safe = safeUrl(url);
  if (!safe) return h("span", {}, children);
  return h("a.link", { href: safe, target: "_blank", rel: "noopener noreferrer", ...properties }, children);
}

function jumpLabel(url, around) {
  const { channel, message } = jumpTarget(url);
  const name = around.channel(channel)?.name ?? around.say("unknown_channel");
  return [h("span.mention", {}, `#${name}${message ? " ›" : ""}`)];
}

const bare = (url, around) => link(url, jumpTarget(url) ? jumpLabel(url, around) : [url], around);

function trimmed(url) {
  const clean = url.replace(/[.,:;!?"'\]]+$/, "");
  const opened = clean.split("(").length - clean.split(")").length;
  return opened < 0 ? clean.replace(/\)+$/, "") : clean;
}

const wordBefore = (text, at) => at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1]);

/**
 * A rule: `starts` (its first characters), `pattern` (sticky), `show(match, around, inner)` -> node or text,
 * and `not(text, at)` where it does not hold.
 */
export const inlineRules = [
  { starts: "\\", pattern: /\\([^\p{L}\p{N}\s])/uy, show: (match) => match[1] },
  {
    starts: "`",
    pattern: CODE,
    show: (match) => h("code.inline-code", {}, match[2].replace(/^ (.+) $/, "$1")),
  },
  {
    starts: "[",
    pattern: new RegExp(
      String.raw`\[((?:\\.|\[[^\[\]]*\]|[^\[\]\\])+)\]\(\s*<?(${URL_PART})>?(?:\s+"[^"]*")?\s*\)`,
      "y",
    ),
    show: (match, around, inner) => link(match[2], inner(match[1]), around),
  },
  { starts: "<", pattern: /<(https?:\/\/[^\s<>]+)>/y, show: (match, around) => bare(match[1], around) },
  { starts: "<", pattern: /<@!?(\d+)>/y, show: (match, around) => user(match[1], around) },
  { starts: "<", pattern: /<@&(\d+)>/y, show: (match, around) => role(match[1], around) },
  { starts: "<", pattern: /<#(\d+)>/y, show: (match, around) => channel(match[1], around) },
  { starts: "<", pattern: /<\/([^:<>]{1,120}):(\d+)>/y, show: (match, around) => command(match[1], around) },
  {
    starts: "<",
    pattern: /<t:(-?\d{1,12})(?::([tTdDfFR]))?>/y,
    show: ([, seconds, style], { locale }) =>
      h(
        "time.stamp",
        { title: fullTime(new Date(seconds * 1000), locale) },
        timestamp(Number(seconds), style, locale),
      ),
  },
  { starts: "<", pattern: /<a?:(\w+):\d+>/y, show: (match) => h("span.emoji-name", {}, `:${match[1]}:`) },
  { starts: "@", pattern: /@(?:everyone|here)\b/y, show: (match) => h("span.mention", {}, match[0]) },
  {
    starts: "h",
    pattern: /https?:\/\/[^\s<]+/y,
    not: wordBefore,
    show: (match, around) => {
      const url = trimmed(match[0]);
      match[0] = url;
      return bare(url, around);
    },
  },
  {
    starts: "*",
    pattern: /\*\*\*(?=\S)([\s\S]+?)\*\*\*(?!\*)/y,
    show: (m, _, inner) => h("em", {}, h("strong", {}, inner(m[1]))),
  },
  {
    starts: "*",
    pattern: /\*\*(?=\S)((?:\\.|[^\\])+?)\*\*(?!\*)/y,
    show: (m, _, inner) => h("strong", {}, inner(m[1])),
  },
  { starts: "_", pattern: /__((?:\\.|[^\\])+?)__(?!_)/y, show: (m, _, inner) => h("u", {}, inner(m[1])) },
  {
    starts: "*",
    pattern: /\*(?=[^\s*])((?:\\.|\*\*[^*]+\*\*|[^\\*])+?)\*(?!\*)/y,
    show: (m, _, inner) => h("em", {}, inner(m[1])),
  },
  {
    starts: "_",
    pattern: /_((?:\\.|__[^_]+__|[^\\_])+?)_(?![\p{L}\p{N}_])/uy,
    not: wordBefore,
    show: (m, _, inner) => h("em", {}, inner(m[1])),
  },
  { starts: "~", pattern: /~~((?:\\.|[^\\])+?)~~/y, show: (m, _, inner) => h("s", {}, inner(m[1])) },
  {
    starts: "|",
    pattern: SPOILER,
    show: (m, around, inner) => spoiler("span", inner(m[1]), around),
  },
];

/** What one press, or the keyboard, opens; `tag` is span within a line, div where it holds lines. */
export function spoiler(tag, children, around) {
  const open = () => {
    cover.classList.add("open");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
  };
  const onkey = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open();
  };
  const cover = h(
    `${tag}.spoiler`,
    {
      role: "button",
      tabindex: "0",
      "aria-label": around.say("show_spoiler"),
      on: { click: open, keydown: onkey },
    },
    h(`${tag}.hidden-words`, {}, children),
  );
  return cover;
}

function user(id, around) {
  return h("span.mention", {}, `@${around.user(id)?.name ?? around.say("unknown_user")}`);
}

function role(id, around) {
  return h("span.mention", {}, `@${around.role(id)?.name ?? around.say("unknown_role")}`);
}

function channel(id, around) {
  const found = around.channel(id);
  if (!found) return h("span.mention", {}, `#${around.say("unknown_channel")}`);
  return h("button.mention", { type: "button", on: { click: () => around.go(id, null) } }, `#${found.name}`);
}

function command(name, around) {
  return h("button.mention", { type: "button", on: { click: () => around.ask(name) } }, `/${name}`);
}
