/* j and k: from one stop of the page to the next; Enter opens what the stop is about. */
import { bind } from "./keys.js";
import { words } from "./words.js";

const stops = () => [...document.querySelectorAll("[data-stop]")].filter((stop) => stop.offsetParent);

/* Move the focus to the next (1) or previous (-1) stop and tell the page with a "stop" event. */
export function move(step) {
  const all = stops();
  const here = all.indexOf(document.activeElement?.closest("[data-stop]"));
  const start = here === -1 ? all.findIndex((stop) => stop.hasAttribute("data-current")) : here;
  const next = all[start === -1 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, start + step))];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  next.dispatchEvent(new CustomEvent("stop", { bubbles: true }));
}

const some = () => stops().length > 0;
bind("j", words.next, () => move(1), { when: some });
bind("k", words.previous, () => move(-1), { when: some });

/* The button of the stop in focus, or else its first link; a stop that is a link opens by itself. */
function opener() {
  const here = document.activeElement;
  return here?.matches("[data-stop]:not(a)") ? (here.querySelector(".btn") ?? here.querySelector("a[href]")) : null;
}
bind("Enter", words.open, () => opener().click(), { when: () => Boolean(opener()) });
