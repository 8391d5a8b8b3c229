/** A small choice of emoji to react with. */

import { h } from "./dom.js";
import { float } from "./floating.js";

const EMOJI = [
  "👍",
  "👎",
  "❤️",
  "😂",
  "😮",
  "😢",
  "🎉",
  "🔥",
  "👏",
  "🤔",
  "👀",
  "✅",
  "❌",
  "📰",
  "🗳️",
  "🙏",
];
const COLUMNS = 8;

/** Offer the emoji at `anchor`; `onPick(emoji)` when one is chosen, `home` has the focus afterwards. */
export function pickEmoji(anchor, { say }, { home, onPick }) {
  const choice = (emoji) => {
    const choose = () => {
      floating.close();
      onPick(emoji);
    };
    const label = say("react_with", { emoji });
    const about = { type: "button", "aria-label": label, testid: "emoji", on: { click: choose } };
    return h("button.emoji-choice", about, emoji);
  };
  const grid = h("div.emoji-grid", { role: "group", "aria-label": say("react") }, EMOJI.map(choice));
  grid.addEventListener("keydown", (event) => walk(event, [...grid.children]));
  const floating = float(anchor, grid, { home });
  grid.firstElementChild.focus();
}

/** The arrow keys go from one to the next, and from row to row. */
function walk(event, all) {
  const at = all.indexOf(document.activeElement);
  const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + COLUMNS, ArrowUp: at - COLUMNS };
  const next = all[steps[event.key]];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
