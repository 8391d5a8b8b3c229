/** Who is typing in the open channel. */

const TYPING_MS = 9000;

export class Typing {
  #timers = new Map();
  #changed;

  /** `changed()` is called whenever somebody begins or ends. */
  constructor(changed) {
    this.#changed = changed;
  }

  /** The ids of those who type now. */
  get users() {
    return [...this.#timers.keys()];
  }

  /** `user` types: for a while, unless they are quiet before. */
  typed(user) {
    clearTimeout(this.#timers.get(user));
    this.#timers.set(
      user,
      setTimeout(() => this.quiet(user), TYPING_MS),
    );
    this.#changed();
  }

  quiet(user) {
    clearTimeout(this.#timers.get(user));
    if (this.#timers.delete(user)) this.#changed();
  }

  clear() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
