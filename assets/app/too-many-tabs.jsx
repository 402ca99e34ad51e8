// What a page does that gets no state of its own, because its person has too many tabs open.

import { useEffect, useState } from "react";
import { onTold } from "$/public/app/connection-message.js";
import { Dialog } from "$/public/ui/dialog.jsx";
import { SHELL } from "$/public/words/shell.js";

const words = SHELL.tooManyTabs;

export const TooManyTabs = () => {
  const [told, setTold] = useState(false);
  useEffect(() => onTold("spacerr:too-many-tabs", () => setTold(true)), []);
  return (
    <Dialog open={told} label={words.title} onClose={() => setTold(false)}>
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
