/** A message's components: Components V2 and the classic rows of buttons and selects. */

import { h, fill } from "./dom.js";
import { size } from "./format.js";
import { icon } from "./icons.js";
import { markdown, plain } from "./markdown.js";
import { jumpTarget, link } from "./mentions.js";
import { Select, offered } from "./select.js";

/** Discord's flag of an attachment that is a spoiler. */
const SPOILER = 1 << 3;
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary", 6: "primary" };

/**
 * The element for one component of `message`. `around` is markdown's, and also
 * {store, press(message, custom_id), pick(message, custom_id, values)}: both answer with a promise.
 */
export function component(one, message, around) {
  const show = SHOWN[one.type];
  return show ? show(one, message, around) : h("div.unknown", {}, `[${one.type}]`);
}

/** All the components of a message, in order. */
export function components(message, around) {
  return (message.components ?? []).map((one) => component(one, message, around));
}

/** The words of a card, for previews: its texts, without markup. */
export function wordsOf(parts, around) {
  const words = [];
  for (const part of parts ?? []) {
    if (part.content) words.push(plain(part.content, around));
    words.push(...wordsOf(part.components, around));
  }
  return words;
}

const SHOWN = {
  1: (row, message, around) => h("div.row", {}, each(row.components, message, around)),
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: section,
  10: (text, _, around) => markdown(text.content, around),
  11: thumbnail,
  12: gallery,
  13: file,
  14: separator,
  17: container,
};

const each = (parts, message, around) => (parts ?? []).map((one) => component(one, message, around));

function button(one, message, around) {
  const emoji =
    one.emoji &&
    h(
      "span.emoji",
      { "aria-hidden": one.label ? "true" : null },
      one.emoji.id ? `:${one.emoji.name}:` : one.emoji.name,
    );
  const words = [emoji, one.label && h("span", {}, one.label)];
  if (one.style === 5) {
    const opens = !jumpTarget(one.url) && h("span.sr-only", {}, ` (${around.say("opens_new")})`);
    const out = link(one.url, [...words, icon("link", "small-icon"), opens], around, {
      testid: "link-button",
    });
    out.className = "button secondary";
    if (one.disabled) out.setAttribute("aria-disabled", "true");
    return out;
  }
  const element = h(
    `button.button.${STYLES[one.style] ?? "secondary"}`,
    {
      type: "button",
      disabled: one.disabled,
      testid: "button",
      data: { key: one.custom_id ?? "", customId: one.custom_id ?? "" },
    },
    words,
  );
  element.addEventListener("click", () => busy(element, () => around.press(message, one.custom_id)));
  return element;
}

function select(one, message, around) {
  const control = new Select({
    options: offered(one, around.store),
    min: one.min_values ?? 1,
    max: one.max_values ?? 1,
    placeholder: one.placeholder,
    disabled: one.disabled,
    say: around.say,
    key: one.custom_id,
    onCommit: (values) => busy(control.element, () => around.pick(message, one.custom_id, values)),
  });
  return control.element;
}

/** Show that `element` waits for the bot until `work` is over; a second press meanwhile does nothing. */
async function busy(element, work) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    element.removeAttribute("aria-busy");
  }
}

function section(one, message, around) {
  const accessory =
    one.accessory && h("div.section-accessory", {}, component(one.accessory, message, around));
  return h("div.section", {}, h("div.section-words", {}, each(one.components, message, around)), accessory);
}

function thumbnail(one, _, around) {
  return covered(picture(one.media, one.description, "thumbnail"), one.spoiler, around);
}

function gallery(one, _, around) {
  const pictures = one.items.map((item) =>
    covered(picture(item.media, item.description, "gallery-picture"), item.spoiler, around),
  );
  return h(`div.gallery.gallery-${Math.min(pictures.length, 5)}`, {}, pictures);
}

function picture(media, description, className) {
  const address = media.proxy_url || media.url;
  const sizes = media.width && media.height ? { width: media.width, height: media.height } : {};
  return h("img", { class: className, src: address, alt: description ?? "", loading: "lazy", ...sizes });
}

