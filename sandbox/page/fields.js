/** What a modal can ask for: text, a choice, files, boxes to tick. */

import { h, fill, uniqueId } from "./dom.js";
import { Select, offered } from "./select.js";
import { FileTray } from "./files.js";

const TEXT = 4;
const PARAGRAPH = 2;
const FILES = 19;
const RADIO = 21;
const CHECKBOXES = 22;
const CHECKBOX = 23;

/**
 * The field for `part` under `words` ({label, description}):
 * {element, check() -> whether it may be sent (it says what is wrong), sent() -> what is submitted, focus()}.
 */
export function fieldFor(part, words, app) {
  const make = {
    [TEXT]: textField,
    [FILES]: fileField,
    [RADIO]: tickField,
    [CHECKBOXES]: tickField,
    [CHECKBOX]: checkbox,
  }[part.type];
  return (make ?? choiceField)(part, words, app);
}

/** Label, description, control and the line that says what is wrong with it. */
function frame(part, { label, description }, control, { required, group = false, extra }) {
  const fault = h("p.form-fault", {
    id: uniqueId("fault"),
    role: "alert",
    hidden: true,
    testid: "field-fault",
  });
  control.setAttribute("aria-describedby", fault.id);
  if (!control.id) control.id = uniqueId("field");
  const star = required && h("span.required", { "aria-hidden": "true" }, " *");
  const title = h(
    group ? "div.form-label" : "label.form-label",
    group ? { id: `${control.id}-label` } : { for: control.id },
    label,
    star,
  );
  if (group) control.setAttribute("aria-labelledby", title.id);
  const element = h(
    "div.form-field",
    { testid: "modal-field", data: { customId: part.custom_id, label } },
    title,
    description && h("p.form-description", {}, description),
    control,
    extra,
    fault,
  );
  const blame = (text) => {
    fault.hidden = !text;
    fault.textContent = text ?? "";
    control.setAttribute("aria-invalid", String(Boolean(text)));
    return !text;
  };
  return { element, blame };
}

function textField(part, words, { around }) {
  const { say } = around;
  const long = part.style === PARAGRAPH;
  const required = part.required ?? true;
  const max = part.max_length ?? 4000;
  const counter = h("span.counter", { "aria-hidden": "true" });
  const input = h(long ? "textarea.input" : "input.input", {
    maxlength: String(max),
    placeholder: part.placeholder,
    rows: long ? "6" : null,
    type: long ? null : "text",
    "aria-required": String(required),
    autocomplete: "off",
    testid: "text-input",
  });
  input.value = part.value ?? "";
  const count = () => {
    fill(counter, `${input.value.length}/${max}`);
    counter.title = say("characters", { n: input.value.length, max });
  };
  const { element, blame } = frame(part, words, input, { required, extra: counter });
  input.addEventListener("input", () => {
    count();
    blame(null);
  });
  count();
  const wrong = () => {
    if (!input.value.trim()) return required ? say("field_required") : null;
    return input.value.length < (part.min_length ?? 0) ? say("field_short", { min: part.min_length }) : null;
  };
  return {
    element,
    check: () => blame(wrong()),
    sent: () => ({ type: TEXT, ...numbered(part), custom_id: part.custom_id, value: input.value }),
    focus: () => input.focus(),
  };
}

function choiceField(part, words, { around }) {
  const { say, store } = around;
  const required = part.required ?? true;
  const least = required ? (part.min_values ?? 1) : 0;
  const control = new Select({
    options: offered(part, store),
    min: least,
    max: part.max_values ?? 1,
    placeholder: part.placeholder,
    label: words.label,
    say,
    key: part.custom_id,
    onCommit: () => blame(null),
  });
  const { element, blame } = frame(part, words, control.element, { required });
  return {
    element,
    check: () => blame(control.values().length < least ? say("field_choose", { n: least }) : null),
    sent: () => ({ type: part.type, ...numbered(part), custom_id: part.custom_id, values: control.values() }),
    focus: () => control.element.focus(),
  };
}

function fileField(part, words, app) {
  const { say } = app.around;
  const required = part.required ?? true;
  const least = required ? (part.min_values ?? 1) : 0;
  const tray = new FileTray(app, { max: part.max_values ?? 1, onChange: () => blame(null) });
  const { element, blame } = frame(part, words, tray.element, { required, group: true });
  return {
    element,
    check: () => !tray.busy && blame(tray.ids().length < least ? say("field_files", { n: least }) : null),
    sent: () => ({ type: FILES, ...numbered(part), custom_id: part.custom_id, values: tray.ids() }),
    focus: () => tray.focus(),
  };
}

function tickField(part, words, { around }) {
  const single = part.type === RADIO;
  const required = part.required ?? true;
  const least = single ? Number(required) : required ? (part.min_values ?? 1) : 0;
  const most = single ? 1 : (part.max_values ?? part.options.length);
  const name = uniqueId("ticks");
  const boxes = part.options.map((option) => {
    const box = h("input", {
      type: single ? "radio" : "checkbox",
      name,
      value: option.value,
      checked: option.default,
      testid: "tick",
    });
    const hint = option.description && h("span.list-hint", {}, option.description);
    return {
      box,
      element: h("label.choice", {}, box, h("span.list-words", {}, h("span", {}, option.label), hint)),
    };
  });
  const control = h(
    "div.choices",
    { role: single ? "radiogroup" : "group" },
    boxes.map(({ element }) => element),
  );
  const chosen = () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
  const { element, blame } = frame(part, words, control, { required, group: true });
  control.addEventListener("change", () => {
    blame(null);
    if (!single) for (const { box } of boxes) box.disabled = !box.checked && chosen().length >= most;
  });
  return {
    element,
    check: () => blame(chosen().length < least ? around.say("field_choose", { n: least }) : null),
    sent: () => ({
      type: part.type,
      ...numbered(part),
      custom_id: part.custom_id,
      ...(single ? { value: chosen()[0] ?? null } : { values: chosen() }),
    }),
    focus: () => boxes[0]?.box.focus(),
  };
}

function checkbox(part, words) {
  const box = h("input", { type: "checkbox", checked: part.default, testid: "tick" });
  const { element } = frame(part, words, box, { required: false });
  return {
    element,
    check: () => true,
    sent: () => ({ type: CHECKBOX, ...numbered(part), custom_id: part.custom_id, value: box.checked }),
    focus: () => box.focus(),
  };
}

const numbered = (part) => (part.id === undefined ? {} : { id: part.id });
