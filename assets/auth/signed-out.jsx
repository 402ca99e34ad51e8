// What a page does when it is signed out: says so over what it shows, and leaves what was typed alone.

import { useEffect, useState } from "react";
import { onServerMessage } from "$/public/app/connection-message.js";
import { authUrl } from "$/public/auth/flow.js";
import { onOtherUser } from "$/public/auth/identity.js";
import { resetTab } from "$/public/auth/user-data.js";
import { readChats } from "$/public/sidebar/chat-store.js";
import { Dialog } from "$/public/ui/dialog.jsx";
import { AUTH } from "$/public/words/auth.js";

const words = AUTH.signedOut;

const toSignIn = () => {
  resetTab();
  window.location.replace(authUrl("/sign-in"));
};

// Another tab of this browser signed out, or in as another user: this one doesn't go on showing
// what isn't theirs.
const follow = (person) => {
  if (!person) return toSignIn();
  resetTab();
  window.location.reload();
};

export const SignedOut = () => {
  const [out, setOut] = useState(false);
  useEffect(() => {
    const onSignedOut = () => (readChats().loaded ? setOut(true) : toSignIn());
    const stops = [onServerMessage("spacerr:signed-out", onSignedOut), onOtherUser(follow)];
    return () => stops.forEach((stop) => stop());
  }, []);
  return (
    <Dialog open={out} label={words.title} onClose={() => setOut(false)}>
      <h2>{words.title}</h2>
      <p className="dialog-text">{words.sentence}</p>
      <div className="dialog-buttons">
        <button type="button" className="primary" onClick={toSignIn}>
          {words.action}
        </button>
      </div>
    </Dialog>
  );
};
