/** What moderators do with members outside the bot: a menu of the members, and what each can be done to. */

import { labelledField, openDialog } from "./dialogs.js";
import { standingWords, isTimedOut } from "./standing.js";
import { openMenu } from "./menu.js";

const MINUTES = 10;
const LONGEST_REASON = 512;
const TITLES = {
  time_out: "time_out_title",
  end_timeout: "end_timeout_title",
  kick: "kick_title",
  ban: "ban_title",
  unban: "unban_title",
};
const OUTCOMES = {
  time_out: "time_out_done",
  end_timeout: "end_timeout_done",
  kick: "kick_done",
  ban: "ban_done",
  unban: "unban_done",
};

/** The menu entries for what the current member may do to `person`; none where that is nothing. */
export function moderationItems(person, app) {
  const { say } = app.around;
  const { may } = person;
  const timedOut = isTimedOut(person);
  const actions = [
    may.time_out && (timedOut ? "end_timeout" : "time_out"),
    may.kick && "kick",
    may.ban && "ban",
    may.unban && "unban",
  ];
  return actions.filter(Boolean).map((action) => ({
    label: say(action),
    danger: action === "kick" || action === "ban",
    testid: `moderate-${action}`,
    run: () => moderate(action, person, app),
  }));
}

/** Whether the current member may do anything to anybody. */
export const moderates = (store) => store.server.members.some((one) => Object.values(one.may).some(Boolean));

/** Open the menu of all members at `anchor`: under each, what may be done. */
export function openMembers(anchor, app) {
  const { store, say } = app.around;
  const entries = store.server.members.map((person) => {
    const label = [person.name, standingWords(person, app.around)].filter(Boolean).join(" · ");
    const items = moderationItems(person, app);
    if (!items.length) return { label, disabled: true, run: () => {} };
    return { label, items, testid: "moderated" };
  });
  openMenu(anchor, say("members"), entries);
}

/** Ask for the reason, which may be left out, and do it. */
async function moderate(action, person, { around, act, toast }) {
  const { say, store } = around;
  const field = labelledField(say("reason"), {
    max: LONGEST_REASON,
    required: false,
    testid: "reason-field",
  });
  const given = await openDialog(around, {
    title: say(TITLES[action], { name: person.name }),
    body: field.element,
    action: say(action),
    danger: action === "kick" || action === "ban",
    submit: () => ({ reason: field.input.value.trim() }),
    testid: "moderation-dialog",
  });
  if (!given) return;
  const length = action === "time_out" ? { minutes: MINUTES } : {};
  if (!(await act({ do: action, target: person.id, ...given, ...length }))) return;
  await store.refresh();
  toast(say(OUTCOMES[action], { name: person.name }));
}
