/** A forum: its posts with their counts, and writing a new one. */

import { h, fill, rememberFocus } from "./dom.js";
import { byId, bornAt, relative } from "./format.js";
import { channelIcon, icon } from "./icons.js";
import { newPost } from "./dialogs.js";
import {  } from "./state.js";

export class Forum {
  #app;

  /** `app` gives {around, act(what) -> answer or null}. */
  constructor(app) {
    this.#app = app;
    this.element = h("div.forum", { id: "log", tabindex: "-1", testid: "forum" });
  }

  draw() {
    const { around } = this.#app;
    const { store, say } = around;
    const forum = store.here;
    const restore = rememberFocus(this.element);
    const latest = (thread) => ({ id: thread.last_message_id ?? thread.id });
    const posts = store.threadsOf(forum.id).sort((one, other) => byId(latest(other), latest(one)));
    fill(
      this.element,
      h(
        "div.forum-head",
        {},
        h(
          "div",
          {},
          h("h2", {}, channelIcon(forum), forum.name),
          h("p", {}, say("posts", { n: posts.length })),
        ),
        forum.can?.send &&
          h(
            "button.button.primary",
            {
              type: "button",
              testid: "new-post",
              data: { key: "new-post" },
              on: { click: () => this.#write(forum) },
            },
            icon("plus"),
            say("new_post"),
          ),
      ),
      posts.length
        ? h(
            "ul.posts",
            { role: "list" },
            posts.map((post) => this.#post(post, forum)),
          )
        : h("p.forum-empty", {}, say("no_posts")),
    );
    restore?.();
  }

  #post(post, forum) {
    const { store, say, locale, go } = this.#app.around;
    const { locked, archived } = post.thread_metadata ?? {};
    const names = (post.applied_tags ?? [])
      .map((id) => (forum.available_tags ?? []).find((tag) => tag.id === id))
      .filter(Boolean);
    const owner =
      store.member(post.owner_id)?.name ??
      (post.owner_id === store.server.bot.id ? store.server.bot.name : "");
    return h(
      "li",
      {},
      h(
        "button.post",
        {
          type: "button",
          testid: "post",
          data: { key: post.id, name: post.name },
          on: { click: () => go(post.id, null) },
        },
        names.length > 0 &&
          h(
            "span.tags",
            {},
            names.map((tag) => h("span.tag", {}, tag.emoji_name ? `${tag.emoji_name} ` : "", tag.name)),
          ),
        h("span.post-name", {}, post.name),
        h(
          "span.post-about",
          {},
          owner && h("span", {}, owner),
          h("span", {}, relative(bornAt(post.id), locale)),
          h(
            "span.post-count",
            {},
            icon("forum", "small-icon"),
            say("messages", { n: post.message_count ?? 0 }),
          ),
          locked && h("span", {}, icon("lock", "small-icon"), say("thread_locked")),
          archived && h("span", {}, icon("archive", "small-icon"), say("thread_archived")),
        ),
      ),
    );
  }

  async #write(forum) {
    const { around, act } = this.#app;
    const send = async (post) => (await act({ do: "post", channel: forum.id, ...post })) ?? undefined;
    const made = await newPost(around, forum, send);
    if (made?.id) await around.go(made.id, null, { fresh: true });
    else if (made) around.store.refreshSoon();
  }
}
