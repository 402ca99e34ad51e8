// The button that leads to the sign-in page of a service, in a tab of its own.

import { useState } from "react";
import { ask } from "$/public/app/api.js";
import { Button } from "$/public/settings/parts.jsx";
import { say } from "$/public/toasts/toasts.js";
import { TOOLS } from "$/public/words/studio-tools.js";

export const ServerSignIn = ({ teamId, serverId, title }) => {
  const [asking, setAsking] = useState(false);
  const open = async () => {
    if (asking) return;
    setAsking(true);
    const tab = window.open("about:blank"); // now, or browsers take it for an advertisement
    const answer = await ask(`teams/${teamId}/tool-servers/sign-in`, { id: serverId });
    setAsking(false);
    if (!answer.ok) {
      tab?.close();
      say(answer.sentence, { urgent: true });
      return;
    }
    if (!tab) return window.location.assign(answer.url);
    tab.opener = null;
    tab.location.replace(answer.url);
  };
  return (
    <Button aria-label={TOOLS.signInTo(title)} aria-disabled={asking} onClick={open}>
      {asking ? TOOLS.connecting : TOOLS.signIn}
    </Button>
  );
};
