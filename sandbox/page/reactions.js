/** Reactions as they change. */

/**
 * `message` after someone added (`step` 1) or took back (-1) `emoji`; `mine` when it was the member themself.
 * A reaction that nobody gives any more is gone.
 */
export function withReaction(message, emoji, step, mine) {
  const same = (one) => one.emoji.name === emoji.name && (one.emoji.id ?? null) === (emoji.id ?? null);
  const all = message.reactions ?? [];
  const old = all.find(same) ?? { emoji, count: 0, me: false };
  const next = { ...old, count: old.count + step, me: mine ? step > 0 : old.me };
  const changed = all.some(same) ? all.map((one) => (same(one) ? next : one)) : [...all, next];
  return { ...message, reactions: changed.filter((one) => one.count > 0) };
}
