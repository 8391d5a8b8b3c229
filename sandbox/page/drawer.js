/** The side bar as a drawer, where the window is too narrow to show it beside the messages. */

export const NARROW = "(max-width: 760px)";

export class Drawer {
  #drawer = document.getElementById("drawer");
  #scrim = document.getElementById("scrim");
  #main = document.getElementById("main");
  #narrow = matchMedia(NARROW);
  #back = null;

  constructor(say) {
    this.#drawer.setAttribute("aria-label", say("channels"));
    this.#scrim.onclick = () => this.close();
    this.#drawer.onkeydown = (event) => {
      if (event.key === "Escape") this.close();
    };
    this.#narrow.onchange = () => this.close();
    this.close();
  }

  open() {
    this.#back = document.activeElement;
    this.#show(true);
    (this.#drawer.querySelector("[aria-current]") ?? this.#drawer.querySelector("button"))?.focus();
  }

  close() {
    const inside = this.#drawer.contains(document.activeElement);
    this.#show(false);
    if (inside && this.#back?.isConnected) this.#back.focus();
    this.#back = null;
  }

  #show(open) {
    const narrow = this.#narrow.matches;
    this.#drawer.classList.toggle("open", open);
    this.#drawer.inert = narrow && !open;
    this.#main.inert = narrow && open;
    this.#scrim.hidden = !open;
  }
}
