/* Where selected words stand in the article's text, in Unicode code points, as the server counts them.
   Every piece of text is inside an element whose data-at is the place of its first character. */

const length = (text) => [...text].length;

function pieces(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.dataset.at !== undefined) found.push(node);
  }
  return found;
}

/* Return [start, end) of the range in code points, or null when it holds none of the text under root. */
export function placeOf(range, root) {
  const inside = pieces(root).filter((node) => range.intersectsNode(node));
  let start = null;
  let end = null;
  for (const node of inside) {
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.data.length;
    if (from >= to) continue;
    const at = Number(node.parentElement.dataset.at);
    start ??= at + length(node.data.slice(0, from));
    end = at + length(node.data.slice(0, to));
  }
  return start === null ? null : [start, end];
}
