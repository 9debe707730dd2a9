/* What was just done, in words, for ten seconds, with its way back. */
import { drawBar } from "./keys.js";
import { words } from "./words.js";

const SECONDS = 10;

/* Show a sentence; `undo` is called by the button and by the page's "u". */
export function say(sentence, undo) {
  hush();
  const box = document.createElement("div");
  box.className = "toast-undo";
  box.setAttribute("role", "status");
  const text = document.createElement("span");
  text.textContent = sentence;
  box.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-plain";
    button.textContent = document.body.dataset.keyboard === "off" ? words.undo : `${words.undo} (u)`;
    button.addEventListener("click", () => { hush(box); undo(); });
    box.append(button);
  }
  document.body.append(box);
  drawBar();
  setTimeout(() => hush(box), SECONDS * 1000);
}

/* Take the words away at once, as when a form needs their room; the bar no longer offers their undo. */
export function hush(box = document.querySelector(".toast-undo")) {
  if (!box?.isConnected) return;
  box.remove();
  drawBar();
}
