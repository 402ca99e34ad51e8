// Makes an agent from a file, which goes to the server as it is.

import { useRef, useState } from "react";
import { ask } from "$/public/app/api.js";
import { say } from "$/public/toasts/toasts.js";
import { newId } from "$/public/ui/ids.js";

// `teamId` is "" until the section has its data: no file is taken before.
export const ImportButton = ({ teamId, label, busy, onImport }) => {
  const [sending, setSending] = useState(false);
  const picker = useRef(null);
  const send = async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (!file || sending) return;
    setSending(true);
    const answer = await ask(`teams/${teamId}/agents/import?request=${newId()}`, file);
    setSending(false);
    if (answer.ok) onImport(answer.id);
    else say(answer.sentence, { about: "agent-file", urgent: true });
  };
  return (
    <>
      <button
        type="button"
        className="secondary"
        aria-disabled={sending || !teamId}
        onClick={() => sending || picker.current?.click()}
      >
        {sending ? busy : label}
      </button>
      {teamId && (
        <input
          ref={picker}
          type="file"
          accept="application/json,.json"
          aria-label={label}
          hidden
          onChange={send}
        />
      )}
    </>
  );
};
