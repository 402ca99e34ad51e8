#!/bin/sh
# Surprise: remend, which completes half-written Markdown for streaming pages, takes any "<" before a
# letter for the beginning of an HTML tag. All that follows is cut away until a ">" comes: other
# words, other lines, the rest of the paragraph. "0<x and x is positive" is "0" on the page for as
# long as the paragraph grows. In CommonMark this "<" is plain text. The option `htmlTags: false`
# leaves it alone. An interval such as "[0, 1)" becomes an unfinished link in the same way (options
# `links` and `images`).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund remend@1.4.0 commonmark@0.31.2 >/dev/null 2>&1
cat >show.mjs <<'JAVASCRIPT'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import * as commonmark from "commonmark";
import remend from "remend";

const plain = (text) => new commonmark.HtmlRenderer().render(new commonmark.Parser().parse(text));
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
console.log("remend", version("remend"), "commonmark", version("commonmark"));

const TEXTS = {
  "0<x and x is positive.\nSo its root is real.": "0",
  "The half-open interval [0, 1) holds 0.": "The half-open interval [0, 1) holds 0.](streamdown:incomplete-link)",
};
for (const [text, expected] of Object.entries(TEXTS)) {
  const repaired = remend(text);
  console.log({ text, commonmark: plain(text), remend: repaired });
  assert.equal(repaired, expected);
  assert.ok(!/<a|<x/.test(plain(text)));
  assert.equal(remend(text, { htmlTags: false, links: false, images: false }), text);
}
JAVASCRIPT
node show.mjs
