// Settings: who is in the team, what they are in it, and links for those who shall come.

import { UserMinus } from "lucide-react";
import { useState } from "react";
import { ask } from "$/public/app/api.js";
import { fetchMe, initials } from "$/public/auth/account.js";
import { Invitations } from "$/public/settings/invitations.jsx";
import { Confirm, Setting } from "$/public/settings/parts.jsx";
import { useTeamDetails } from "$/public/settings/shown-team.js";
import { day } from "$/public/ui/relative-time.js";
import { say, unsay } from "$/public/ui/toasts.js";
import { SETTINGS } from "$/public/words/settings.js";
import { TEAM } from "$/public/words/team.js";

export const Members = ({ team: { id } }) => {
  const [team, look] = useTeamDetails(id);
  const [asking, setAsking] = useState(null);
  if (!team) return null;
  if (!team.ok) return <p className="failure">{team.sentence}</p>;
  const change = async (path, body) => {
    const answer = await ask(`teams/${id}/members/${path}`, body);
    if (!answer.ok) say(answer.sentence, { urgent: true });
    await look();
    return answer.ok;
  };
  const changeRole = async ({ id: about, name }, role, was) => {
    unsay(about);
    if (!(await change("role", { user_id: about, role, was }))) return;
    const undo = () => changeRole({ id: about, name }, was, role);
    say(TEAM.roleChanged(name, TEAM.roles[role]), { about, undo });
  };
  return (
    <>
      <Setting id="members" title={TEAM.membersOf(team.name)}>
        <ul className="lines">
          {team.members.map((member) => (
            <Member
              key={member.id}
              member={member}
              team={team}
              onRole={(role) => changeRole(member, role, member.role)}
              onAsk={setAsking}
            />
          ))}
        </ul>
        <Question asking={asking} team={team} onDone={look} onClose={() => setAsking(null)} />
      </Setting>
      {team.role !== "member" && <Invitations team={team} onChange={look} />}
    </>
  );
};

// Owners may do anything to anybody, admins to all but owners.
const mayChange = (team, member) =>
  !member.you && (team.role === "owner" || (team.role === "admin" && member.role !== "owner"));

export const rolesToGive = (role) =>
  Object.entries(TEAM.roles).filter(([name]) => role === "owner" || name !== "owner");

const Member = ({ member, team, onRole, onAsk }) => {
  const { name, role, since, you } = member;
  const may = mayChange(team, member);
  return (
    <li>
      <span className="initials" aria-hidden>
        {initials(name)}
      </span>
      <span className="line-name">
        <span>
          <bdi>{name}</bdi> {you && <em>({TEAM.you})</em>}
        </span>
        <small>{TEAM.since(day(since))}</small>
      </span>
      {may ? (
        <select
          className="line-select"
          aria-label={TEAM.roleOf(name)}
          value={role}
          onChange={(event) => onRole(event.target.value)}
        >
          {rolesToGive(team.role).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      ) : (
        <span className="line-note">{TEAM.roles[role]}</span>
      )}
      {team.role === "owner" && may && (
        <button
          type="button"
          className="quiet"
          aria-label={TEAM.handOverOf(name)}
          title={TEAM.handOverOf(name)}
          onClick={() => onAsk({ member, to: "handOver" })}
        >
          {TEAM.handOver}
        </button>
      )}
      {may && (
        <Icon of={UserMinus} name={TEAM.removeOf(name)} onClick={() => onAsk({ member, to: "remove" })} />
      )}
    </li>
  );
};

const Icon = ({ of: Shown, name, onClick }) => (
  <button type="button" className="icon small" aria-label={name} title={name} onClick={onClick}>
    <Shown size={16} aria-hidden />
  </button>
);

const QUESTIONS = {
  remove: { title: TEAM.removeTitle, body: TEAM.removeBody, action: TEAM.remove, path: "members/remove" },
  handOver: {
    title: TEAM.handOverTitle,
    body: TEAM.handOverBody,
    action: TEAM.handOverAction,
    path: "hand-over",
  },
};

const Question = ({ asking, team, onDone, onClose }) => {
  if (!asking) return null;
  const { member, to } = asking;
  const { title, body, action, path } = QUESTIONS[to];
  const act = async () => {
    const answer = await ask(`teams/${team.id}/${path}`, { user_id: member.id });
    await Promise.all([onDone(), fetchMe()]);
    return answer.ok ? null : answer;
  };
  return (
    <Confirm
      open
      title={title(member.name)}
      body={body}
      action={action}
      busy={SETTINGS.saving}
      onConfirm={act}
      onClose={onClose}
    />
  );
};
