/** What floats above the page: menus, lists, pickers. They stay inside the window and close as people expect. */

import { h, redrawn } from "./dom.js";

const GAP = 4;
const MARGIN = 8;
const REOPEN_MS = 250;
const closedAt = new WeakMap();

/** Whether a press on `anchor` has just closed what floated from it, so that the same press does not open it again. */
export const justClosed = (anchor) => performance.now() - (closedAt.get(anchor) ?? -Infinity) < REOPEN_MS;

/**
 * Show `content` at `anchor` (an element, or {x, y}) until it is closed, Escape is pressed or somewhere else is clicked.
 * `manual`: it closes only through the function returned. `home`: where the focus goes afterwards (default: the anchor).
 * `above`: prefer the room above the anchor; `wide`: at least as wide as the anchor.
 */
export function float(anchor, content, { manual = false, above = false, wide = false, home, onClose } = {}) {
  const layer = h("div.floating", { popover: manual ? "manual" : "auto" }, content);
  const parent = (anchor instanceof Element && anchor.closest("dialog")) || document.body;
  parent.append(layer);
  const target = home ?? (anchor instanceof Element ? anchor : null);
  const place = () => position(layer, anchor, above, wide);
  const close = () => layer.isConnected && layer.hidePopover();
  layer.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    const inside = layer.contains(document.activeElement) || document.activeElement === document.body;
    if (anchor instanceof Element) closedAt.set(anchor, performance.now());
    layer.remove();
    window.removeEventListener("resize", place);
    if (inside) redrawn(target)?.focus({ preventScroll: true });
    onClose?.();
  });
  layer.showPopover();
  place();
  window.addEventListener("resize", place);
  return { close, place, layer };
}

function position(layer, anchor, above, wide) {
  const box =
    anchor instanceof Element ? anchor.getBoundingClientRect() : new DOMRect(anchor.x, anchor.y, 0, 0);
  if (wide) layer.style.setProperty("min-width", `${box.width}px`);
  const { innerWidth, innerHeight } = window;
  const over = box.top - GAP - MARGIN;
  const under = innerHeight - box.bottom - GAP - MARGIN;
  layer.style.setProperty("max-height", "none");
  const upwards = above
    ? over > Math.min(layer.offsetHeight, 160) || over > under
    : layer.offsetHeight > under && over > under;
  layer.style.setProperty("max-height", `${Math.max(upwards ? over : under, 120)}px`);
  const { offsetWidth, offsetHeight } = layer;
  const top = upwards ? box.top - GAP - offsetHeight : box.bottom + GAP;
  layer.style.setProperty(
    "left",
    `${Math.max(MARGIN, Math.min(box.left, innerWidth - offsetWidth - MARGIN))}px`,
  );
  layer.style.setProperty("top", `${Math.max(MARGIN, Math.min(top, innerHeight - offsetHeight - MARGIN))}px`);
}
