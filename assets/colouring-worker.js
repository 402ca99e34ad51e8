// The worker of colouring.js: says the colours of a code from one of its lines on.

import { createCodePlugin } from "@streamdown/code";
import { THEMES } from "$/public/colouring.js";

const plugin = createCodePlugin({ themes: THEMES });

self.onmessage = ({ data: { language, code, from } }) => {
  // "Incomplete" keeps it out of the plugin's cache, which would hold every past state of a growing block.
  const options = { language, code, themes: THEMES, isIncomplete: true };
  plugin.highlight(options, ({ tokens, fg, bg, rootStyle }) =>
    self.postMessage({ rows: tokens.slice(from), fg, bg, rootStyle }),
  );
};
