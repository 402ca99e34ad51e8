// Settings: somebody's teams, the name of the one that is shown, making one and leaving.

import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import { ask } from "$/public/app/api.js";
import { chooseTeam } from "$/public/app/scope.js";
import { fetchMe, initials } from "$/public/auth/account.js";
import { Button, Confirm, OneField, Setting } from "$/public/settings/parts.jsx";
import { say } from "$/public/ui/toasts.js";
import { SETTINGS } from "$/public/words/settings.js";
import { TEAM } from "$/public/words/team.js";

export const Team = ({ me, team }) => (
  <>
    <Teams teams={me.teams} current={team} />
    {team.role !== "member" && <Name key={team.id} team={team} />}
    <NewTeam />
    <Leave team={team} />
  </>
);

const Teams = ({ teams, current }) => (
  <Setting id="teams" title={TEAM.yours} note={TEAM.yoursNote}>
    <ul className="lines">
      {teams.map((team) => (
        <li key={team.id}>
          <span className="team-letters" aria-hidden>
            {initials(team.name)}
          </span>
          <span className="line-name">
            <bdi>{team.name}</bdi>
            <small>{TEAM.roles[team.role]}</small>
          </span>
          {team.id === current.id ? (
            <span className="line-note">{TEAM.current}</span>
          ) : (
            <Button aria-label={TEAM.showOf(team.name)} onClick={() => chooseTeam(team.id)}>
              {TEAM.show}
            </Button>
          )}
        </li>
      ))}
    </ul>
  </Setting>
);

const MEANWHILE = "ChangedMeanwhile";

// What is typed changes the name as it was when typing began: whoever would overwrite somebody else's
// change is told of it, and may then save again.
/** @param {Props} props */
const Name = ({ team }) => {
  const before = useRef(null);
  const rename = async (name) => {
    const { revision } = before.current ?? team;
    const answer = await ask(`teams/${team.id}/name`, { name, revision });
    const me = await fetchMe();
    const now = me.ok ? me.teams.find((it) => it.id === team.id) : null;
    if (answer.ok) before.current = null;
    if (answer.ok || answer.kind !== MEANWHILE || !now) return answer.ok ? null : answer;
    before.current = now;
    return { ...answer, sentence: `${answer.sentence} ${TEAM.nowCalled(now.name)}` };
  };
  const onType = () => (before.current ??= team);
  return (
    <Setting id="team-name" title={TEAM.name}>
      <OneField
        label={TEAM.name}
        value={team.name}
        missing={TEAM.missingName}
        onType={onType}
        onSave={rename}
      />
    </Setting>
  );
};

const NewTeam = () => {
  const create = async (name) => {
    const answer = await ask("teams", { name });
    if (!answer.ok) return answer;
    await fetchMe();
    chooseTeam(answer.id);
    say(TEAM.created(name.trim()));
  };
  return (
    <Setting id="new-team" title={TEAM.create} note={TEAM.createNote}>
      <OneField
        label={TEAM.create}
        value=""
        action={TEAM.createAction}
        done=""
        missing={TEAM.missingName}
        onSave={create}
      />
    </Setting>
  );
};

const Leave = ({ team }) => {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const leave = async () => {
    const answer = await ask(`teams/${team.id}/leave`, {});
    if (!answer.ok) return answer;
    say(TEAM.left(team.name), { about: team.id });
    await fetchMe();
    navigate("/settings/team");
  };
  const button = (
    <Button danger onClick={() => setAsking(true)}>
      {TEAM.leaveAction}
    </Button>
  );
  return (
    <Setting id="leave" title={TEAM.leave} note={TEAM.leaveNote} beside={button}>
      <Confirm
        open={asking}
        title={TEAM.leaveTitle(team.name)}
        body={TEAM.leaveBody}
        action={TEAM.leaveAction}
        busy={SETTINGS.saving}
        onConfirm={leave}
        onClose={() => setAsking(false)}
      />
    </Setting>
  );
};
