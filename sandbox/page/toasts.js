/** Short notes at the edge of the page, read out by screen readers. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const STAY_MS = 7000;
const AT_MOST = 4;

export class Toasts {
  #region;
  #say;

  constructor(region, say) {
    this.#region = region;
    this.#say = say;
  }

  /** Show `text`; `kind` is "note" or "error". */
  show(text, kind = "note") {
    const close = () => toast.remove();
    const toast = h(
      `div.toast.${kind}`,
      { role: kind === "error" ? "alert" : "status", testid: "toast" },
      icon(kind === "error" ? "warning" : "check"),
      h("span.toast-words", {}, text),
      h(
        "button.icon-button",
        { type: "button", "aria-label": this.#say("close"), on: { click: close } },
        icon("close"),
      ),
    );
    this.#region.append(toast);
    while (this.#region.children.length > AT_MOST) this.#region.firstElementChild.remove();
    setTimeout(close, STAY_MS);
  }
}
