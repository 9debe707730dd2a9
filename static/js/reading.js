/* The reading page: the text follows the list, decisions can be undone, words can be captured. */
import { bind, drawBar, setScope } from "./keys.js";
import { watch } from "./live.js";
import { move } from "./moves.js";
import { placeOf, wordsOf } from "./places.js";
import { hush, say } from "./toast.js";
import { words } from "./words.js";

const reading = document.getElementById("reading");
const text = document.getElementById("article-text");
const undoForm = document.getElementById("undo");
const side = () => document.getElementById("side");

/* ---------- The text follows the list ---------- */

function follow() {
  const current = side().querySelector("[data-current]")?.dataset.of;
  for (const item of side().querySelectorAll("[data-of]")) {
    for (const drawn of text.querySelectorAll(`[data-of="${item.dataset.of}"]`)) {
      const name = drawn.matches("mark") ? "mark" : "markno";
      drawn.className = `${name} ${name}-${item.dataset.look}${item.dataset.of === current ? ` ${name}-current` : ""}`;
      drawn.dataset.look = item.dataset.look;
    }
  }
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "capturebox" || event.detail.elt.id === "capturebox") showBox();
  if (event.detail.target.id !== "side" && event.detail.elt.id !== "side") return;
  follow();
  drawBar();
  if (event.detail.requestConfig?.elt?.matches?.("[data-refresh]")) return;
  const problem = side().querySelector("[role=alert]");
  const form = side().querySelector("#correction");
  const finder = side().querySelector("#finder");
  const current = side().querySelector("[data-current]");
  if (form) hush();
  form?.querySelector("[data-with-script]").removeAttribute("hidden");
  if (form && !problem) form.querySelector("select").focus();
  else if (finder) (finder.querySelector("[name=other]") ?? finder.querySelector("[type=search]")).focus({ preventScroll: true });
  else current?.focus({ preventScroll: true });
  (problem ?? current)?.scrollIntoView({ block: "nearest" });
  if (current) document.getElementById(`m-${current.dataset.of}`)?.scrollIntoView({ block: "nearest" });
});

reading.addEventListener("stop", (event) => event.target.closest("a.stmt")?.click());

text.addEventListener("click", (event) => {
  const drawn = event.target.closest("[data-of]");
  if (!drawn || (drawn.matches("mark") && !getSelection().isCollapsed)) return;
  const item = side().querySelector(`a.stmt[data-of="${drawn.dataset.of}"]`);
  if (drawn.matches("a")) event.preventDefault();
  item?.click();
});

reading.addEventListener("click", (event) => {
  if (!event.target.closest("[data-next]")) return;
  event.preventDefault();
  move(1);
});

/* ---------- Decisions and undo ---------- */

document.body.addEventListener("decided", (event) => {
  const { words: done, action } = event.detail;
  const undo = action && undoForm && (() => undoForm.requestSubmit());
  if (undo) {
    undoForm.elements.action.value = action;
    undoForm.elements.s.value = lastDecided;
  }
  closeBox();
  paint(null);
  say(done, undo);
  const history = document.getElementById("history");
  if (history.childElementCount) document.querySelector(".happened [hx-get]").click();
});

/* The statement that the decision is about: after it the next one is open, and undoing leads back. */
let lastDecided = "";
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "post") lastDecided = side().querySelector("[data-current]")?.dataset.of ?? "";
});

bind("u", words.undoKey, () => document.querySelector(".toast-undo button").click(), {
  when: () => Boolean(document.querySelector(".toast-undo button")),
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("#correction, #finder");
  if (!form) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit?.();
  if (event.key === "Escape") form.querySelector("[data-cancel]").click();
});

/* ---------- Other words for the statement that is being corrected ---------- */

const correction = () => side().querySelector("#correction");

/* Put the selected words in place of the statement's, or beside them; the server checks and joins them. */
function takeWords(isMore) {
  const range = selection();
  const place = range && placeOf(range, text);
  if (!place) {
    say(words.selectFirst);
    return;
  }
  const spans = correction().elements.spans;
  const shown = correction().querySelector("[data-words]");
  spans.value = isMore ? `${spans.value},${place.join("-")}` : place.join("-");
  const taken = wordsOf(range, text);
  shown.textContent = isMore ? `${shown.textContent} … ${taken}` : taken;
  paint(range, isMore);
}

