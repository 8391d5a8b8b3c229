/** Next to the channels: which engines translate here, how the sandbox's own service works, and what to say. */

import { h, fill, rememberFocus } from "./dom.js";
import { float, justClosed } from "./floating.js";
import { icon } from "./icons.js";

const INSTALL = "python -m bot models install";
const OWN = "libretranslate";
const TITLES = {
  firefox: "Firefox Translations",
  apertium: "Apertium",
  libretranslate: "LibreTranslate",
  deepl: "DeepL",
  google: "Google Cloud Translation",
  azure: "Azure Translator",
};
const FAULTS = {
  none: "fault_none",
  slow: "fault_slow",
  failing: "fault_failing",
  nonsense: "fault_nonsense",
};

export class Translation {
  #app;
  #place;

  /** `app` gives {store, around, act(what), begin(text)}; `place` is the page's element for it. */
  constructor(app, place) {
    this.#app = app;
    this.#place = place;
  }

  get #scene() {
    return this.#app.store.server.translation;
  }

  draw() {
    const scene = this.#scene;
    this.#place.hidden = !scene;
    if (!scene) return;
    const { say } = this.#app.around;
    const restore = rememberFocus(this.#place);
    const names = scene.engines.map((engine) => this.#title(engine)).join(", ");
    const broken = scene.fault !== null && scene.fault !== "none";
    fill(
      this.#place,
      h(
        "button.translation-line",
        {
          type: "button",
          class: broken && "broken",
          "aria-haspopup": "dialog",
          testid: "translation",
          data: { key: "translation" },
          on: { click: (event) => this.#open(event.currentTarget) },
        },
        icon(broken ? "warning" : "language"),
        h(
          "span.translation-words",
          {},
          h("span", {}, names ? say("translates", { names }) : say("translates_not")),
          broken && h("span", {}, say("translation_faults"), " ", say(FAULTS[scene.fault])),
          scene.needs_engine && h("span", {}, say("engine_needed", { command: INSTALL })),
        ),
        icon("right"),
      ),
    );
    restore?.();
  }

  #open(anchor) {
    if (justClosed(anchor)) return;
    const { say } = this.#app.around;
    const frame = h("div.translation-frame", {
      role: "dialog",
      "aria-label": say("translation"),
      testid: "translation-frame",
    });
    const floating = float(anchor, frame, { above: true });
    fill(frame, this.#engines(), this.#faults(), this.#article(), this.#sayings(floating.close));
    floating.place();
    (frame.querySelector("input:checked") ?? frame.querySelector("button"))?.focus();
  }

  #engines() {
    const { say } = this.#app.around;
    const scene = this.#scene;
    const shown = (engine) => {
      const name = this.#title(engine);
      if (engine === OWN && scene.fault !== null) return say("engine_own", { name });
      return ["firefox", "apertium"].includes(engine) ? say("engine_here", { name }) : name;
    };
    return [
      h("h2", {}, say("translation")),
      h("p", {}, scene.engines.length > 0 ? say("translation_order") : say("translates_not")),
      h(
        "ol",
        {},
        scene.engines.map((engine) => h("li", {}, shown(engine))),
      ),
      scene.needs_engine && [
        h("p", {}, say("engine_needed_why")),
        h("p", {}, say("engine_needed", { command: INSTALL })),
      ],
    ];
  }

  /** What people call an engine, by the name that settings have for it. */
  #title(engine) {
    return TITLES[engine] ?? (engine === "chat" ? this.#app.around.say("engine_chat") : engine);
  }

  #faults() {
    const { say } = this.#app.around;
    const scene = this.#scene;
    if (scene.fault === null) return null;
    const choice = (name) =>
      h(
        "label",
        {},
        h("input", {
          type: "radio",
          name: "translation-fault",
          value: name,
          checked: name === scene.fault,
          testid: "translation-fault",
          on: { change: () => this.#setFault(name) },
        }),
        say(FAULTS[name]),
      );
    return [
      h("fieldset", {}, h("legend", {}, say("translation_faults")), scene.faults.map(choice)),
      h("p.small", {}, say("fault_note")),
    ];
  }

  async #setFault(name) {
    if (await this.#app.act({ do: "translation_fault", fault: name })) this.#app.store.refreshSoon();
  }

  #article() {
    const { headline, url } = this.#scene.article;
    const link = h("a.link", { href: url, target: "_blank", rel: "noopener noreferrer" }, headline);
    return [h("h3", {}, this.#app.around.say("translation_article")), h("p", {}, link)];
  }

  #sayings(close) {
    const { around, begin } = this.#app;
    const language = around.locale.slice(0, 2) === "es" ? "es" : "en";
    const saying = (text) =>
      h(
        "button.saying",
        {
          type: "button",
          lang: language,
          testid: "saying",
          on: {
            click: () => {
              close();
              begin(text);
            },
          },
        },
        text,
      );
    const texts = this.#scene.sayings.map((pair) => pair[language]);
    return texts.length > 0 && [h("h3", {}, around.say("translation_try")), texts.map(saying)];
  }
}
