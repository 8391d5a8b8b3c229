/** Dialogs of the page: focus stays inside, Escape closes, focus goes back to where it was. */

import { h, redrawn, uniqueId } from "./dom.js";
import { channelIcon, icon } from "./icons.js";

/**
 * Open a dialog with `body` and resolve when it closes: to what `submit()` returned, or to null when it was cancelled.
 * `submit` may be async; the dialog stays open while it runs and when it returns undefined.
 */
export function openDialog(
  { say },
  { title, body, action, danger = false, notice, submit, testid = "dialog" },
) {
  const titleId = uniqueId("title");
  const back = document.activeElement;
  return new Promise((resolve) => {
    let result = null;
    const close = () => dialog.close();
    const send = h(
      `button.button.${danger ? "danger" : "primary"}`,
      { type: "submit", testid: "dialog-submit" },
      action,
    );
    const form = h(
      "form.dialog-form",
      { method: "dialog", novalidate: true },
      h(
        "header.dialog-head",
        {},
        h("h2", { id: titleId }, title),
        h(
          "button.icon-button",
          { type: "button", "aria-label": say("close"), testid: "dialog-close", on: { click: close } },
          icon("close"),
        ),
      ),
      h("div.dialog-body", {}, notice && h("p.dialog-notice", {}, notice), body),
      h(
        "footer.dialog-foot",
        {},
        h(
          "button.button.secondary",
          { type: "button", testid: "dialog-cancel", on: { click: close } },
          say("cancel"),
        ),
        send,
      ),
    );
    const dialog = h("dialog.dialog", { "aria-labelledby": titleId, testid }, form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (send.getAttribute("aria-busy") === "true") return;
      send.setAttribute("aria-busy", "true");
      try {
        const value = await submit();
        if (value !== undefined) {
          result = value;
          close();
        }
      } finally {
        send.removeAttribute("aria-busy");
      }
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      redrawn(back)?.focus({ preventScroll: true });
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog
      .querySelector(
        "[autofocus], .dialog-body input, .dialog-body textarea, .dialog-body select, .dialog-body button",
      )
      ?.focus();
  });
}

/** Ask whether to go on; resolves to true or null. */
export function confirm(around, { title, text, quote, action }) {
  const body = [h("p", {}, text), quote && h("blockquote.dialog-quote", {}, quote)];
  return openDialog(around, { title, body, action, danger: true, submit: () => true });
}

/** A labelled one-line or many-line field: {element, input}. */
export function labelledField(label, { long = false, max, required = true, testid } = {}) {
  const id = uniqueId("field");
  const input = h(long ? "textarea.input" : "input.input", {
    id,
    maxlength: max,
    rows: long ? "5" : null,
    "aria-required": String(required),
    testid,
  });
  return { element: h("div.form-field", {}, h("label", { for: id }, label), input), input };
}

/** Ask for a name of up to 100 characters; resolves to it or null. */
export function askName(around, { title, label, action }) {
  const { element, input } = labelledField(label, { max: 100, testid: "name-field" });
  return openDialog(around, { title, body: element, action, submit: () => input.value.trim() || undefined });
}

/** Ask for one of `channels`; resolves to its id or null. */
export function chooseChannel(around, { title, channels, action }) {
  const name = uniqueId("channel");
  const options = channels.map((channel, at) =>
    h(
      "label.choice",
      {},
      h("input", { type: "radio", name, value: channel.id, checked: at === 0, testid: "channel-choice" }),
      channelIcon(channel),
      h("span", {}, channel.name),
    ),
  );
  const body = h("div.choices", { role: "radiogroup", "aria-label": title }, options);
  return openDialog(around, { title, body, action, submit: () => body.querySelector(":checked")?.value });
}

/** Ask for a new forum post; `send({name, content, tags})` does it. */
export function newPost(around, forum, send) {
  const { say } = around;
  const title = labelledField(say("post_title"), { max: 100, testid: "post-title" });
  const text = labelledField(say("post_text"), { long: true, max: 2000, testid: "post-text" });
  const tags = (forum.available_tags ?? []).map((tag) =>
    h(
      "label.choice",
      {},
      h("input", { type: "checkbox", value: tag.id, testid: "post-tag" }),
      tag.emoji_name && h("span.emoji", {}, tag.emoji_name),
      h("span", {}, tag.name),
    ),
  );
  const tagBox =
    tags.length > 0 &&
    h("fieldset.form-field", {}, h("legend", {}, say("tags")), h("div.choices.inline", {}, tags));
  const submit = () => {
    const name = title.input.value.trim();
    const content = text.input.value.trim();
    const chosen = tagBox ? [...tagBox.querySelectorAll(":checked")].map((one) => one.value) : [];
    return name && content ? send({ name, content, tags: chosen }) : undefined;
  };
  return openDialog(around, {
    title: say("new_post"),
    body: [title.element, text.element, tagBox],
    action: say("post"),
    submit,
    testid: "post-dialog",
  });
}