reading.addEventListener("pointerdown", (event) => { if (event.target.closest("[data-take]")) event.preventDefault(); });
reading.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (button) takeWords(button.dataset.take === "too");
});
if (reading.dataset.capture) {
  const open = { when: () => Boolean(correction()) };
  bind("w", words.takeInstead, () => takeWords(false), open);
  bind("+", words.addSelected, () => takeWords(true), open);
}

/* ---------- Capture ---------- */

const box = () => document.getElementById("capturebox");
let painted = [];

function paint(range, more = false) {
  if (!window.Highlight) return;
  painted = range ? [...(more ? painted : []), range] : [];
  if (range) CSS.highlights.set("captured", new Highlight(...painted));
  else CSS.highlights.delete("captured");
}

function selection() {
  const now = getSelection();
  return now.rangeCount && !now.isCollapsed ? now.getRangeAt(0).cloneRange() : null;
}

async function openBox() {
  const range = selection();
  const place = range && placeOf(range, text);
  if (!place) {
    say(words.selectFirst);
    return;
  }
  closeBox();
  hush();
  const paragraphs = [...text.querySelectorAll("p.para")].filter((paragraph) => range.intersectsNode(paragraph));
  const slot = document.createElement("div");
  slot.className = "capture";
  paragraphs[paragraphs.length - 1].after(slot);
  await htmx.ajax("GET", `${reading.dataset.capture}?spans=${place.join("-")}`, { target: slot, swap: "innerHTML" });
  if (!box()) {
    slot.remove();
    return;
  }
  htmx.process(slot); // at once: it does so by itself only after settling, and Enter may come before
  paint(range);
  showBox();
}

/* Take a further piece of the text into the statement under way. */
async function addPiece() {
  const range = selection();
  const place = range && placeOf(range, text);
  if (!place) {
    say(words.selectMore);
    return;
  }
  await htmx.ajax("POST", reading.dataset.capture, {
    source: box().querySelector("form"), target: box(), swap: "outerHTML", values: { add: place.join("-") },
  });
  paint(range, true);
}

function showBox() {
  if (!box()) return;
  setScope("capture");
  box().focus({ preventScroll: true });
  box().scrollIntoView({ block: "nearest" });
}

function closeBox() {
  document.querySelector(".capture")?.remove();
  paint(null);
  setScope();
}

if (reading.dataset.capture) {
  bind("c", words.captureSelection, openBox);
  const field = (name) => box().querySelector(`[name$="-${name}"]`);
  const focus = (name) => () => field(name).focus();
  const stance = (value) => () => { field("stance").value = value; };
  const capture = { in: "capture", group: words.capture };
  bind("Enter", words.save, () => box().querySelector("form").requestSubmit(), { ...capture, typing: true });
  bind("Escape", words.cancel, closeBox, { ...capture, typing: true });
  bind("1", words.party, focus("party"), capture);
  bind("2", words.speaker, focus("speaker"), capture);
  bind("3", words.issue, focus("issue"), capture);
  bind("+", words.supports, stance("supports"), capture);
  bind("=", words.supports, stance("supports"), { ...capture, bar: false });
  bind("-", words.opposes, stance("opposes"), capture);
  bind("m", words.mixed, stance("mixed"), capture);
  bind("0", words.takesNone, stance("none"), capture);
  bind("f", words.firmness, focus("firmness"), capture);
  bind("i", words.condition, focus("condition"), capture);
  bind("c", words.addSelected, addPiece, capture);
  bind("n", words.newEntry, () => {
    box().querySelector("details").open = true;
    field("party_new").focus();
  }, capture);
  text.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cancel]") || !box()?.contains(event.target)) return;
    event.preventDefault();
    closeBox();
  });
}

/* Words selected by touch: a button takes the place of the key. */
const touch = document.getElementById("capture-touch");
if (touch) {
  const offer = () => { touch.hidden = !selection() || !placeOf(selection(), text); };
  document.addEventListener("selectionchange", offer);
  touch.addEventListener("pointerdown", (event) => event.preventDefault());
  touch.addEventListener("click", () => { (box() ? addPiece : openBox)(); touch.hidden = true; });
}

watch({ reading, text, side, follow, isCapturing: () => Boolean(document.querySelector(".capture")) });
