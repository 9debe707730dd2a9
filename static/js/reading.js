/* The reading page: the text follows the list, decisions can be undone, words can be captured. */
import { bind, drawBar, setScope } from "./keys.js";
import { move } from "./moves.js";
import { placeOf } from "./places.js";
import { hush, say } from "./toast.js";

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
  if (event.detail.target.id !== "side" && event.detail.elt.id !== "side") return;
  follow();
  drawBar();
  if (event.detail.requestConfig?.elt?.matches?.("[data-refresh]")) return;
  const problem = side().querySelector("[role=alert]");
  const form = side().querySelector("#correction");
  const current = side().querySelector("[data-current]");
  if (form) hush();
  if (form && !problem) form.querySelector("select").focus();
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
  const { words, judgements, statement } = event.detail;
  const undo = judgements && undoForm && (() => undoForm.requestSubmit());
  if (undo) {
    undoForm.elements.judgements.value = judgements;
    undoForm.elements.s.value = statement;
  }
  say(words, undo);
});

bind("u", "undo", () => document.querySelector(".toast-undo button").click(), {
  when: () => Boolean(document.querySelector(".toast-undo button")),
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("#correction");
  if (!form) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  if (event.key === "Escape") form.querySelector("[data-cancel]").click();
});

/* ---------- Capture ---------- */

const box = () => document.getElementById("capturebox");
let selected = null;

function paint(range) {
  if (!window.Highlight) return;
  if (range) CSS.highlights.set("captured", new Highlight(range));
  else CSS.highlights.delete("captured");
}

async function openBox() {
  const selection = getSelection();
  const place = selection.rangeCount && !selection.isCollapsed ? placeOf(selection.getRangeAt(0), text) : null;
  if (!place) {
    say("Select the words in the text first");
    return;
  }
  closeBox();
  hush();
  selected = selection.getRangeAt(0).cloneRange();
  const paragraphs = [...text.querySelectorAll("p.para")].filter((paragraph) => selected.intersectsNode(paragraph));
  const slot = document.createElement("div");
  slot.className = "capture";
  paragraphs[paragraphs.length - 1].after(slot);
  await htmx.ajax("GET", `${reading.dataset.capture}?start=${place[0]}&end=${place[1]}`, { target: slot, swap: "innerHTML" });
  if (!box()) {
    slot.remove();
    return;
  }
  paint(selected);
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
  bind("c", "capture selection", openBox);
  const field = (name) => box().querySelector(`[name$="-${name}"]`);
  const focus = (name) => () => field(name).focus();
  const stance = (value) => () => { field("stance").value = value; };
  const capture = { in: "capture", group: "Capture" };
  bind("Enter", "save", () => box().querySelector("form").requestSubmit(), { ...capture, typing: true });
  bind("Escape", "cancel", closeBox, { ...capture, typing: true });
  bind("1", "party", focus("party"), capture);
  bind("2", "speaker", focus("speaker"), capture);
  bind("3", "issue", focus("issue"), capture);
  bind("+", "supports", stance("supports"), capture);
  bind("=", "supports", stance("supports"), { ...capture, bar: false });
  bind("-", "opposes", stance("opposes"), capture);
  bind("m", "mixed", stance("mixed"), capture);
  bind("0", "takes none", stance("none"), capture);
  bind("f", "firmness", focus("firmness"), capture);
  bind("i", "condition", focus("condition"), capture);
  text.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cancel]") || !box()?.contains(event.target)) return;
    event.preventDefault();
    closeBox();
  });
}
