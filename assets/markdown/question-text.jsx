// What a person wrote, as they typed it; only code between fences has a fixed font.

import { memo } from "react";

const FENCED = /^[ \t]*(`{3,}|~{3,})[^\n`]*\n([\s\S]*?)(?:\n?^[ \t]*\1[`~]*[ \t]*$\n?|(?![\s\S]))/gm;

// Pieces of a text, those that are code marked as such.
const pieces = (text) => {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(FENCED)) {
    found.push({ text: text.slice(at, match.index).replace(/\n$/, "") });
    found.push({ text: match[2], code: true });
    at = match.index + match[0].length;
  }
  found.push({ text: text.slice(at) });
  return found.filter((piece) => piece.text);
};

export const OwnText = memo(({ text }) =>
  pieces(text).map((piece, at) =>
    piece.code ? (
      <pre key={at} dir="ltr" tabIndex={0}>
        <code>{piece.text}</code>
      </pre>
    ) : (
      piece.text
    ),
  ),
);
