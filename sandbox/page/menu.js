/** A menu: arrow keys, Home, End, Escape, first letters. */

import { h, append } from "./dom.js";
import { icon } from "./icons.js";
import { float } from "./floating.js";

/**
 * Open a menu at `anchor`. `items`: {label, icon, danger, disabled, testid, run} | {label, icon, items} | "-".
 * An item with `items` unfolds them in place.
 */
export function openMenu(anchor, label, items, { home } = {}) {
  const list = h("div.menu", { role: "menu", "aria-label": label, testid: "menu" });
  const { close, place, layer } = float(anchor, list, { home });
  append(
    list,
    items.map((item) => entry(item, { close, place })),
  );
  list.addEventListener("keydown", (event) => move(event, list, close));
  place();
  choices(list)[0]?.focus();
  return layer;
}

function entry(item, floating) {
  if (item === "-") return h("hr", { role: "separator" });
  return item.items ? group(item, floating) : choice(item, floating);
}

function choice(item, { close }) {
  const run = () => {
    close();
    item.run();
  };
  return h(
    `button.menu-item${item.danger ? ".danger" : ""}`,
    {
      type: "button",
      role: "menuitem",
      tabindex: "-1",
      disabled: item.disabled,
      testid: item.testid ?? "menu-item",
      on: { click: run },
    },
    h("span.menu-label", {}, item.label),
    item.icon && icon(item.icon),
  );
}

function group(item, floating) {
  const nested = h("div.menu-nested", { role: "group", "aria-label": item.label, hidden: true });
  append(
    nested,
    item.items.map((one) => entry(one, floating)),
  );
  const toggle = () => {
    nested.hidden = !nested.hidden;
    head.setAttribute("aria-expanded", String(!nested.hidden));
    floating.place();
    if (!nested.hidden) nested.querySelector("[role=menuitem]")?.focus();
  };
  const head = h(
    "button.menu-item",
    {
      type: "button",
      role: "menuitem",
      tabindex: "-1",
      "aria-expanded": "false",
      testid: item.testid ?? "menu-group",
      on: { click: toggle },
    },
    h("span.menu-label", {}, item.label),
    icon("right", "menu-fold"),
  );
  return [head, nested];
}

const choices = (list) =>
  [...list.querySelectorAll("[role=menuitem]:not(:disabled)")].filter((one) => !one.closest("[hidden]"));

function move(event, list, close) {
  const all = choices(list);
  const at = all.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 };
  const expanded = all[at]?.getAttribute("aria-expanded");
  if (event.key in steps) all[steps[event.key] % all.length].focus();
  else if (event.key === "Tab") close();
  else if (event.key === "ArrowRight" && expanded === "false") all[at].click();
  else if (event.key === "ArrowLeft" && expanded === "true") all[at].click();
  else if (event.key.length === 1) byLetter(all, at, event.key)?.focus();
  else return;
  if (event.key !== "Tab" && event.key !== " ") event.preventDefault();
}

function byLetter(all, at, letter) {
  const turned = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return turned.find((one) => one.textContent.toLowerCase().startsWith(letter.toLowerCase()));
}
