// Settings: the keys models are asked with, the team's and one's own. A key goes in, never out.

import { useCallback, useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { useTeamsVersion } from "$/public/auth/account.js";
import { KeyDialog } from "$/public/settings/keys/form.jsx";
import { KeyLine } from "$/public/settings/keys/line.jsx";
import { Button, Setting } from "$/public/settings/parts.jsx";
import { say } from "$/public/toasts/toasts.js";
import { KEYS } from "$/public/words/studio-keys.js";

// All that is known of a team's keys, fetched anew whenever something was heard of it.
const useKeys = (id) => {
  const version = useTeamsVersion();
  const [found, setFound] = useState(null);
  const look = useCallback(async () => {
    const answer = await ask(`teams/${id}/connections`);
    setFound((before) => (answer.ok || before?.of !== id ? { ...answer, of: id } : before));
    return answer;
  }, [id]);
  useEffect(() => {
    look();
  }, [look, version]);
  return [found?.of === id ? found : null, look];
};

// `doing` is what the open dialog is about: { what, line, own }.
export const Keys = ({ me, team }) => {
  const [found, look] = useKeys(team.id);
  const [doing, setDoing] = useState(null);
  if (!found) return null;
  if (!found.ok) return <p className="failure">{found.sentence}</p>;
  const alone = me.mode !== "accounts";
  const lines = { providers: found.providers, path: `teams/${team.id}/connections`, look, onDo: setDoing };
  const add = (own) => setDoing({ what: "add", own });
  return (
    <>
      <Setting
        id="keys"
        title={alone ? KEYS.yours : KEYS.ofTeam(team.name)}
        note={KEYS.note}
        beside={found.manages && <Button onClick={() => add(false)}>{KEYS.add}</Button>}
      >
        <Lines keys={found.team} may={found.manages} {...lines} />
        {!found.team.length && <p className="setting-note">{KEYS.none}</p>}
      </Setting>
      {!alone && (found.own_allowed || found.own.length > 0) && (
        <Setting
          id="own-keys"
          title={KEYS.own}
          note={found.own_allowed ? KEYS.ownNote : KEYS.ownWaiting}
          beside={found.own_allowed && <Button onClick={() => add(true)}>{KEYS.addOwn}</Button>}
        >
          <Lines keys={found.own} may waiting={!found.own_allowed} {...lines} />
        </Setting>
      )}
      {!alone && found.manages && <Allowing found={found} path={lines.path} look={look} />}
      <KeyDialog doing={doing} {...lines} onClose={() => setDoing(null)} />
    </>
  );
};

const Lines = ({ keys, ...more }) => (
  <ul className="lines keys">
    {keys.map((line) => (
      <KeyLine key={line.id} line={line} {...more} />
    ))}
  </ul>
);

// Shows at once what somebody wishes, and is taken back where that is refused.
const Allowing = ({ found, path, look }) => {
  const [wished, setWished] = useState(null);
  const change = async ({ target: { checked } }) => {
    setWished(checked);
    const answer = await ask(`${path}/own`, { allowed: checked });
    if (!answer.ok) say(answer.sentence, { urgent: true });
    await look();
    setWished(null);
  };
  const box = (
    <label className="switch">
      <span className="visually-hidden">{KEYS.allowing}</span>
      <input type="checkbox" role="switch" checked={wished ?? found.own_allowed} onChange={change} />
    </label>
  );
  return <Setting id="own-keys-allowed" title={KEYS.allowing} note={KEYS.allowingNote} beside={box} />;
};
