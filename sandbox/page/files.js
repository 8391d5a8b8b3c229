/** Files on their way: chosen, dropped or pasted, uploaded at once, taken away again. */

import { h, fill } from "./dom.js";
import { size } from "./format.js";
import { icon } from "./icons.js";

export class FileTray {
  #app;
  #files = [];
  #max;
  #onChange;
  #marks;

  /** `max` files at most; `bare`: only a message's list of files, chosen through choose(), maybe spoilers. */
  constructor(app, { max, onChange, bare = false }) {
    this.#app = app;
    this.#max = max;
    this.#onChange = onChange;
    this.#marks = bare;
    const { say } = app.around;
    this.input = h("input.sr-only", {
      type: "file",
      multiple: max > 1,
      tabindex: "-1",
      "aria-hidden": "true",
      testid: "file-input",
    });
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    this.list = h("ul.tray", { hidden: true });
    this.button = h(
      "button.button.secondary.drop",
      { type: "button", testid: "choose-file", on: { click: () => this.choose() } },
      icon("plus"),
      say(max > 1 ? "choose_files" : "choose_file"),
    );
    this.element = h("div.files", {}, this.list, !bare && this.button, this.input);
    acceptDrops(this.element, (files) => this.add(files));
  }

  /** Whether something is still being sent. */
  get busy() {
    return this.#files.some((one) => !one.id);
  }

  get empty() {
    return this.#files.length === 0;
  }

  /** The upload ids of all files, in order. */
  ids() {
    return this.#files.filter((one) => one.id).map((one) => one.id);
  }

  /** The upload ids of those that are spoilers. */
  spoilers() {
    return this.#files.filter((one) => one.id && one.spoiler).map((one) => one.id);
  }

  choose() {
    this.input.click();
  }

  focus() {
    this.button.focus();
  }

  clear() {
    this.#files = [];
    this.#draw();
  }

  /** Take `files`; with room for one, the newest stays. */
  add(files) {
    for (const file of files) this.#send({ file, id: null });
  }

  async #send(entry) {
    this.#files = [...this.#files, entry].slice(-this.#max);
    this.#draw();
    try {
      entry.id = (await this.#app.api.upload(entry.file)).id;
    } catch (error) {
      this.#files = this.#files.filter((one) => one !== entry);
      this.#app.toast(error.message, "error");
    }
    this.#draw();
  }

  #draw() {
    const { say, locale } = this.#app.around;
    const take = (entry) => {
      this.#files = this.#files.filter((one) => one !== entry);
      this.#draw();
    };
    fill(
      this.list,
      this.#files.map((entry) =>
        h(
          "li.tray-file",
          { "aria-busy": String(!entry.id), testid: "tray-file" },
          icon("file", "file-icon"),
          h("span.tray-name", {}, entry.file.name),
          h("span.file-size", {}, size(entry.file.size, locale)),
          this.#marks && this.#mark(entry),
          h(
            "button.icon-button",
            {
              type: "button",
              "aria-label": say("remove_file", { name: entry.file.name }),
              on: { click: () => take(entry) },
            },
            icon("close"),
          ),
        ),
      ),
    );
    this.list.hidden = this.empty;
    this.#onChange?.();
  }

  /** The button that makes a file a spoiler, or no spoiler. */
  #mark(entry) {
    const button = h(
      "button.icon-button.mark",
      {
        type: "button",
        "aria-label": this.#app.around.say("mark_spoiler", { name: entry.file.name }),
        "aria-pressed": String(Boolean(entry.spoiler)),
        testid: "mark-spoiler",
      },
      icon("eye"),
    );
    button.addEventListener("click", () => {
      entry.spoiler = !entry.spoiler;
      button.setAttribute("aria-pressed", String(entry.spoiler));
    });
    return button;
  }
}

/** Let files be dropped on `element`. */
export function acceptDrops(element, take) {
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  element.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    element.classList.add("dropping");
  });
  element.addEventListener("dragleave", () => element.classList.remove("dropping"));
  element.addEventListener("drop", (event) => {
    element.classList.remove("dropping");
    if (!carries(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!document.querySelector("dialog[open]") || element.closest("dialog"))
      take([...event.dataTransfer.files]);
  });
}
