// What an agent was: its versions, to look at and to go back to.

import { useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { ago } from "$/public/format/relative-time.js";
import { Button } from "$/public/settings/parts.jsx";
import { say } from "$/public/toasts/toasts.js";
import { Dialog } from "$/public/ui/dialog.jsx";
import { AGENTS, EDITOR } from "$/public/words/studio-agents.js";

// `changed`: something was typed that going back would lose.
export const AgentVersions = ({ agent, changed, onBack }) => {
  const [open, setOpen] = useState(false);
  const [versions, setVersions] = useState(null);
  const [looking, setLooking] = useState(null);
  useEffect(() => {
    if (!open) return;
    ask(`agents/${agent.id}/versions`).then((answer) => answer.ok && setVersions(answer.versions));
  }, [open, agent.id, agent.version]);
  const look = async (version) => {
    const answer = await ask(`agents/${agent.id}/versions/${version}`);
    if (answer.ok) setLooking({ version, settings: answer.settings });
    else say(answer.sentence, { urgent: true });
  };
  const goBack = async (version) => {
    if (changed) return say(EDITOR.saveFirst, { about: agent.id, urgent: true });
    const answer = await ask(`agents/${agent.id}/go-back`, { version, known: agent.version });
    await onBack();
    if (!answer.ok) return say(answer.sentence, { urgent: true });
    say(EDITOR.restored(version), { about: agent.id });
  };
  return (
    <section className="setting agent-versions" aria-label={EDITOR.versions}>
      <div className="setting-head">
        <div>
          <h2>{EDITOR.versions}</h2>
          <p className="setting-note">{EDITOR.versionsNote}</p>
        </div>
        {!open && <Button onClick={() => setOpen(true)}>{EDITOR.showVersions}</Button>}
      </div>
      {open && versions && (
        <ol className="lines">
          {versions.map((it) => (
            <Version
              key={it.version}
              line={it}
              newest={it.version === agent.version}
              onLook={() => look(it.version)}
              onBack={() => goBack(it.version)}
            />
          ))}
        </ol>
      )}
      <Look looking={looking} onClose={() => setLooking(null)} />
    </section>
  );
};

const Version = ({ line: { version, name, by, at }, newest, onLook, onBack }) => (
  <li>
    <span className="line-name">
      {EDITOR.version(version)}: <bdi>{name}</bdi>
      <small>{EDITOR.savedBy(by || AGENTS.left, ago(at))}</small>
    </span>
    {newest ? (
      <span className="line-note">{EDITOR.now}</span>
    ) : (
      <>
        <Button aria-label={EDITOR.lookAt(version)} onClick={onLook}>
          {EDITOR.look}
        </Button>
        <Button aria-label={EDITOR.restoreTo(version)} onClick={onBack}>
          {EDITOR.restore}
        </Button>
      </>
    )}
  </li>
);

const Look = ({ looking, onClose }) => (
  <Dialog open={Boolean(looking)} label={looking ? EDITOR.version(looking.version) : ""} onClose={onClose}>
    {looking && (
      <>
        <h2>{EDITOR.version(looking.version)}</h2>
        <dl className="agent-was">
          {describe(looking.settings).map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{text || EDITOR.nothing}</dd>
            </div>
          ))}
        </dl>
        <div className="dialog-buttons">
          <button type="button" onClick={onClose}>
            {EDITOR.close}
          </button>
        </div>
      </>
    )}
  </Dialog>
);

const describe = (settings) => [
  [EDITOR.name, settings.name],
  [EDITOR.description, settings.description],
  [EDITOR.instructions, settings.instructions],
  [EDITOR.starters, settings.starters.join("\n")],
  [EDITOR.model, settings.model || EDITOR.anyModel],
  [EDITOR.temperature, settings.temperature ?? EDITOR.anyTemperature],
];
