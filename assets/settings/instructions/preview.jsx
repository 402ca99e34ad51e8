// All that a model would be told: the server puts it together, from what is stored and what is typed.

import { useEffect, useRef, useState } from "react";
import { ask } from "$/public/app/api.js";
import { useTeamsVersion } from "$/public/auth/account.js";
import { PromptParts } from "$/public/replies/prompt-parts.jsx";
import { useStudioVersion } from "$/public/settings/changes.js";
import { INSTRUCTIONS as words } from "$/public/words/studio-instructions.js";

const TYPING = 400; // milliseconds after the last key until the preview follows

// `drafts`: texts by level, and where it would be told (`project_id`, `agent_id` and the like).
export const Preview = ({ teamId, drafts }) => {
  const [whole, setWhole] = useState(null);
  const [problem, setProblem] = useState("");
  const asked = useRef(0);
  const version = useTeamsVersion() + useStudioVersion();
  const sent = JSON.stringify(drafts);
  useEffect(() => {
    const timer = setTimeout(
      async () => {
        const mine = (asked.current += 1);
        const answer = await ask(`teams/${teamId}/instructions/preview`, JSON.parse(sent));
        if (mine !== asked.current) return;
        if (answer.ok) setWhole(answer);
        setProblem(answer.ok ? "" : answer.sentence);
      },
      whole ? TYPING : 0,
    );
    return () => clearTimeout(timer);
  }, [teamId, sent, version]);
  const room = whole?.parts.length > 0 && words.preview.room(whole);
  return (
    <div className="instructions-preview" aria-busy={!whole}>
      {problem && (
        <p className="failure" role="status">
          {problem}
        </p>
      )}
      {room && (
        <p className="setting-note" data-cut={whole.cut}>
          {room}
        </p>
      )}
      {whole?.parts.length === 0 && <p className="setting-note">{words.preview.empty}</p>}
      {whole?.parts.length > 0 && <PromptParts parts={whole.parts} />}
    </div>
  );
};
