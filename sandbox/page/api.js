/** Talking to the sandbox's server: one token, one member at a time. */

/** What the server refused, with Discord's own code and sentence. */
export class Refused extends Error {
  constructor(status, code, message, after = 0) {
    super(message);
    this.status = status;
    this.code = code;
    this.after = after;
  }
}

const RECONNECT_MS = [250, 500, 1000, 2000, 4000];

export class Api {
  #token;
  #socket = null;
  #attempt = 0;

  constructor(token) {
    this.#token = token;
    this.member = null;
  }

  /** What `member` (or the first one, for null) may see of the server. */
  state(member = this.member) {
    return this.#get("/page/state", member ? { member } : {});
  }

  /** Up to `limit` messages of a channel, oldest first, those before the message `before` where it is given. */
  messages(channel, { before, limit = 50 } = {}) {
    return this.#get("/page/messages", { member: this.member, channel, limit, ...(before && { before }) });
  }

  /** Do something as the current member; raises Refused. */
  act(what) {
    return this.#call("/page/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ member: this.member, ...what }),
    });
  }

  /** The current member has read their direct messages, whatever comes of saying so. */
  markRead() {
    this.act({ do: "read" }).catch(() => {});
  }

  /** Send a file's bytes; what comes back is {id, url, size}. */
  upload(file) {
    const query = new URLSearchParams({ member: this.member, filename: file.name });
    return this.#call(`/page/upload?${query}`, {
      method: "POST",
      headers: { "Content-Type": file.type || "application/octet-stream" },
      body: file,
    });
  }

  /**
   * Follow the current member's events, and reconnect for as long as this member is followed.
   * `onEvent(t, d)` for each; `onLink(up, again)` whenever the connection comes (`again`: events may be missing) or goes.
   */
  follow(onEvent, onLink) {
    this.#socket?.close();
    this.#attempt = 0;
    this.#connect(onEvent, onLink, false);
  }

  #connect(onEvent, onLink, again) {
    const query = new URLSearchParams({ member: this.member, token: this.#token });
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/page/events?${query}`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempt = 0;
      onLink(true, again);
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      const { t, d } = JSON.parse(data);
      onEvent(t, d);
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      onLink(false, again);
      const wait = RECONNECT_MS[Math.min(this.#attempt, RECONNECT_MS.length - 1)];
      this.#attempt += 1;
      setTimeout(() => socket === this.#socket && this.#connect(onEvent, onLink, true), wait);
    };
  }

  #get(path, query) {
    return this.#call(`${path}?${new URLSearchParams(query)}`, {});
  }

  async #call(path, options) {
    let response;
    try {
      response = await fetch(path, {
        ...options,
        headers: { ...options.headers, "X-Sandbox-Token": this.#token },
      });
    } catch (error) {
      throw new Refused(0, 0, `${error.message}`);
    }
    const body = await response.json().catch(() => ({}));
    if (!response.ok) {
      const { code = 0, message = response.statusText, retry_after: after } = body;
      throw new Refused(response.status, code, message, after);
    }
    return body;
  }
}
