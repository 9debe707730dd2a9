/* Behaviour of every page: theme, menus, the row of pages when narrow, keys that work everywhere. */
import { bind, bindElements, drawBar } from "./keys.js";
import "./moves.js";
import { say } from "./toast.js";
import { words } from "./words.js";

const root = document.documentElement;

for (const toggle of document.querySelectorAll("[data-theme-toggle]")) {
  toggle.addEventListener("click", () => {
    const dark = root.dataset.bsTheme ? root.dataset.bsTheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.bsTheme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.bsTheme);
  });
}

const here = document.querySelector(".mainnav [aria-current]");
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 60;

const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});

for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

const search = document.getElementById("find");
const narrow = document.querySelector(".find-narrow");
if (search) bind("/", words.search, () => (search.offsetParent ? search.focus() : narrow?.click()), { group: words.everywhere, bar: false });

for (const link of document.querySelectorAll(".mainnav a")) {
  const label = link.firstChild.textContent.trim();
  bind(`g ${link.dataset.go}`, words.goTo.replace("{page}", label.toLowerCase()), () => link.click(), { group: words.everywhere, bar: false });
}

bindElements();
document.addEventListener("htmx:afterSettle", () => { bindElements(); drawBar(); });

/* ---------- What htmx cannot show by itself ---------- */

document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL || location.href, location.href).pathname.startsWith("/accounts/")) {
    event.detail.shouldSwap = false; // signed out meanwhile
    location.reload();
  }
});
document.addEventListener("htmx:responseError", (event) => {
  say(event.detail.xhr.status === 403 ? words.notAllowed : words.notDone);
});
document.addEventListener("htmx:sendError", () => say(words.noAnswer));
