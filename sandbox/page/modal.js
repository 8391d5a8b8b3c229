/** Dialogs an app opens (Discord's modals). */

import { h } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { fieldFor } from "./fields.js";
import { markdown } from "./markdown.js";

const ACTION_ROW = 1;
const TEXT_INPUT = 4;
const TEXT_DISPLAY = 10;
const LABEL = 18;

/**
 * Show the modal `d` ({nonce, channel, custom_id, title, components}).
 * `app` gives {around, api, run(what) -> outcome, cancel(nonce)}. The dialog stays open, with what was written, when the bot does not answer.
 */
export async function openModal(d, app) {
  const { around, api, interactions } = app;
  const { say, store } = around;
  const blocks = d.components.map((part) => block(part, app)).filter(Boolean);
  const fault = h("p.form-fault", { role: "alert", hidden: true, testid: "modal-fault" });
  const submit = async () => {
    const bad = blocks.filter((one) => one.field && !one.field.check());
    if (bad.length) {
      bad[0].field.focus();
      return undefined;
    }
    const what = {
      do: "modal",
      nonce: d.nonce,
      channel: d.channel,
      custom_id: d.custom_id,
      components: blocks.map((one) => one.sent()),
    };
    const reason = await interactions.run(what).then(
      (outcome) => outcome.reason,
      (error) => error.message,
    );
    fault.hidden = reason === undefined;
    fault.textContent = reason === undefined ? "" : `${say("modal_failed")} (${reason})`;
    return reason === undefined ? true : undefined;
  };
  const done = await openDialog(around, {
    title: d.title,
    body: [blocks.map((one) => one.element), fault],
    action: say("submit"),
    notice: say("modal_notice", { name: store.server.bot.name }),
    submit,
    testid: "modal",
  });
  if (!done) await app.attempt(() => api.act({ do: "modal_cancel", nonce: d.nonce }));
}

/** One top-level part: {element, field (where something is asked), sent() -> what the submission says of it}. */
function block(part, app) {
  const number = part.id === undefined ? {} : { id: part.id };
  if (part.type === TEXT_DISPLAY) {
    return { element: markdown(part.content, app.around), sent: () => ({ type: TEXT_DISPLAY, ...number }) };
  }
  if (part.type === LABEL) {
    const field = fieldFor(part.component, { label: part.label, description: part.description }, app);
    return {
      element: field.element,
      field,
      sent: () => ({ type: LABEL, ...number, component: field.sent() }),
    };
  }
  if (part.type === ACTION_ROW && part.components[0]?.type === TEXT_INPUT) {
    const [input] = part.components;
    const field = fieldFor(input, { label: input.label }, app);
    return {
      element: field.element,
      field,
      sent: () => ({ type: ACTION_ROW, ...number, components: [field.sent()] }),
    };
  }
  return null;
}
