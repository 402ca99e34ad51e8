// Settings: what models are told on every level, each edited in its place, and the whole of it.

import { useCallback, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useAgents } from "$/public/agents/agents.js";
import { ask } from "$/public/app/api.js";
import { useTeamsVersion } from "$/public/auth/account.js";
import { useStudioVersion } from "$/public/settings/changes.js";
import { useDrafts } from "$/public/settings/instructions/drafts.js";
import { InstructionsForm } from "$/public/settings/instructions/form.jsx";
import { Preview } from "$/public/settings/instructions/preview.jsx";
import { Setting } from "$/public/settings/parts.jsx";
import { TOLD, INSTRUCTIONS as words } from "$/public/words/studio-instructions.js";

// What an address answers, and anew whenever something was heard of teams or of what models are told
// in them. "" asks nothing. An answer that was asked for before another one doesn't count.
const useKnown = (path) => {
  const version = useTeamsVersion() + useStudioVersion();
  const [known, setKnown] = useState(null);
  const asked = useRef(0);
  const look = useCallback(async () => {
    const mine = (asked.current += 1);
    const answer = path ? await ask(path) : null;
    if (mine === asked.current) setKnown(answer && { ...answer, path });
    return answer;
  }, [path]);
  useEffect(() => {
    look();
  }, [look, version]);
  return [known?.path === path ? known : null, look];
};

export const Instructions = ({ me, team }) => {
  const [known, look] = useKnown(`teams/${team.id}/instructions`);
  const draftOf = useDrafts(me.id);
  const [projectId, setProjectId] = useState("");
  const [project, lookAgain] = useKnown(projectId && `projects/${projectId}/instructions`);
  if (!known) return null;
  if (!known.ok) return <p className="failure">{known.sentence}</p>;
  const [ofTeam, ofProject] = [`team ${team.id}`, `project ${projectId}`];
  const typed = (place, written) => (written?.may ? draftOf(place).now()?.text : null);
  const drafts = {
    platform: typed("platform", known.platform),
    team: typed(ofTeam, known.team),
    project: typed(ofProject, project),
    personal: typed("personal", known.personal),
    project_id: projectId,
  };
  const level = (level, name, place, path = known.path) => ({
    ...{ name, path, written: known[level], draft: draftOf(place), longest: known.longest },
    onSaved: async () => (await look())[level],
  });
  const alone = me.mode !== "accounts";
  const teamShown = !alone || known.team.text || typed(ofTeam, known.team);
  return (
    <div className="instructions">
      <div>
        <Setting
          id="agent-instructions"
          title={words.agents.title}
          note={words.agents.note}
          beside={TO_AGENTS}
        />
        <Setting
          id="own-instructions"
          title={words.own.title}
          note={alone ? words.own.noteAlone : words.own.note}
        >
          <InstructionsForm {...level("personal", TOLD.levels.personal, "personal", "me/instructions")} />
        </Setting>
        {known.projects.length > 0 && (
          <Setting
            id="project-instructions"
            title={words.project.title}
            note={words.project.note}
            beside={
              <Chosen
                label={words.project.choose}
                none={words.project.none}
                options={known.projects.map(({ id, name }) => [id, name])}
                chosen={projectId}
                onChoose={setProjectId}
              />
            }
          >
            {project?.ok && (
              <InstructionsForm
                key={projectId}
                {...{
                  path: project.path,
                  written: project,
                  draft: draftOf(ofProject),
                  longest: known.longest,
                }}
                name={words.project.title}
                onSaved={lookAgain}
              />
            )}
            {project && !project.ok && <p className="failure">{project.sentence}</p>}
          </Setting>
        )}
        {teamShown && (
          <Setting
            id="team-instructions"
            title={alone ? words.team.title : team.name}
            note={known.team.may ? words.team.note : words.team.readOnly}
          >
            <Level key={team.id} {...level("team", alone ? words.team.title : team.name, ofTeam)} />
          </Setting>
        )}
        {(known.platform.may || known.platform.text) && (
          <Setting id="server-instructions" title={words.platform.title} note={platformNote(known)}>
            <Level {...level("platform", TOLD.levels.platform, "platform", "platform/instructions")} />
          </Setting>
        )}
      </div>
      <Whole teamId={team.id} drafts={drafts} />
    </div>
  );
};

const platformNote = ({ platform, fixed }) => {
  if (fixed) return words.platform.fixed;
  return platform.may ? words.platform.note : words.platform.readOnly;
};

const TO_AGENTS = (
  <Link className="secondary" to="/settings/agents">
    {words.agents.show}
  </Link>
);

const Chosen = ({ label, none, options, chosen, onChoose }) => (
  <select
    className="line-select"
    aria-label={label}
    value={chosen}
    onChange={(event) => onChoose(event.target.value)}
  >
    <option value="">{none}</option>
    {options.map(([id, name]) => (
      <option key={id} value={id}>
        {name}
      </option>
    ))}
  </select>
);

// A form for whoever may change it, for others what is written.
const Level = (level) =>
  level.written.may ? <InstructionsForm {...level} /> : <Written text={level.written.text} />;

const Written = ({ text }) =>
  text ? (
    <p className="instructions-written" dir="auto">
      {text}
    </p>
  ) : (
    <p className="setting-note">{words.nothing}</p>
  );

// As models are told it, by the agent somebody looks at.
const Whole = ({ teamId, drafts }) => {
  const agents = useAgents(teamId) ?? [];
  const [wanted, setWanted] = useState("");
  const agentId = agents.some(({ id }) => id === wanted) ? wanted : "";
  const chooser = agents.length > 0 && (
    <Chosen
      label={words.preview.agent}
      none={words.preview.none}
      options={agents.map(({ id, settings }) => [id, settings.name])}
      chosen={agentId}
      onChoose={setWanted}
    />
  );
  return (
    <Setting id="told" title={words.preview.title} note={words.preview.note} beside={chooser}>
      <Preview key={teamId} teamId={teamId} drafts={{ ...drafts, agent_id: agentId }} />
    </Setting>
  );
};
