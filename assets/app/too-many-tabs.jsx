// What a page does that gets no state of its own, because its person has too many tabs open.

import { useEffect, useState } from "react";
import { onServerMessage } from "$/public/app/connection-message.js";
import { Dialog } from "$/public/ui/dialog.jsx";
import { SHELL } from "$/public/words/shell.js";

const words = SHELL.tooManyTabs;

export const TooManyTabs = () => {
  const [open, setOpen] = useState(false);
  useEffect(() => onServerMessage("spacerr:too-many-tabs", () => setOpen(true)), []);
  return (
    <Dialog open={open} label={words.title} onClose={() => setOpen(false)}>
      <h2>{words.title}</h2>
      <p className="dialog-text">{words.sentence}</p>
      <div className="dialog-buttons">
        <button type="button" className="primary" onClick={() => window.location.reload()}>
          {words.action}
        </button>
      </div>
    </Dialog>
  );
};
