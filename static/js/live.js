/* What others decide on the same article appears here, without touching what one types, selects or has in focus. */
import { drawBar } from "./keys.js";
import { words } from "./words.js";

const EVERY = 3000; // milliseconds; the answer is mostly an empty 204

const isTouched = (input) => (input.matches("select")
  ? [...input.options].some((option) => option.selected !== option.defaultSelected && (option.selected || option.defaultSelected))
  : input.matches("[type=checkbox], [type=radio]") ? input.checked !== input.defaultChecked : input.value !== input.defaultValue);

/* A card is left alone while somebody writes in it. */
function isBusy(row) {
  if (row.querySelector("#correction, #finder")) return true;
  const inputs = [...row.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return inputs.some((input) => input === document.activeElement || isTouched(input));
}

/* Put the fresh rows in place of the old ones that differ; a row that is busy stays. Returns the busy row that differs. */
function mergeRows(list, fresh) {
  const old = new Map([...list.children].map((row) => [row.dataset.row, row]));
  const wanted = [...fresh.children];
  const names = new Set(wanted.map((row) => row.dataset.row));
  for (const row of old.values()) if (!names.has(row.dataset.row) && !isBusy(row)) row.remove();
  let overtaken = null;
  wanted.forEach((row, at) => {
    const known = old.get(row.dataset.row);
    const differs = !known || known.dataset.is !== row.dataset.is;
    if (known && differs && isBusy(known)) overtaken = known;
    const kept = differs && known !== overtaken ? row : known;
    if (known && kept !== known) known.replaceWith(kept);
    if (list.children[at] !== kept) list.insertBefore(kept, list.children[at] ?? null);
    if (kept !== known) htmx.process(kept);
  });
  return overtaken;
}

/* Say in the card that is being written in that somebody else was faster; saving will show both versions. */
function warn(row, news) {
  let note = row.querySelector(".overtaken");
  if (!note) {
    note = document.createElement("p");
    note.className = "overtaken";
    note.setAttribute("role", "status");
    row.querySelector(".top").after(note);
  }
  if (news || !note.textContent) note.textContent = `${news} ${words.kept}`.trim();
}

let quiet = null;

/* Say what others did, for as long as it takes to read it. */
function tell(news) {
  const line = document.getElementById("news");
  line.textContent = news;
  clearTimeout(quiet);
  quiet = setTimeout(() => { line.textContent = ""; }, 15000);
}

/* Keep the open card where it was on the screen, and the focus on what had it. */
function steadily(side, change) {
  const focused = document.activeElement?.id;
  const scroller = side().closest(".beside");
  const before = side().querySelector("[data-current]")?.getBoundingClientRect().top;
  change();
  const after = side().querySelector("[data-current]")?.getBoundingClientRect().top;
  if (before !== undefined && after !== undefined) scroller.scrollTop += after - before;
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
}

/* `isCapturing` tells whether the capture box stands in the text, which is then left as it is. */
export function watch({ reading, text, side, follow, isCapturing }) {
  let waiting = null; // a text that could not be drawn yet, and what was known when it came
  let timer = null;

  function drawText() {
    if (!waiting || isCapturing() || !getSelection().isCollapsed) return;
    if (waiting.known === side().dataset.known) text.replaceChildren(...waiting.redrawn.childNodes);
    waiting = null;
    follow();
  }

  function merge(page) {
    const fresh = page.getElementById("side");
    const list = side().querySelector(".stmts");
    const rows = fresh.querySelector(".stmts");
    const news = page.getElementById("news").textContent;
    if (!list || !rows) {
      if (!side().querySelector("form")) side().replaceWith(fresh);
      return;
    }
    const marked = (root) => [...root.querySelectorAll("mark")].map((mark) => `${mark.dataset.of} ${mark.textContent}`).join();
    steadily(side, () => {
      const clash = mergeRows(list, rows);
      if (clash) warn(clash, news);
      side().querySelector(".sidehead").replaceWith(fresh.querySelector(".sidehead"));
      const sheet = side().querySelector(".sheet");
      if (sheet && fresh.querySelector(".sheet") && !clash) {
        sheet.replaceWith(fresh.querySelector(".sheet"));
        htmx.process(side().querySelector(".sheet"));
      }
    });
    side().dataset.known = fresh.dataset.known;
    side().dataset.readers = fresh.dataset.readers;
    if (news) tell(news);
    const redrawn = page.getElementById("article-text");
    if (redrawn) waiting = marked(text) === marked(redrawn) ? null : { redrawn, known: fresh.dataset.known };
    else if (waiting) waiting.known = fresh.dataset.known;
    follow();
    drawBar();
  }

  async function ask() {
    const { known, readers } = side().dataset;
    const query = new URLSearchParams({ known, readers, s: side().querySelector("[data-current]")?.dataset.of ?? "" });
    const answer = await fetch(`${reading.dataset.news}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer) return true; // the server does not answer now; the next look may find it
    if (answer.redirected || answer.status >= 400) return false; // signed out, or no member any more
    if (answer.status === 200 && side().dataset.known === known && !document.querySelector(".htmx-request")) {
      merge(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
    return true;
  }

  async function tick() {
    clearTimeout(timer);
    const goesOn = document.hidden || document.querySelector(".htmx-request") || (await ask());
    drawText();
    clearTimeout(timer);
    if (goesOn) timer = setTimeout(tick, EVERY);
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
  timer = setTimeout(tick, EVERY);
}
