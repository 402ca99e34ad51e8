// The worker of highlighting.js: says the colours of a code from one of its lines on.

import { createCodePlugin } from "@streamdown/code";
import { THEMES } from "$/public/markdown/highlighting.js";

// Two of the light theme's colours have too little contrast on our ground.
const DARKER = { "#6E7781": "#636B74", "#8250DF": "#7D48D8" };
const readable = (token) => {
  const colour = DARKER[token.htmlStyle?.color?.toUpperCase()];
  return colour ? { ...token, htmlStyle: { ...token.htmlStyle, color: colour } } : token;
};

const plugin = createCodePlugin({ themes: THEMES });

self.onmessage = ({ data: { language, code, from } }) => {
  // "Incomplete" keeps it out of the plugin's cache, which would hold every past state of a growing block.
  const options = { language, code, themes: THEMES, isIncomplete: true };
  plugin.highlight(options, ({ tokens, fg, bg, rootStyle }) =>
    self.postMessage({ rows: tokens.slice(from).map((row) => row.map(readable)), fg, bg, rootStyle }),
  );
};
