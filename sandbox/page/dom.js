/** Building elements: what a person wrote only ever becomes text nodes, never HTML. */

/**
 * An element. `spec` is a tag with optional classes ("button.primary.small").
 * Properties: `class`, `on` ({event: handler}), `data` (dataset), `style` (CSS custom and plain properties),
 * `testid`; everything else is an attribute (true: present, false/null: left out).
 * Children may be nodes, strings, numbers, nested arrays; null and false are left out.
 */
export function h(spec, properties = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  append(element, children);
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") element.classList.add(...String(value).split(" ").filter(Boolean));
  else if (name === "on")
    for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "style")
    for (const [key, entry] of Object.entries(value)) element.style.setProperty(key, entry);
  else if (name === "testid") element.dataset.testid = value;
  else if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : value);
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** Put `children` in the place of everything `element` held. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

let last = 0;

/** An id nothing else on the page has. */
export function uniqueId(prefix) {
  last += 1;
  return `${prefix}-${last}`;
}

/** The control inside `place` that is called `label`, as on the next page of what `place` shows; else `place`. */
function alike(place, label) {
  const controls = place ? [...place.querySelectorAll("button:not(:disabled), a[href]")] : [];
  return controls.find((one) => one.textContent === label) ?? place;
}

/** `element`, or what was drawn in its place meanwhile. */
export function redrawn(element) {
  if (!element || element.isConnected) return element;
  const { key } = element.dataset;
  return key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

/** Where the focus is inside `root`, as something that finds it again after a redraw; null when it is elsewhere. */
export function rememberFocus(root) {
  const active = document.activeElement;
  if (!active || !root.contains(active)) return null;
  const own = active.closest("[data-key]");
  const around = own?.parentElement.closest("[data-key]");
  const label = active.textContent;
  const find = (element) => element && root.querySelector(`[data-key="${CSS.escape(element.dataset.key)}"]`);
  return () => {
    const again = find(own) ?? alike(find(around), label);
    again?.focus({ preventScroll: true });
  };
}
