/** How a person stands with the server: in it, timed out, gone or kept out. */

const DAY_MS = 86400000;
const SOONEST_MS = 1000;

/** Those of `people` who are in the server. */
export const inServer = (people) => people.filter(({ standing }) => standing.member);

/** Whether a person is timed out now. */
export const isTimedOut = ({ standing }) => new Date(standing.timed_out_until ?? 0) > new Date();

/** Until when a person is timed out, in the reader's language; with its date unless that is soon. */
export function timedOutUntil({ standing }, { locale }) {
  const when = new Date(standing.timed_out_until);
  const style = when - Date.now() < DAY_MS ? {} : { dateStyle: "medium" };
  return new Intl.DateTimeFormat(locale, { ...style, timeStyle: "short" }).format(when);
}

/** Call `look` as a timeout of one of `people` ends; the timer, or null where nobody has one. */
export function whenOneEnds(people, look) {
  const ends = people.map(({ standing }) => standing.timed_out_until).filter(Boolean);
  if (!ends.length) return null;
  const next = Math.min(...ends.map((end) => new Date(end) - Date.now()));
  return setTimeout(look, Math.max(Math.min(next, DAY_MS), SOONEST_MS));
}

/** In a few words for lists; nothing where there is nothing to say. */
export function standingWords(person, around) {
  const { say } = around;
  const { member, kicked, banned } = person.standing;
  if (banned) return say("standing_banned");
  if (!member) return say(kicked ? "standing_kicked" : "standing_left");
  return isTimedOut(person) ? say("standing_timed_out", { time: timedOutUntil(person, around) }) : "";
}

/** What a person is told of being outside the server, and whether they can join again; null inside. */
export function outside(person, { say, store }) {
  const { member, kicked, banned } = person.standing;
  if (member) return null;
  const key = banned ? "you_are_banned" : kicked ? "you_were_kicked" : "you_left";
  return { words: say(key, { server: store.server.guild.name }), joins: !banned };
}

/** What a person is told who may only read for now. */
export const timedOutWords = (person, around) =>
  around.say("you_are_timed_out", { time: timedOutUntil(person, around) });
