/** To be evaluated in a page: by how many pixels it is wider than its window. */
export const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** The identifiers whose characters, sorted by where they stand, are not in the order they are written in. */
export const TURNED_ROUND = `[...document.querySelectorAll('bdi[dir="ltr"]')].filter((id) => {
  const characters = [];
  const walker = document.createTreeWalker(id, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    for (let at = 0; at < node.data.length; at++) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { left, top, width } = range.getBoundingClientRect();
      if (width > 0) characters.push({ left, top: Math.round(top / 8), character: node.data[at] });
    }
  }
  const seen = [...characters].sort((one, other) => one.top - other.top || one.left - other.left);
  return seen.map(({ character }) => character).join('') !== characters.map(({ character }) => character).join('');
}).map((id) => id.textContent)`;
