/** The bar over the open channel: its name and what can be done with it. */

import { h, fill, rememberFocus } from "./dom.js";
import { channelIcon, icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { openMenu } from "./menu.js";
import { moderates, openMembers } from "./moderation.js";
import { isThread } from "./state.js";

/** Draw it into `element`. `app` gives {around, act(what), openDrawer()}. */
export function drawHead(element, app) {
  const { around } = app;
  const { store, say } = around;
  const here = store.here;
  const restore = rememberFocus(element);
  const drawer = button("menu", say("open_menu"), "open-drawer", app.openDrawer);
  drawer.classList.add("drawer-button");
  fill(element, drawer, here && place(here, around), here && tools(here, app));
  restore?.();
}

const button = (symbol, label, testid, run) =>
  h(
    "button.icon-button",
    { type: "button", "aria-label": label, testid, data: { key: testid }, on: { click: run } },
    icon(symbol),
  );

/** Where one is: the parent of a thread, the name, its state, the topic. */
function place(here, around) {
  const { store, say, go } = around;
  const parent = isThread(here) && store.channel(here.parent_id);
  const { locked, archived } = here.thread_metadata ?? {};
  const state = (symbol, key) => h("span.head-state", {}, icon(symbol, "small-icon"), say(key));
  const up = {
    type: "button",
    testid: "parent",
    data: { key: "parent" },
    on: { click: () => go(parent.id, null) },
  };
  return [
    parent && h("button.head-parent", up, channelIcon(parent), h("span", {}, parent.name)),
    parent && icon("right", "small-icon head-sep"),
    h("h2.head-name", { testid: "channel-title" }, channelIcon(here), h("span", {}, here.name)),
    locked && state("lock", "thread_locked"),
    archived && state("archive", "thread_archived"),
    here.topic && h("div.head-topic", {}, markdown(here.topic, around)),
  ];
}

function tools(here, app) {
  return h("div.head-more", {}, threadButton(here, app), membersButton(app));
}

function membersButton(app) {
  const { store, say } = app.around;
  if (!moderates(store)) return null;
  const members = button("people", say("members"), "members", (event) => openMembers(event.currentTarget, app));
  members.setAttribute("aria-haspopup", "menu");
  return members;
}

function threadButton(here, app) {
  if (!isThread(here) || !here.can?.manage_threads) return null;
  const open = (event) => threadMenu(event.currentTarget, here, app);
  const more = button("more", app.around.say("thread_menu"), "thread-menu", open);
  more.setAttribute("aria-haspopup", "menu");
  return more;
}

function threadMenu(anchor, thread, { around, act }) {
  const { locked, archived } = thread.thread_metadata ?? {};
  const item = (action, symbol) => ({
    label: around.say(action),
    icon: symbol,
    testid: `thread-${action}`,
    run: async () => (await act({ do: action, channel: thread.id })) && around.store.refreshSoon(),
  });
  openMenu(anchor, around.say("thread_menu"), [
    item(locked ? "unlock" : "lock", locked ? "open" : "lock"),
    item(archived ? "unarchive" : "archive", "archive"),
  ]);
}
