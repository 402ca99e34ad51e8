// Makes a link by which people join the team, and shows it once: its token passes through no State.

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { ask } from "$/public/app/api.js";
import { Button } from "$/public/settings/parts.jsx";
import { useCopy } from "$/public/ui/clipboard.js";
import { Form } from "$/public/ui/form.jsx";
import { TEAM } from "$/public/words/team.js";

export const InvitationLink = ({ teamId, roles, onMade }) => {
  const [link, setLink] = useState("");
  const make = async ({ role, days }) => {
    const answer = await ask(`teams/${teamId}/invitations`, { role, days: Number(days) });
    if (!answer.ok) return answer;
    setLink(`${window.location.origin}/invite/${answer.token}`);
    onMade();
  };
  if (link) return <Made link={link} onDone={() => setLink("")} />;
  return (
    <Form className="invite" action={TEAM.makeLink} busy={TEAM.making} onSend={make}>
      <Select name="role" label={TEAM.role} options={roles} start="member" />
      <Select name="days" label={TEAM.days} options={TEAM.dayCount} start="7" />
    </Form>
  );
};

const Select = ({ name, label, options, start }) => (
  <label className="field">
    <span className="field-label">{label}</span>
    <span className="field-box">
      <select name={name} defaultValue={start}>
        {Object.entries(options).map(([value, word]) => (
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
