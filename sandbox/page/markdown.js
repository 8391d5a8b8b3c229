/** Discord's markdown as elements. Whatever is not markup stays text; links are http and https only. */

import { h } from "./dom.js";
import { CODE, SPOILER, inlineRules, spoiler } from "./mentions.js";

const FENCE = /```(?:([\w+#-]+)\n)?\n?([\s\S]+?)\n?```/y;
const HEADING = /^(#{1,3}) +(.+)$/;
const SUBTEXT = /^-# +(.+)$/;
const ITEM = /^( *)(?:([-*])|(\d{1,9})\.) +(.+)$/;

/**
 * The elements for `text`. `around` resolves what the text points at:
 * {locale, say, user(id), channel(id), role(id), go(channel, message), ask(command)}.
 */
export function markdown(text, around) {
  return h("div.markdown", {}, blocks(text ?? "", around));
}

/** `text` on one line, without markup and what it hides: for previews and for screen readers. */
export function plain(text, around) {
  const drawn = markdown(text, around);
  for (const one of drawn.querySelectorAll(".spoiler")) one.replaceChildren(`[${around.say("spoiler")}]`);
  const words = [...drawn.children].map((block) => block.textContent);
  return words.join(" ").replace(/\s+/g, " ").trim();
}

function blocks(text, around, quoted = false) {
  const nodes = [];
  let rest = "";
  for (let at = 0; at < text.length;) {
    const fence = matched(FENCE, text, at, "```");
    const hides = fence || quotes(rest, quoted) ? null : matched(SPOILER, text, at, "||");
    if (fence) {
      nodes.push(...lines(rest, around, quoted));
      nodes.push(
        h("pre.code", { tabindex: "0" }, h("code", { data: { language: fence[1] ?? "" } }, fence[2])),
      );
      rest = "";
      at += fence[0].length;
      if (text[at] === "\n") at += 1;
    } else if (hides && holdsBlocks(hides[1])) {
      nodes.push(...lines(rest, around, quoted), spoiler("div", blocks(hides[1], around, quoted), around));
      rest = "";
      at += hides[0].length;
    } else {
      const whole = hides ?? matched(CODE, text, at, "`");
      const taken = whole ? whole[0].length : text[at] === "\\" ? 2 : 1;
      rest += text.slice(at, at + taken);
      at += taken;
    }
  }
  return [...nodes, ...lines(rest, around, quoted)];
}

/** What `pattern` (sticky) finds at `at`, where `start` stands; else null. */
function matched(pattern, text, at, start) {
  pattern.lastIndex = at;
  return text.startsWith(start, at) ? pattern.exec(text) : null;
}

/** Whether what follows `before` stands in a quote, which is read by itself. */
const quotes = (before, quoted) => !quoted && /^>(?:>>)? /.test(before.slice(before.lastIndexOf("\n") + 1));

/** Whether a spoiler hides more than words within lines. */
const holdsBlocks = (text) =>
  text.includes("```") || text.split("\n").some((line, at) => at > 0 && kindOf(line, false) !== "text");

/** The blocks of `text`, which holds no fence and no spoiler over several blocks; a quote holds no further quote. */
function lines(text, around, quoted = false) {
  const nodes = [];
  const source = text ? text.split("\n") : [];
  for (let at = 0; at < source.length;) {
    const [node, taken] = block(source, at, around, quoted);
    nodes.push(node);
    at += taken;
  }
  return nodes;
}

/** The block that begins at line `at`, and of how many lines it is. */
function block(source, at, around, quoted) {
  const line = source[at];
  const kind = kindOf(line, quoted);
  if (kind === "heading") {
    const [, marks, words] = HEADING.exec(line);
    return [h(`div.heading.heading-${marks.length}`, headingRole(marks), inline(words, around)), 1];
  }
  if (kind === "subtext") return [h("div.subtext", {}, inline(SUBTEXT.exec(line)[1], around)), 1];
  if (kind === "rest") {
    const rest = [line.slice(4), ...source.slice(at + 1)];
    return [h("blockquote", {}, blocks(rest.join("\n"), around, true)), rest.length];
  }
  if (kind === "quote") {
    const part = run(source, at, (one) => one.startsWith("> ")).map((one) => one.slice(2));
    return [h("blockquote", {}, blocks(part.join("\n"), around, true)), part.length];
  }
  if (kind === "item") {
    const items = run(source, at, (one) => continues(line, one)).map((one) => ITEM.exec(one));
    return [list(items, around), items.length];
  }
  const part = run(source, at, (one) => kindOf(one, quoted) === "text");
  return [h("div.lines", {}, inline(part.join("\n"), around)), part.length];
}

function kindOf(line, quoted) {
  if (HEADING.test(line)) return "heading";
  if (SUBTEXT.test(line)) return "subtext";
  if (!quoted && line.startsWith(">>> ")) return "rest";
  if (!quoted && line.startsWith("> ")) return "quote";
  return ITEM.test(line) ? "item" : "text";
}

const headingRole = (marks) => ({ role: "heading", "aria-level": String(marks.length + 3) });

function run(source, from, belongs) {
  let end = from;
  while (end < source.length && belongs(source[end])) end += 1;
  return source.slice(from, end);
}

/** Whether `line` belongs to the list that `first` began: an item of the same kind, or one further in. */
function continues(first, line) {
  const [begun, item] = [ITEM.exec(first), ITEM.exec(line)];
  return item && (item[1].length > begun[1].length || (item[3] === undefined) === (begun[3] === undefined));
}

/** Items [_, indent, bullet, number, text] as a list, deeper ones inside the item before them. */
function list(items, around) {
  const indent = items[0][1].length;
  const ordered = items[0][3] !== undefined;
  const root = h(ordered ? "ol" : "ul", ordered ? { start: items[0][3] } : {});
  for (let at = 0; at < items.length;) {
    const entry = h("li", {}, inline(items[at][4], around));
    let next = at + 1;
    while (next < items.length && items[next][1].length > indent) next += 1;
    if (next > at + 1) entry.append(list(items.slice(at + 1, next), around));
    root.append(entry);
    at = next;
  }
  return root;
}

/** Inline markup of `text` as nodes. */
export function inline(text, around) {
  const nodes = [];
  let literal = "";
  const flush = () => {
    if (literal) nodes.push(literal);
    literal = "";
  };
  for (let at = 0; at < text.length;) {
    const hit = firstRule(text, at);
    if (!hit) {
      literal += text[at];
      at += 1;
      continue;
    }
    const [rule, match] = hit;
    const node = rule.show(match, around, (part) => inline(part, around));
    if (typeof node === "string") literal += node;
    else {
      flush();
      nodes.push(node);
    }
    at += match[0].length;
  }
  flush();
  return nodes;
}

function firstRule(text, at) {
  for (const rule of inlineRules) {
    if (!rule.starts.includes(text[at])) continue;
    rule.pattern.lastIndex = at;
    const match = rule.pattern.exec(text);
    if (match && !(rule.not && rule.not(text, at))) return [rule, match];
  }
  return null;
}
