// What a page does when it is signed out: says so over what it shows, and leaves what was typed alone.

import { useEffect, useState } from "react";
import { onTold } from "$/public/app/connection-message.js";
import { doorTo } from "$/public/auth/flow.js";
import { onOtherPerson } from "$/public/auth/identity.js";
import { leaveTab } from "$/public/auth/session-data.js";
import { readChats } from "$/public/sidebar/chat-store.js";
import { Dialog } from "$/public/ui/dialog.jsx";
import { DOOR } from "$/public/words/door.js";

const words = DOOR.signedOut;

const toDoor = () => {
  leaveTab();
  window.location.replace(doorTo("/sign-in"));
};

// Another tab of this browser signed out, or in as somebody else: this one doesn't go on showing
// what isn't theirs.
const follow = (person) => {
  if (!person) return toDoor();
  leaveTab();
  window.location.reload();
};

export const SignedOut = () => {
  const [out, setOut] = useState(false);
  useEffect(() => {
    const hear = () => (readChats().loaded ? setOut(true) : toDoor());
    const stops = [onTold("spacerr:signed-out", hear), onOtherPerson(follow)];
    return () => stops.forEach((stop) => stop());
  }, []);
  return (
    <Dialog open={out} label={words.title} onClose={() => setOut(false)}>
      <h2>{words.title}</h2>
      <p className="dialog-text">{words.sentence}</p>
      <div className="dialog-buttons">
        <button type="button" className="primary" onClick={toDoor}>
          {words.action}
        </button>
      </div>
    </Dialog>
  );
};
