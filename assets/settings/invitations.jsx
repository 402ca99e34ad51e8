// Settings: links by which people join the team. A link is shown once, when it is made.

import { Check, Copy, Link2, Trash2 } from "lucide-react";
import { useState } from "react";
import { ask } from "$/public/app/api.js";
import { rolesToGive } from "$/public/settings/members.jsx";
import { Button, Setting } from "$/public/settings/parts.jsx";
import { useCopy } from "$/public/ui/clipboard.js";
import { Form } from "$/public/ui/form.jsx";
import { day } from "$/public/ui/relative-time.js";
import { say } from "$/public/ui/toasts.js";
import { TEAM } from "$/public/words/team.js";

export const Invitations = ({ team, onChange }) => {
  const [link, setLink] = useState("");
  const make = async ({ role, days }) => {
    const answer = await ask(`teams/${team.id}/invitations`, { role, days: Number(days) });
    if (!answer.ok) return answer;
    setLink(`${window.location.origin}/invite/${answer.token}`);
    await onChange();
  };
  const revoke = async (id) => {
    const answer = await ask(`teams/${team.id}/invitations/revoke`, { id });
    if (!answer.ok) say(answer.sentence, { urgent: true });
    await onChange();
  };
  const open = team.invitations ?? [];
  return (
    <Setting id="invitations" title={TEAM.invitations} note={TEAM.inviteNote}>
      {link ? (
        <Made link={link} onDone={() => setLink("")} />
      ) : (
        <Form className="invite" action={TEAM.makeLink} busy={TEAM.making} onSend={make}>
          <Select name="role" label={TEAM.role} options={rolesToGive(team.role)} start="member" />
          <Select name="days" label={TEAM.days} options={Object.entries(TEAM.dayCount)} start="7" />
        </Form>
      )}
      <ul className="lines">
        {open.map((it) => (
          <Open key={it.id} invitation={it} onRevoke={() => revoke(it.id)} />
        ))}
      </ul>
      {!open.length && <p className="setting-note">{TEAM.noInvitations}</p>}
    </Setting>
  );
};

const Select = ({ name, label, options, start }) => (
  <label className="field">
    <span className="field-label">{label}</span>
    <span className="field-box">
      <select name={name} defaultValue={start}>
        {options.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </span>
  </label>
);

const Made = ({ link, onDone }) => {
  const [copied, copy] = useCopy();
  const Icon = copied ? Check : Copy;
  return (
    <div className="made-link">
      <input
        readOnly
        aria-label={TEAM.link}
        value={link}
        autoFocus
        onFocus={(event) => event.target.select()}
      />
      <Button onClick={() => copy(link)}>
        <Icon size={16} aria-hidden /> {copied ? TEAM.copied : TEAM.copy}
      </Button>
      <Button onClick={onDone}>{TEAM.done}</Button>
      <p className="setting-note">{TEAM.linkOnce}</p>
    </div>
  );
};

const Open = ({ invitation: { role, made_by: by, expires_at: until }, onRevoke }) => {
  const name = TEAM.revokeOf(TEAM.roles[role]);
  return (
    <li>
      <Link2 size={16} aria-hidden />
      <span className="line-name">
        {TEAM.roles[role]}
        <small>
          {TEAM.until(day(until))}, {TEAM.by(by || TEAM.somebody)}
        </small>
      </span>
      <button type="button" className="icon small" aria-label={name} title={name} onClick={onRevoke}>
        <Trash2 size={16} aria-hidden />
      </button>
    </li>
  );
};
