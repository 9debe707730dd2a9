/* The as-of slider goes to its day when it is let go; arrows walk the cells. */
import { bind } from "./keys.js";

const slider = document.querySelector("[data-slider]");
if (slider) {
  const range = slider.elements.days;
  const shown = document.querySelector("output[for=asof]");
  const start = new Date(`${slider.elements.from.value}T12:00:00Z`);
  const format = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const day = () => new Date(start.getTime() + range.valueAsNumber * 86400000);
  slider.querySelector("[data-slider-go]").hidden = true;
  range.addEventListener("input", () => {
    shown.value = format.format(day()).replaceAll(",", "");
    range.setAttribute("aria-valuetext", shown.value);
  });
  range.addEventListener("change", () => slider.requestSubmit());
}

const rows = [...document.querySelectorAll("[data-matrix] tr")].map((row) => [...row.querySelectorAll("a.cell")]).filter((row) => row.length);
const walk = (down, right) => {
  const here = document.activeElement;
  let row = rows.findIndex((cells) => cells.includes(here));
  let column = row === -1 ? 0 : rows[row].indexOf(here);
  row = Math.max(0, Math.min(rows.length - 1, row === -1 ? 0 : row + down));
  column = Math.max(0, Math.min(rows[row].length - 1, column + right));
  rows[row][column].focus();
};
const onCell = () => document.activeElement?.matches("a.cell");
bind("ArrowDown", "down", () => walk(1, 0), { when: onCell, bar: false });
bind("ArrowUp", "up", () => walk(-1, 0), { when: onCell, bar: false });
bind("ArrowLeft", "left", () => walk(0, -1), { when: onCell, bar: false });
bind("ArrowRight", "right", () => walk(0, 1), { when: onCell, bar: false });
