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

/* The pieces of the text inside the range: node, and from where to where in it. */
function within(range, root) {
  return pieces(root).filter((node) => range.intersectsNode(node)).map((node) => ({
    node,
    from: node === range.startContainer ? range.startOffset : 0,
    to: node === range.endContainer ? range.endOffset : node.data.length,
  })).filter(({ from, to }) => from < to);
}

/* Return [start, end) of the range in code points, or null when it holds none of the text under root. */
export function placeOf(range, root) {
  const inside = within(range, root);
  if (!inside.length) return null;
  const at = ({ node }, offset) => Number(node.parentElement.dataset.at) + length(node.data.slice(0, offset));
  const last = inside[inside.length - 1];
  return [at(inside[0], inside[0].from), at(last, last.to)];
}

/* Return the words of the range without the numbers of statements between them. */
export function wordsOf(range, root) {
  return within(range, root).map(({ node, from, to }) => node.data.slice(from, to)).join("");
}
