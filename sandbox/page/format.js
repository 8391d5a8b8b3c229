/** Times, sizes, names and addresses as Discord shows them. */

import { h } from "./dom.js";

const EPOCH = 1420070400000n;
const MINUTE = 60;
const UNITS = [
  ["year", 31536000],
  ["month", 2592000],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", MINUTE],
  ["second", 1],
];
const TIMESTAMP = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

/** When the thing with this snowflake came to be. */
export const bornAt = (id) => new Date(Number((BigInt(id) >> 22n) + EPOCH));

/** Snowflakes in order of time: longer is later, then the digits decide. */
export function byId(one, other) {
  return one.id.length - other.id.length || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

/** A Discord `<t:…:style>` timestamp of `seconds` since 1970. */
export function timestamp(seconds, style, locale) {
  const when = new Date(seconds * 1000);
  if (style === "R") return relative(when, locale);
  return new Intl.DateTimeFormat(locale, TIMESTAMP[style] ?? TIMESTAMP.f).format(when);
}

/** "3 minutes ago" in the member's language. */
export function relative(when, locale) {
  const seconds = (when - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

/** The time beside an author's name: today and yesterday by name, older days by date. */
export function stamp(when, locale, say) {
  const time = new Intl.DateTimeFormat(locale, TIMESTAMP.t).format(when);
  const days = Math.round((midnight(new Date()) - midnight(when)) / 86400000);
  if (days === 0) return say("today_at", { time });
  if (days === 1) return say("yesterday_at", { time });
  return new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" }).format(when);
}

export const clock = (when, locale) => new Intl.DateTimeFormat(locale, TIMESTAMP.t).format(when);
export const day = (when, locale) => new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(when);
export const fullTime = (when, locale) => new Intl.DateTimeFormat(locale, TIMESTAMP.F).format(when);

const midnight = (when) => new Date(when.getFullYear(), when.getMonth(), when.getDate());

/** A file's size in the units people read. */
export function size(bytes, locale) {
  const units = ["byte", "kilobyte", "megabyte"];
  const power = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  const number = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[power],
    unitDisplay: power ? "short" : "long",
    maximumFractionDigits: 1,
  });
  return number.format(bytes / 1024 ** power);
}

/** A message's author as shown in the server. */
export function displayName(message) {
  return message.member?.nick ?? message.author.global_name ?? message.author.username;
}

/** Discord's localised text of a command or option; only Latin American Spanish falls back to Spain's. */
export function localised(thing, field, locale) {
  const texts = thing[`${field}_localizations`] ?? {};
  return texts[locale] ?? (locale === "es-419" ? texts["es-ES"] : null) ?? thing[field];
}

const HUES = ["#5865f2", "#3f8f5f", "#a9622b", "#b0436e", "#2f7f9c", "#7a5bc0"];

/** A round picture of a user ({id, avatar, name or username}); their initial where there is none. */
export function avatar(user, size = 40) {
  const name = user.global_name ?? user.name ?? user.username ?? "?";
  const letter = h("span.avatar-letter", {}, [...name][0].toUpperCase());
  const frame = h("span.avatar", { "aria-hidden": "true", style: { "--size": `${size}px` } }, letter);
  frame.style.setProperty("--hue", HUES[Number(BigInt(user.id) % BigInt(HUES.length))]);
  const source = avatarSource(user);
  if (source) {
    const image = h("img", { src: source, alt: "", on: { error: () => image.remove() } });
    frame.append(image);
  }
  return frame;
}

function avatarSource({ id, avatar: picture }) {
  if (!picture) return null;
  return /^(\/|https?:|data:image\/)/.test(picture) ? picture : `/avatars/${id}/${picture}.png`;
}
