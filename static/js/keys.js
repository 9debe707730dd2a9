/* The one registry of keys: it feeds the handlers, the bar at the foot of the page and the help behind "?".
   A key is one `event.key` or a sequence of two separated by a blank ("g m"). Of several bindings of a key, the one
   bound last whose `when` holds acts. Off when the reader has switched keys off. */

import { words } from "./words.js";

const bindings = [];
let scope = "page";
let pending = "";
let pendingUntil = 0;

const isOn = () => document.body.dataset.keyboard !== "off";
const shown = (key) => ({ " ": "Space", Escape: "Esc", "-": "−" })[key] ?? key;

/* Bind a key. `bar: false` leaves it out of the bar; `group` is its heading in the help; `typing` has it act in fields
   too; `in` names the scope in which it acts, "any" for all. */
export function bind(key, label, act, { when = () => true, bar = true, group = words.thisPage, typing = false, in: where = "page" } = {}) {
  bindings.push({ key, label, act, when, bar, group, typing, where });
  scheduleBar();
}

const use = (element) => (element?.matches("select, input:not([type=radio], [type=checkbox])") ? element.focus() : element?.click());

/* Bind keys to the elements that carry them: <button data-key="a" data-key-label="accept">. The first visible one acts. */
export function bindElements(root = document) {
  for (const element of root.querySelectorAll("[data-key]")) {
    const key = element.dataset.key;
    if (bindings.some((binding) => binding.key === key && binding.fromPage)) continue;
    const find = () => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((found) => found.offsetParent);
    bind(key, element.dataset.keyLabel || element.textContent.trim(), () => use(find()), { when: () => Boolean(find()) });
    const label = element.dataset.keyLabel || element.textContent.trim();
    const binding = bindings[bindings.length - 1];
    binding.fromPage = true;
    Object.defineProperty(binding, "label", { get: () => find()?.dataset.keyLabel || label }); // of the one that acts now
  }
}

function isTyping(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]");
}

function find(key, typing) {
  return bindings.findLast((binding) =>
    binding.key === key && (binding.where === scope || binding.where === "any") && (!typing || binding.typing) && binding.when());
}

/* Hand the keys to an open box, or back to the page. */
export function setScope(name = "page") {
  scope = name;
  drawBar();
}

document.addEventListener("keydown", (event) => {
  if (!isOn() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  const typing = isTyping(event.target);
  if (event.key === "Enter" && !typing && event.target instanceof Element && event.target.closest("a, button, summary, input")) return;
  const sequence = pending && Date.now() < pendingUntil ? `${pending} ${event.key}` : "";
  const binding = (sequence && find(sequence, typing)) || find(event.key, typing);
  pending = "";
  if (binding) {
    event.preventDefault();
    binding.act(event);
  } else if (!typing && bindings.some(({ key }) => key.startsWith(`${event.key} `))) {
    pending = event.key;
    pendingUntil = Date.now() + 1500;
  }
});

function keyed(binding) {
  const item = document.createElement("span");
  for (const key of binding.key.split(" ").filter(Boolean)) {
    const cap = document.createElement("kbd");
    cap.textContent = shown(key);
    item.append(cap, " ");
  }
  item.append(binding.label);
  return item;
}

/* Bindings that hold now, one per key. */
function current() {
  return bindings.filter((binding) => binding.when() && find(binding.key, false) === binding);
}

let scheduled = false;
function scheduleBar() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => { scheduled = false; drawBar(); });
}

/* Draw the bar again after something changed which keys hold. */
export function drawBar() {
  const bar = document.querySelector(".keybar");
  if (!bar || !isOn()) return;
  const help = document.createElement("button");
  help.type = "button";
  help.className = "keybar-end";
  help.append(keyed({ key: "?", label: words.allShortcuts }));
  help.addEventListener("click", showHelp);
  bar.replaceChildren(...current().filter((binding) => binding.bar).map(keyed), help);
  bar.hidden = false;
}

/* Every key of the page under its heading, once; those that do not act at the moment too. */
function groups() {
  const found = new Map();
  for (const binding of bindings) {
    const group = found.get(binding.group) ?? new Map();
    group.set(`${binding.key} ${binding.label}`, binding);
    found.set(binding.group, group);
  }
  return [...found].sort(([one], [other]) => (one === words.everywhere) - (other === words.everywhere));
}

function element(name, className, ...inside) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

function showHelp() {
  document.querySelector("dialog.help")?.remove();
  const title = element("h2", "h-sec", words.shortcuts);
  title.id = "help-title";
  const close = element("form", "", element("button", "btn btn-plain", words.close));
  close.method = "dialog";
  const dialog = element("dialog", "help", element("header", "", title, close));
  dialog.setAttribute("aria-labelledby", "help-title");
  for (const [name, group] of groups()) {
    const items = [...group.values()].map((binding) => element("li", "", keyed(binding)));
    dialog.append(element("h3", "label", name), element("ul", "", ...items));
  }
  const settings = element("a", "", words.yourSettings);
  settings.href = document.body.dataset.settings;
  const [before, after] = words.keysAct.split("{settings}");
  dialog.append(element("p", "small quiet", before, settings, after));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

bind("?", words.allShortcuts, showHelp, { bar: false, group: words.everywhere, in: "any" });