function file(one, message, around) {
  const { url } = one.file;
  const attached = (message.attachments ?? []).find((attachment) => attachment.url === url);
  const filename = one.name ?? attached?.filename ?? url.split("/").at(-1);
  return covered(fileCard({ url, filename, size: one.size ?? attached?.size }, around), one.spoiler, around);
}

function separator(one) {
  const wide = one.spacing === 2 ? ".wide" : "";
  return one.divider === false ? h(`div.gap${wide}`) : h(`hr.divider${wide}`);
}

function container(one, message, around) {
  const box = h("div.container", { testid: "container" }, each(one.components, message, around));
  if (one.accent_color !== null && one.accent_color !== undefined) {
    box.style.setProperty("--accent", `#${one.accent_color.toString(16).padStart(6, "0")}`);
    box.classList.add("accented");
  }
  return covered(box, one.spoiler, around);
}

/** `element` behind a cover that one press takes away, where it is a spoiler. */
function covered(element, spoiler, { say }) {
  if (!spoiler) return element;
  element.inert = true;
  const cover = h(
    "button.cover",
    { type: "button", "aria-label": say("show_spoiler") },
    h("span", {}, say("spoiler")),
  );
  const frame = h("div.covered", {}, element, cover);
  cover.addEventListener("click", () => {
    element.inert = false;
    cover.remove();
    frame.classList.add("open");
  });
  return frame;
}

/** A file as a card with its name, size and a way to fetch it. */
export function fileCard({ url, filename, size: bytes }, { say, store }) {
  return h(
    "div.file",
    { testid: "attachment" },
    icon("file", "file-icon"),
    h(
      "div.file-words",
      {},
      fileLink(url, filename),
      bytes !== undefined && h("div.file-size", {}, size(bytes, store.locale)),
    ),
    h(
      "a.icon-button",
      { href: url, download: filename, "aria-label": say("download", { name: filename }) },
      icon("download"),
    ),
  );
}

const fileLink = (url, name) =>
  h("a.link.file-name", { href: url, target: "_blank", rel: "noopener noreferrer" }, name);

/** A message's attachments: pictures as pictures, all others as files, spoilers behind a cover. */
export function attachments(message, around) {
  return (message.attachments ?? []).map((one) =>
    covered(attachment(one, around), one.flags & SPOILER || one.filename.startsWith("SPOILER_"), around),
  );
}

function attachment(one, around) {
  if (!(one.content_type ?? "").startsWith("image/")) return fileCard(one, around);
  const image = h("img.attached-picture", {
    src: one.url,
    alt: one.description ?? one.filename,
    loading: "lazy",
    testid: "attachment",
  });
  image.addEventListener("error", () => fill(frame, fileCard(one, around)));
  const frame = h("a.attached", { href: one.url, target: "_blank", rel: "noopener noreferrer" }, image);
  return frame;
}

/** A message's embeds. */
export function embeds(message, around) {
  return (message.embeds ?? []).map((embed) => {
    const color = `#${(embed.color ?? 0x4e5058).toString(16).padStart(6, "0")}`;
    const field = (one) =>
      h(
        `div.field${one.inline ? ".inline" : ""}`,
        {},
        h("div.field-name", {}, one.name),
        markdown(one.value, around),
      );
    const title = embed.title && (embed.url ? link(embed.url, [embed.title], around) : embed.title);
    return h(
      "div.container.accented.embed",
      { style: { "--accent": color }, testid: "embed" },
      embed.author && h("div.embed-author", {}, embed.author.name),
      title && h("div.embed-title", {}, title),
      embed.description && markdown(embed.description, around),
      embed.fields?.length > 0 && h("div.fields", {}, embed.fields.map(field)),
      embed.image && h("img.gallery-picture", { src: embed.image.url, alt: "" }),
      embed.footer && h("div.subtext", {}, embed.footer.text),
    );
  });
}
