// Settings: what models are told on every level, each edited in its place, and the whole of it.

import { useCallback, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { ask } from "$/public/api.js";
import { InstructionsForm } from "$/public/instructions-form.jsx";
import { useTeamsVersion } from "$/public/me.js";
import { Setting } from "$/public/settings-parts.jsx";
import { useStudioVersion } from "$/public/studio-news.js";
import { Told } from "$/public/told.jsx";
import { INSTRUCTIONS as words } from "$/public/words/studio-instructions.js";

const TYPING = 400; // milliseconds after the last key until the preview follows

// What an address answers, and anew whenever something was heard of teams or of what models are told
// in them. "" asks nothing.
const useKnown = (path) => {
  const version = useTeamsVersion() + useStudioVersion();
  const [known, setKnown] = useState(null);
  const look = useCallback(async () => {
    const answer = path ? await ask(path) : null;
    setKnown(answer && { ...answer, path });
  }, [path]);
  useEffect(() => {
    look();
  }, [look, version]);
  return [known?.path === path ? known : null, look];
};

// What was typed on each level, and kept while other settings are looked at.
const kept = new Map();

const useTyped = (who) => {
  const [typed, setTyped] = useState(() => kept.get(who) ?? {});
  const type = (place) => (text) =>
    setTyped((before) => {
      const next = { ...before, [place]: text };
      kept.set(who, next);
      return next;
    });
  return [typed, type];
};

export const Instructions = ({ me, team }) => {
  const [known, look] = useKnown(`teams/${team.id}/instructions`);
  const [typed, type] = useTyped(me.id);
  const [projectId, setProjectId] = useState("");
  const [project, lookAgain] = useKnown(projectId && `projects/${projectId}/instructions`);
  if (!known) return null;
  if (!known.ok) return <p className="failure">{known.sentence}</p>;
  const { variables, longest } = known;
  const level = (place, path, written, again, name) => ({
    ...{ path, written, name, variables, longest },
    typed: typed[place] ?? null,
    onType: type(place),
    onSaved: again,
  });
  const [ofTeam, ofProject] = [`team ${team.id}`, `project ${projectId}`];
  const drafts = {
    personal: typed.personal,
    team: known.team.may ? typed[ofTeam] : null,
    project: projectId ? typed[ofProject] : null,
  };
  return (
    <div className="instructions">
      <div>
        <Setting id="agent-instructions" title={words.agents.title} note={words.agents.note} beside={TO_AGENTS} />
        <Setting id="own-instructions" title={words.own.title} note={words.own.note}>
          <InstructionsForm {...level("personal", "me/instructions", known.personal, look, words.own.title)} />
        </Setting>
        {known.projects.length > 0 && (
          <Setting
            id="project-instructions"
            title={words.project.title}
            note={words.project.note}
            beside={<Projects projects={known.projects} chosen={projectId} onChoose={setProjectId} />}
          >
            {project?.ok && (
              <InstructionsForm
                key={projectId}
                {...level(ofProject, project.path, project, lookAgain, words.project.title)}
              />
            )}
            {project && !project.ok && <p className="failure">{project.sentence}</p>}
          </Setting>
        )}
        {me.mode === "accounts" && (
          <Setting
            id="team-instructions"
            title={team.name}
            note={known.team.may ? words.team.note : words.team.readOnly}
          >
            {known.team.may ? (
              <InstructionsForm
                key={team.id}
                {...level(ofTeam, known.path, known.team, look, team.name)}
              />
            ) : (
              <Written text={known.team.text} />
            )}
          </Setting>
        )}
        {known.platform && (
          <Setting id="server-instructions" title={words.platform.title} note={words.platform.note}>
            <Written text={known.platform} />
          </Setting>
        )}
      </div>
      <Preview key={team.id} path={`${known.path}/preview`} {...{ drafts, projectId, known, project }} />
    </div>
  );
};

const TO_AGENTS = (
  <Link className="secondary" to="/settings/agents">
    {words.agents.show}
  </Link>
);

const Projects = ({ projects, chosen, onChoose }) => (
  <select
    className="line-select"
    aria-label={words.project.choose}
    value={chosen}
    onChange={(event) => onChoose(event.target.value)}
  >
    <option value="">{words.project.none}</option>
    {projects.map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ))}
  </select>
);

const Written = ({ text }) =>
  text ? (
    <p className="instructions-written" dir="auto">
      {text}
    </p>
  ) : (
    <p className="setting-note">{words.nothing}</p>
  );

// The server puts it together, from what is stored and what is being typed.
const Preview = ({ path, drafts, projectId, known, project }) => {
  const [parts, setParts] = useState(null);
  const [problem, setProblem] = useState("");
  const asked = useRef(0);
  const sent = JSON.stringify({ ...drafts, project_id: projectId });
  useEffect(() => {
    const timer = setTimeout(async () => {
      const mine = (asked.current += 1);
      const answer = await ask(path, JSON.parse(sent));
      if (mine !== asked.current) return;
      if (answer.ok) setParts(answer.parts);
      setProblem(answer.ok ? "" : answer.sentence);
    }, parts ? TYPING : 0);
    return () => clearTimeout(timer);
  }, [path, sent, known, project]);
  return (
    <Setting id="told" title={words.preview.title} note={words.preview.note}>
      <div className="instructions-preview" aria-busy={!parts}>
        {problem && (
          <p className="failure" role="status">
            {problem}
          </p>
        )}
        {parts?.length === 0 && <p className="setting-note">{words.preview.empty}</p>}
        {parts?.length > 0 && <Told parts={parts} />}
      </div>
    </Setting>
  );
};
