/** One message, as it stands in the list. */

import { h, fill } from "./dom.js";
import { shownName } from "./commands.js";
import { avatar, bornAt, clock, displayName, fullTime, stamp } from "./format.js";
import { icon } from "./icons.js";
import { markdown, plain } from "./markdown.js";
import { attachments, components, embeds, wordsOf } from "./components.js";
import { EPHEMERAL, LOADING } from "./state.js";

const LAYOUT = 1 << 15;
const THREAD_CREATED = 18;
const REPLY = 19;
const SLASH_ANSWER = 20;
const COMMANDS = [SLASH_ANSWER, 23];
const THREAD_STARTER = 21;
const PREVIEW = 120;

export const isEphemeral = (message) => Boolean(message.flags & EPHEMERAL);
export const isStarter = (message) => message.type === THREAD_STARTER;
export const isSystem = (message) => message.type === THREAD_CREATED;

/** The message's words on one line, for previews and for screen readers. */
export function preview(message, around) {
  if (message.flags & LOADING) return thought(around);
  const source = message.message_snapshots?.[0]?.message ?? saidBy(message);
  const words = [plain(source.content, around), ...wordsOf(source.components, around)]
    .filter(Boolean)
    .join(" · ");
  if (words) return words.length > PREVIEW ? `${words.slice(0, PREVIEW)}…` : words;
  if (source.attachments?.length) return around.say("attachment_only");
  return source.components?.length || source.embeds?.length ? around.say("card_only") : "…";
}

const thought = ({ say, store }) => say("thinking", { name: store.server.bot.name });

/** The message that has the words of `message`: for a thread's first entry, the one the thread was started from. */
export const saidBy = (message) => (isStarter(message) && message.referenced_message) || message;

/**
 * The list entry for `message`. `grouped`: it follows one by the same author, so name and picture stay away.
 * `tools(message)` gives its actions; `thread` is the thread that started from it, where there is one.
 */
export function messageElement(message, { grouped, thread, editing }, around, tools) {
  const id = `message-${message.id}`;
  const element = h("li.message", {
    id,
    tabindex: "-1",
    "aria-labelledby": `${id}-author ${id}-body`,
    testid: "message",
    data: { id: message.id, key: `message-${message.id}`, author: displayName(saidBy(message)) },
  });
  if (grouped) element.classList.add("grouped");
  if (isEphemeral(message)) element.classList.add("ephemeral");
  if (mentionsMe(message, around.store)) element.classList.add("mentioned");
  const body = h("div.message-body", { id: `${id}-body` }, editing ?? content(message, around));
  if (isSystem(message)) return system(element, message, around);
  fill(
    element,
    above(message, around),
    h(
      "div.message-side",
      {},
      grouped
        ? h("time.message-clock", {}, clock(bornAt(message.id), around.locale))
        : avatar(saidBy(message).author),
    ),
    h(
      "div.message-main",
      {},
      h(grouped ? "h3.message-head.sr-only" : "h3.message-head", {}, heading(saidBy(message), around, id)),
      body,
      under(message, thread, around),
    ),
    tools(message),
  );
  return element;
}

function heading(message, around, id) {
  const { say, locale } = around;
  const born = message.timestamp ? new Date(message.timestamp) : bornAt(message.id);
  const app = message.author.bot || message.webhook_id;
  const name = h("span.author", { id: `${id}-author`, testid: "author" }, displayName(message));
  name.style.setProperty("--name", nameColor(message, around.store));
  return [
    name,
    app && h("span.badge-app", {}, say("app")),
    h(
      "time.message-time",
      { datetime: born.toISOString(), title: fullTime(born, locale) },
      stamp(born, locale, say),
    ),
  ];
}

function nameColor(message, store) {
  const held = store.member(message.author.id)?.roles ?? [];
  const roles = held.map((one) => store.role(one.id ?? one) ?? one).filter((role) => role?.color);
  const top = roles.sort((one, other) => (other.position ?? 0) - (one.position ?? 0))[0];
  return top ? `#${top.color.toString(16).padStart(6, "0")}` : "#f2f3f5";
}

function mentionsMe(message, store) {
  const mine = (store.me?.roles ?? []).map((one) => one.id ?? one);
  const byRole = (message.mention_roles ?? []).some((id) => mine.includes(id));
  return (
    message.mention_everyone || byRole || (message.mentions ?? []).some((user) => user.id === store.server.me)
  );
}

