/** The fields of a slash command's options, one for each type. */

import { h, uniqueId } from "./dom.js";
import { avatar, localised } from "./format.js";
import { channelIcon } from "./icons.js";
import { Combobox } from "./combobox.js";
import { FileTray } from "./files.js";
import { inServer } from "./standing.js";

const INTEGER = 4;
const BOOLEAN = 5;
const USER = 6;
const CHANNEL = 7;
const ROLE = 8;
const MENTIONABLE = 9;
const NUMBER = 10;
const ATTACHMENT = 11;
const SUGGESTIONS = 25;

/**
 * The field of `option`: {element, name, value() -> the option as submitted or null when empty, check(), focus()}.
 * `ask(name)` answers with a promise of the bot's suggestions for it; `onDone()` when its value was chosen from a list.
 */
export function optionField(option, { app, ask, onDone }) {
  const { say, locale } = app.around;
  const name = localised(option, "name", locale);
  const description = localised(option, "description", locale);
  const fault = h("span.option-fault", {
    id: uniqueId("fault"),
    role: "alert",
    hidden: true,
    testid: "option-fault",
  });
  const control = controlFor(option, { app, ask, onDone, name, faultId: fault.id });
  const blame = (text) => {
    fault.hidden = !text;
    fault.textContent = text ?? "";
    element.classList.toggle("invalid", Boolean(text));
    return !text;
  };
  const element = h(
    "div.option",
    { title: description, testid: `option-${option.name}`, data: { name } },
    h("span.option-name", { "aria-hidden": "true" }, name),
    control.element,
    fault,
  );
  element.addEventListener("input", () => blame(null));
  const value = () => {
    const given = control.value();
    return given === null || given === "" ? null : { name: option.name, type: option.type, value: given };
  };
  return {
    element,
    name,
    raw: option.name,
    description,
    value,
    check: () => blame(control.wrong?.() ?? (option.required && !value() ? say("option_required") : null)),
    focus: () => control.focus(),
  };
}

function controlFor(option, context) {
  const { app } = context;
  const { say, store, locale } = app.around;
  const entities = {
    [USER]: () => inServer(store.server.members).map(person),
    [ROLE]: () => store.server.roles.filter((role) => role.name !== "@everyone").map(role),
    [MENTIONABLE]: () => [...inServer(store.server.members).map(person), ...store.server.roles.map(role)],
    [CHANNEL]: () => channels(option, store),
    [BOOLEAN]: () => [true, false].map((value) => ({ value, label: say(String(value)) })),
  };
  if (option.type === ATTACHMENT) return attachment(app);
  if (option.choices?.length)
    return fromList(option, context, () =>
      option.choices.map((one) => ({ value: one.value, label: localised(one, "name", locale) })),
    );
  if (option.autocomplete) return suggested(option, context);
  if (entities[option.type]) return fromList(option, context, entities[option.type]);
  return written(option, context);
}

const person = (member) => ({ value: member.id, label: member.name, mark: avatar(member, 20) });
const role = (one) => ({ value: one.id, label: one.name });

function channels({ channel_types: types = [] }, store) {
  const all = [...store.server.channels, ...store.server.threads];
  const fitting = all.filter((one) => one.type !== 4 && (!types.length || types.includes(one.type)));
  return fitting.map((one) => ({ value: one.id, label: one.name, mark: channelIcon(one) }));
}

/** A value from a fixed list. */
function fromList(option, { app, onDone, name, faultId }, list) {
  const { say } = app.around;
  const source = async (query) =>
    list()
      .filter((one) => one.label.toLowerCase().includes(query.replace(/^[#@]/, "").toLowerCase()))
      .slice(0, SUGGESTIONS);
  const box = new Combobox({
    source,
    strict: true,
    label: name,
    say,
    onChoose: onDone,
    testid: "option-input",
    describedBy: faultId,
  });
  return {
    element: box.input,
    value: () => box.value(),
    focus: () => box.input.focus(),
    wrong: () => (box.input.value && box.value() === null ? say("option_choice") : null),
  };
}

/** A value the bot makes suggestions for; others are allowed too. */
function suggested(option, { app, ask, onDone, name, faultId }) {
  const { say, locale } = app.around;
  const source = async () =>
    (await ask(option.name)).map((one) => ({ value: one.value, label: localised(one, "name", locale) }));
  const box = new Combobox({
    source,
    strict: false,
    label: name,
    say,
    onChoose: onDone,
    testid: "option-input",
    describedBy: faultId,
  });
  const value = () =>
    option.type === INTEGER || option.type === NUMBER ? number(box.value(), option) : box.value();
  return {
    element: box.input,
    value,
    focus: () => box.input.focus(),
    wrong: () => (box.value() !== null && value() === null ? say("option_number") : null),
  };
}

function number(text, { type }) {
  const value = Number(text);
  const fits =
    text !== null &&
    String(text).trim() !== "" &&
    Number.isFinite(value) &&
    (type === NUMBER || Number.isInteger(value));
  return fits ? value : null;
}

/** A value written by hand. */
function written(option, { app, name, faultId }) {
  const { say } = app.around;
  const numeric = option.type === INTEGER || option.type === NUMBER;
  const input = h("input.option-input", {
    "aria-label": name,
    "aria-describedby": faultId,
    autocomplete: "off",
    inputmode: numeric ? "decimal" : "text",
    minlength: option.min_length,
    maxlength: option.max_length,
    testid: "option-input",
  });
  const value = () => (numeric ? number(input.value, option) : input.value);
  const wrong = () => {
    if (!numeric || !input.value.trim()) return null;
    if (value() === null) return say("option_number");
    const { min_value: min = -Infinity, max_value: max = Infinity } = option;
    return value() < min || value() > max ? say("option_range", { min, max }) : null;
  };
  return { element: input, value, wrong, focus: () => input.focus() };
}

function attachment(app) {
  const tray = new FileTray(app, { max: 1 });
  return { element: tray.element, value: () => tray.ids()[0] ?? null, focus: () => tray.focus() };
}
