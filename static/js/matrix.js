/* The matrix follows its address: slider, play, steps and cells swap what the server renders, without a new page. */
import { bind, drawBar } from "./keys.js";
import { words } from "./words.js";

const slider = document.querySelector("[data-slider]");
const range = slider?.elements.days;
const table = document.getElementById("matrix-table");
const panel = document.getElementById("matrix-panel");
const asof = document.querySelector("output[for=asof]");
const PAUSE = 2000; // between two steps of play: long enough to read the title
const SETTLE = 60; // of a thumb that is dragged

/* ---------- The address ---------- */

const here = () => new URL(location.href);

/* Show what an address asks for. While an answer is under way only the latest wish is kept, so that an old answer never
   follows a newer one. */
let wish = null;
let underWay = null;
function show(url) {
  wish = url;
  underWay ??= (async () => {
    table.setAttribute("aria-busy", "true");
    while (wish) {
      const next = wish;
      wish = null;
      await htmx.ajax("GET", next.pathname + next.search, { source: table, target: table, swap: "innerHTML" }).catch(() => {});
    }
    table.removeAttribute("aria-busy");
    underWay = null;
  })();
  return underWay;
}

/* Write the address and show it; a new entry in the history for what the back button should undo. */
function go(url, { isStep = false } = {}) {
  history[isStep ? "pushState" : "replaceState"](null, "", url);
  return show(url);
}

addEventListener("popstate", async () => {
  if (!table) return;
  stop();
  const key = openKey();
  setThumb(here().searchParams.get("date"));
  await show(here());
  if (key && !opened()) cellAt(key)?.focus();
});

/* ---------- The slider ---------- */

const DAY = 86400000;
const start = slider ? Date.parse(`${slider.elements.from.value}T12:00:00Z`) : 0;
const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const dayOf = (number) => new Date(start + number * DAY).toISOString().slice(0, 10);
const usual = range?.valueAsNumber;

function tell() {
  const day = new Date(start + range.valueAsNumber * DAY);
  asof.value = format.format(day).replaceAll(",", "");
  range.setAttribute("aria-valuetext", asof.value);
  document.getElementById("asof-date").value = dayOf(range.valueAsNumber);
}

function setThumb(day) {
  if (!range) return;
  range.value = day ? Math.round((Date.parse(`${day}T12:00:00Z`) - start) / DAY) : usual;
  tell();
}

function dated(day) {
  const url = here();
  for (const name of ["days", "from"]) url.searchParams.delete(name);
  url.searchParams.set("date", day);
  return url;
}

if (slider) {
  let timer = 0;
  range.addEventListener("input", () => {
    stop();
    tell();
    clearTimeout(timer);
    timer = setTimeout(() => go(dated(dayOf(range.valueAsNumber))), SETTLE);
  });
  slider.addEventListener("submit", (event) => { event.preventDefault(); go(dated(dayOf(range.valueAsNumber))); });
}

/* ---------- Play ---------- */

const player = document.querySelector("[data-play]");
const days = slider?.dataset.days.split(" ").filter(Boolean) ?? [];
let playing = 0; // the number of this run; another one, or none, ends it
let runs = 0;

function stop() {
  if (!playing) return;
  playing = 0;
  delete player.dataset.playing;
  player.setAttribute("aria-label", words.playShifts);
  table.classList.remove("is-played");
}

async function play() {
  const run = playing = ++runs;
  player.dataset.playing = "";
  player.setAttribute("aria-label", words.pause);
  table.classList.add("is-played");
  const shown = () => dayOf(range.valueAsNumber);
  let next = days.find((day) => day > shown()) ?? days[0];
  while (next && playing === run) {
    setThumb(next);
    await go(dated(next));
    await new Promise((done) => { setTimeout(done, Number(player.dataset.pause ?? PAUSE)); });
    next = days.find((day) => day > shown());
  }
  if (playing === run) stop();
}

if (player) {
  player.addEventListener("click", () => (playing ? stop() : play()));
  bind("p", words.play, () => player.click());
  document.addEventListener("visibilitychange", () => document.hidden && stop());
}

/* ---------- Cells and their evidence ---------- */

const keyOf = (url) => `${url.searchParams.get("party")} ${url.searchParams.get("issue")}`;
const cellAt = (key) => [...table.querySelectorAll("a.cell")].find((cell) => keyOf(new URL(cell.href)) === key);
const opened = () => panel.querySelector("[data-cell]");
const openKey = () => (opened() ? keyOf(new URL(opened().dataset.cell, location.href)) : "");

function markOpen(key) {
  for (const cell of table.querySelectorAll(".cell-open")) {
    cell.classList.remove("cell-open");
    cell.removeAttribute("aria-current");
  }
  const cell = key && cellAt(key);
  cell?.classList.add("cell-open");
  cell?.setAttribute("aria-current", "true");
}

async function openEvidence(cell) {
  const url = new URL(cell.href);
  stop();
  history.pushState(null, "", url);
  markOpen(keyOf(url));
  await htmx.ajax("GET", url.pathname + url.search, { source: panel, target: panel, swap: "innerHTML" }).catch(() => {});
  if (openKey() !== keyOf(url)) return; // another cell was opened meanwhile
  opened().focus({ preventScroll: true });
  const box = panel.getBoundingClientRect();
  if (getComputedStyle(panel.firstElementChild ?? panel).position === "static" && box.top > innerHeight * 0.8) panel.scrollIntoView({ block: "start" });
}

function closeEvidence() {
  const key = openKey();
  const url = here();
  for (const name of ["party", "issue"]) url.searchParams.delete(name);
  url.hash = "";
  history.pushState(null, "", url);
  panel.replaceChildren();
  markOpen(null);
  cellAt(key)?.focus();
  drawBar();
}

document.addEventListener("click", (event) => {
  if (!table || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a.cell, [data-close], [data-day]");
  if (!link) return;
  event.preventDefault();
  if (link.matches("[data-close]")) closeEvidence();
  else if (link.matches("[data-day]")) {
    stop();
    const url = dated(new URL(link.href).searchParams.get("date"));
    setThumb(url.searchParams.get("date"));
    go(url, { isStep: true });
  } else openEvidence(link);
});

/* Also for those who have switched keys off. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !panel || !opened()) return;
  if (document.querySelector("dialog[open], details[data-menu][open]")) return;
  closeEvidence();
});

/* ---------- Arrows walk the cells ---------- */

function walk(down, right) {
  const rows = [...table.querySelectorAll("tr")].map((row) => [...row.querySelectorAll("a.cell")].filter((cell) => cell.offsetParent)).filter((row) => row.length);
  const from = document.activeElement;
  const row = rows.findIndex((cells) => cells.includes(from));
  const cells = rows[Math.max(0, Math.min(rows.length - 1, row + down))];
  cells[Math.max(0, Math.min(cells.length - 1, rows[row].indexOf(from) + right))].focus();
}
const onCell = () => document.activeElement?.matches("a.cell");
bind("ArrowDown", words.down, () => walk(1, 0), { when: onCell, bar: false });
bind("ArrowUp", words.up, () => walk(-1, 0), { when: onCell, bar: false });
bind("ArrowLeft", words.left, () => walk(0, -1), { when: onCell, bar: false });
bind("ArrowRight", words.right, () => walk(0, 1), { when: onCell, bar: false });

/* The thumb may have gone on while the answer was under way; the title may not push the slider about. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== table) return;
  const heading = document.querySelector(".pagehead-steady");
  heading.style.minBlockSize = `${heading.offsetHeight}px`;
});
