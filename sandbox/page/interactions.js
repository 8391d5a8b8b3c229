/** Waiting for what becomes of a click, a select, a command or a dialog: its outcome comes as an event. */

const PATIENCE_MS = 8000;
const SETTLES = new Set(["INTERACTION_DONE", "INTERACTION_FAILED", "MODAL", "EPHEMERAL"]);

export class Interactions {
  #api;
  #say;
  #waiting = new Map();
  #early = new Map();
  #asking = 0;
  #onModal;

  /** `onModal(d)` opens a dialog the bot answered this window with; `signal` ends the listening. */
  constructor({ api, store, say, onModal, signal }) {
    this.#api = api;
    this.#say = say;
    this.#onModal = onModal;
    const receive = ({ detail: { t, d } }) => {
      if (!SETTLES.has(t) || !d.nonce) return;
      if (t === "MODAL") this.#settle(d.nonce, { modal: d });
      else this.#settle(d.nonce, t === "INTERACTION_FAILED" ? { reason: d.reason } : {});
    };
    store.addEventListener("gateway", receive, { signal });
  }

  /**
   * Do it and wait for the bot's answer. Resolves to {} when it answered, to {reason} when it did not;
   * raises Refused when the server would not pass it on at all.
   */
  async run(what) {
    const outcome = await this.#outcome(what);
    // Every window of the member hears of a dialog; it belongs to the one that asked for it.
    if (outcome.modal) this.#onModal(outcome.modal);
    return outcome;
  }

  async #outcome(what) {
    this.#asking += 1;
    try {
      const { nonce } = await this.#api.act(what);
      return this.#early.get(nonce) ?? this.#wait(nonce);
    } finally {
      this.#asking -= 1;
      if (!this.#asking) this.#early.clear();
    }
  }

  #wait(nonce) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(nonce, { reason: this.#say("no_answer") }), PATIENCE_MS);
      this.#waiting.set(nonce, (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
    });
  }

  #settle(nonce, outcome) {
    const waiting = this.#waiting.get(nonce);
    this.#waiting.delete(nonce);
    if (waiting) waiting(outcome);
    else if (this.#asking) this.#early.set(nonce, outcome);
  }
}
