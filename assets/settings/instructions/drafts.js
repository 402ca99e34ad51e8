// What somebody has typed of instructions and not saved yet: it is still there when they come back.
//
// A draft is { text, mark }: the mark is that of the text it was begun with.

import { useReducer } from "react";

const drafts = new Map(); // by person and place

// A person's drafts, by place: the one of `now`, null for none, and what to `keep` instead.
export const useDrafts = (who) => {
  const [, redraw] = useReducer((count) => count + 1, 0);
  return (place) => {
    const key = `${who} ${place}`;
    return {
      now: () => drafts.get(key) ?? null,
      keep(draft) {
        if (draft) drafts.set(key, draft);
        else drafts.delete(key);
        redraw();
      },
    };
  };
};
