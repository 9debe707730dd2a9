/* Runs before the first paint: the reader's choice of light or dark, if one was made. */
(() => {
  const wanted = new URLSearchParams(location.search).get("theme") || localStorage.getItem("theme");
  if (wanted === "light" || wanted === "dark") document.documentElement.dataset.bsTheme = wanted;
})();
