/** The page's own icons, 24x24 line drawings. */

const PATHS = {
  hash: "M10 4 8 20M16 4l-2 16M5 9h15M4 15h15",
  announcement: "M4 10v4h3l8 4V6L7 10H4zM18.5 9.500a4 4 0 0 1 0 5M8 14.500 9 19h2.500l-1-4",
  forum: "M4 5h12v8H9l-3 3v-3H4zM19 9h1v8h-2v3l-3-3h-4",
  thread: "M5 4v8a4 4 0 0 0 4 4h9M14 12l4 4-4 4",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  archive: "M4 5h16v4H4zM6 9v10h12V9M10 13h4",
  reply: "M10 6 4 12l6 6M4 12h9a6 6 0 0 1 6 6v1",
  forward: "M14 6l6 6-6 6M20 12h-9a6 6 0 0 0-6 6v1",
  edit: "M5 19h3L19 8l-3-3L5 16zM14 7l3 3",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 14a4 4 0 0 0 7 0M9 9.500v.5M15 9.500v.5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12 20 4l-5 16-4-7zM11 13l9-9",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  link: "M14 5h5v5M19 5l-8 8M17 13v6H5V7h6",
  menu: "M4 7h16M4 12h16M4 17h16",
  down: "M6 9l6 6 6-6",
  right: "M9 6l6 6-6 6",
  left: "M15 6l-6 6 6 6",
  copy: "M8 8h11v12H8zM5 16V4h11",
  apps: "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z",
  slash: "M16 4 8 20",
  check: "M5 13l5 5 9-11",
  warning: "M12 4 3 19h18zM12 10v4M12 16.500v.5",
  id: "M4 6h16v12H4zM8 10v4M12 10h2a2 2 0 0 1 0 4h-2z",
  eye: "M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  letter: "M4 6h16v12H4zM4 7l8 6 8-6",
  people: "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 19c0-3.500 2.500-5 6-5s6 1.500 6 5M16 5.500a3 3 0 0 1 0 5M17.500 14.500c2.200.600 3.500 2 3.500 4.500",
  language: "M4 6h9M8.500 4v2M11 6c-.800 3.500-3.200 6.200-6.500 8M6.500 9c1.200 2.200 3 3.800 5.500 5M12 20l4-10 4 10M13.500 17h5",
  open: "M5 11h14v9H5zM8 11V8a4 4 0 0 1 7.500-2",
};

const SVG = "http://www.w3.org/2000/svg";

/** The icon `name` as an SVG element that screen readers skip: whoever shows it gives the words. */
export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name} ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

const SYMBOLS = { 0: "hash", 1: "letter", 5: "announcement", 10: "thread", 11: "thread", 12: "thread", 15: "forum" };

/** The icon for a Discord channel type. */
export function channelIcon(channel, className = "") {
  return icon(SYMBOLS[channel.type] ?? "hash", className);
}
