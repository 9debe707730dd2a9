/* What the scripts say, in the reader's language: the page carries it as data of its elements with data-says. */
export const words = Object.assign({}, ...[...document.querySelectorAll("[data-says]")].map((element) => ({ ...element.dataset })));
