// Marks the words of a search in a message, as a highlight of the browser: the DOM stays as React
// rendered it.

const NAME = "found"; // of the highlight, in search.css
const UNSPACED = /[\u0e01-\u0ec6\u1000-\u17b3\u3005-\u9fff\uf900-\uff9d]/; // scripts without spaces between words
const LETTER = /[\p{L}\p{N}\p{M}]/u;
const MOST = 1000; // marks in one message

// A text as it is compared, and for each of its units the offset in the original text.
const folded = (text) => {
  const at = [];
  let plain = "";
  let from = 0;
  for (const letter of text) {
    const units = letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    for (let unit = 0; unit < units.length; unit += 1) at.push(from);
    plain += units;
    from += letter.length;
  }
  return { plain, at: [...at, from] };
};

// Where a text has words that begin with a term: [start, end] each.
const places = (text, terms) => {
  const { plain, at } = folded(text);
  const found = [];
  for (const term of terms) {
    for (let from = plain.indexOf(term); from >= 0; from = plain.indexOf(term, from + 1)) {
      const anywhere = UNSPACED.test(term[0]);
      if (!anywhere && from > 0 && LETTER.test(plain[from - 1])) continue;
      let end = from + term.length;
      while (!anywhere && LETTER.test(plain[end] ?? "")) end += 1;
      found.push([at[from], at[end]]);
      if (found.length === MOST) return found;
    }
  }
  return found;
};

const rangesIn = (element, terms) => {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const ranges = [];
  while (texts.nextNode() && ranges.length < MOST) {
    const node = /** @type {Text} */ (texts.currentNode);
    for (const [start, end] of places(node.data, terms)) {
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, end);
      ranges.push(range);
    }
  }
  return ranges;
};

// Mark the words in an element that begin with a term. Returns the first of them, if there is one.
export const mark = (element, terms) => {
  const ranges = rangesIn(element, terms.map((term) => folded(term).plain).filter(Boolean));
  CSS.highlights?.set(NAME, new Highlight(...ranges));
  return ranges.reduce(
    (first, it) => (first && first.compareBoundaryPoints(Range.START_TO_START, it) <= 0 ? first : it),
    undefined,
  );
};

export const unmark = () => CSS.highlights?.delete(NAME);