/** The line above a message: what it answers, or which command it answers. */
function above(message, around) {
  const { say } = around;
  const used = COMMANDS.includes(message.type) && (message.interaction ?? message.interaction_metadata);
  if (used) {
    const name = used.user?.global_name ?? used.user?.username ?? "";
    if (!used.name) return null;
    const command = shownName(used.name, message.type === SLASH_ANSWER, around);
    return line(h("span", {}, say("used_command", { name, command })));
  }
  if (message.type !== REPLY || !message.message_reference) return null;
  const quoted = message.referenced_message;
  if (!quoted) return line(h("em", {}, say("deleted_original")));
  const jump = () => around.go(quoted.channel_id ?? message.channel_id, quoted.id);
  const words = h(
    "button.reply-words",
    { type: "button", testid: "reply-preview", on: { click: jump } },
    preview(quoted, around),
  );
  return line([avatar(quoted.author, 16), h("span.reply-author", {}, displayName(quoted)), words]);
}

const line = (parts) => h("div.reply-line", {}, h("span.reply-hook", { "aria-hidden": "true" }), parts);

function content(message, around) {
  const { say } = around;
  if (message.flags & LOADING) {
    return h(
      "div.thinking",
      { testid: "thinking" },
      h("span.dots", { "aria-hidden": "true" }, h("i"), h("i"), h("i")),
      thought(around),
    );
  }
  const snapshot = message.message_snapshots?.[0]?.message;
  if (snapshot) {
    const mark = h("div.forwarded-mark", {}, icon("forward"), say("forwarded"));
    return h(
      "blockquote.forwarded",
      { testid: "forwarded" },
      mark,
      parts({ ...snapshot, id: message.id }, around),
    );
  }
  return parts(saidBy(message), around);
}

function parts(message, around) {
  const edited =
    message.edited_timestamp &&
    h(
      "span.edited",
      { title: fullTime(new Date(message.edited_timestamp), around.locale) },
      ` (${around.say("edited")})`,
    );
  const text = message.content && markdown(message.content, around);
  const place = text && (text.lastElementChild?.matches(".lines") ? text.lastElementChild : text);
  if (edited && place) place.append(edited);
  return [
    text && h("div.message-text", { testid: "text" }, text),
    embeds(message, around),
    !(message.flags & LAYOUT) && attachments(message, around),
    components(message, around),
    edited && !place && edited,
  ];
}

/** What stands under a message: reactions, its thread, who can see it. */
function under(message, thread, around) {
  const { say } = around;
  return [
    message.reactions?.length > 0 &&
      h(
        "div.reactions",
        {},
        message.reactions.map((one) => reaction(message, one, around)),
      ),
    thread && threadChip(thread, around),
    isEphemeral(message) && onlyYou(message, around),
  ];
}

function onlyYou(message, { say, dismiss }) {
  const button = h(
    "button.text-button",
    { type: "button", testid: "dismiss", on: { click: () => dismiss(message) } },
    say("dismiss"),
  );
  return h("div.only-you", {}, icon("eye"), say("only_you"), " · ", button);
}

function reaction(message, { emoji, count, me }, around) {
  const shown = emoji.id ? `:${emoji.name}:` : emoji.name;
  const toggle = () => around.react(message, emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name, !me);
  return h(
    "button.reaction",
    {
      type: "button",
      "aria-pressed": String(Boolean(me)),
      "aria-label": `${around.say("react_with", { emoji: shown })}, ${count}`,
      testid: "reaction",
      data: { key: `${message.id}-${shown}` },
      on: { click: toggle },
    },
    h("span.emoji", {}, shown),
    h("span", {}, count),
  );
}

function threadChip(thread, around) {
  const { say } = around;
  const state = thread.thread_metadata ?? {};
  return h(
    "button.thread-chip",
    {
      type: "button",
      "aria-label": `${say("see_thread", { name: thread.name })}, ${say("messages", { n: thread.message_count ?? 0 })}`,
      testid: "thread-chip",
      data: { key: `thread-${thread.id}` },
      on: { click: () => around.go(thread.id, null) },
    },
    h("span.thread-name", {}, thread.name),
    h("span.thread-count", {}, say("messages", { n: thread.message_count ?? 0 }), " ›"),
    state.locked && icon("lock", "small-icon"),
    state.archived && icon("archive", "small-icon"),
  );
}

function system(element, message, around) {
  const { say } = around;
  const target = message.message_reference?.channel_id;
  const thread = target && around.channel(target);
  element.classList.add("system");
  const name = thread
    ? h(
        "button.text-button",
        { type: "button", on: { click: () => around.go(thread.id, null) } },
        message.content,
      )
    : h("strong", {}, message.content);
  const born = bornAt(message.id);
  const author = h("span.author", { id: `${element.id}-author` }, displayName(message));
  const words = h(
    "div.message-body",
    { id: `${element.id}-body` },
    sayWith(say("started_thread", { name: "\u0000" }), author),
    " ",
    name,
  );
  return fill(
    element,
    h("div.message-side", {}, icon("thread")),
    h("div.message-main", {}, words, h("time.message-time", {}, stamp(born, around.locale, say))),
  );
}

/** A sentence whose one blank (NUL) is an element. */
function sayWith(sentence, element) {
  const [before, after] = sentence.split("\u0000");
  return [before, element, after];
}
