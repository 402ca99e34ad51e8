// Settings: one agent, being made or changed. What is typed stays until it is saved or discarded.

import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { fetchAgents } from "$/public/agents/agents.js";
import { useAgent, useDraft } from "$/public/agents/drafts.js";
import { AgentFields } from "$/public/agents/fields.jsx";
import { AgentVersions } from "$/public/agents/versions.jsx";
import { ask } from "$/public/app/api.js";
import { Button } from "$/public/settings/parts.jsx";
import { say } from "$/public/toasts/toasts.js";
import { Form } from "$/public/ui/form.jsx";
import { newId } from "$/public/ui/ids.js";
import { AGENTS, EDITOR } from "$/public/words/studio-agents.js";

// Which field an error is about.
const FIELDS = {
  EmptyAgentName: "name",
  AgentNameTooLong: "name",
  AvatarTooLong: "avatar",
  DescriptionTooLong: "description",
  InstructionsTooLong: "instructions",
  UnknownVariable: "instructions",
  StarterTooLong: "starter-1",
  TooManyStarters: "starter-1",
  TemperatureOutOfRange: "temperature",
};

export const AgentEditor = ({ team, id, alone }) => {
  const [agent, load] = useAgent(id);
  return (
    <div className="agent-editor">
      <Link to="#agents" className="agent-back">
        <ArrowLeft size={16} aria-hidden /> {AGENTS.back}
      </Link>
      {agent && !agent.settings && <p className="failure">{agent.sentence ?? AGENTS.gone}</p>}
      {agent?.settings && <Editor team={team} id={id} agent={agent} load={load} alone={alone} />}
    </div>
  );
};

const Editor = ({ team, id, agent, load, alone }) => {
  const draft = useDraft(id || `new in ${team.id}`, agent);
  const navigate = useNavigate();
  const request = useRef(newId());
  const [saved, setSaved] = useState(false);
  useEffect(() => {
    if (draft.changed) setSaved(false);
  }, [draft.changed]);
  const { settings, shared, sharing, version } = draft;
  const refused = async (answer) => {
    // Saving once more is meant: it is then based on the newest version.
    if (answer.kind === "AgentChangedMeanwhile") draft.basedOn((await load()).version);
    return { ...answer, field: FIELDS[answer.kind] };
  };
  const create = async () => {
    const body = { request_id: request.current, settings, shared };
    const answer = await ask(`teams/${team.id}/agents`, body);
    if (!answer.ok) return refused(answer);
    draft.stored(1, answer.id);
    fetchAgents(team.id);
    say(AGENTS.made(settings.name.trim()));
    navigate(`#${answer.id}`, { replace: true });
  };
  const save = async () => {
    const answer = await ask(`agents/${id}`, { version, settings, shared: sharing });
    if (!answer.ok) return refused(answer);
    await Promise.all([load(), fetchAgents(team.id)]);
    draft.stored(answer.version);
    setSaved(true);
  };
  return (
    <>
      <h2 className="agent-title" dir="auto">
        {id ? agent.settings.name : EDITOR.fresh}
      </h2>
      {agent.changeable ? (
        <Form
          className="agent-form"
          action={id ? EDITOR.action : EDITOR.createAction}
          busy={EDITOR.busy}
          missing={{ name: EDITOR.missingName }}
          beside={<Beside draft={draft} saved={saved} />}
          onSend={id ? save : create}
        >
          <AgentFields team={team.id} draft={draft} alone={alone} />
        </Form>
      ) : (
        <ReadOnly agent={agent} draft={draft} team={team} />
      )}
      {id && agent.changeable && (
        <AgentVersions
          agent={agent}
          changed={draft.changed}
          onBack={() => Promise.all([load(), fetchAgents(team.id)])}
        />
      )}
    </>
  );
};

const Beside = ({ draft, saved }) => (
  <>
    {draft.changed && (
      <button type="button" className="secondary" onClick={draft.forget}>
        {EDITOR.discard}
      </button>
    )}
    <span className="saved" role="status">
      {draft.changed ? EDITOR.unsaved : saved && EDITOR.saved}
    </span>
  </>
);

const ReadOnly = ({ agent, draft, team }) => {
  const navigate = useNavigate();
  const copy = async () => {
    const answer = await ask(`agents/${agent.id}/duplicate`, { request_id: newId() });
    if (!answer.ok) return say(answer.sentence, { urgent: true });
    fetchAgents(team.id);
    say(AGENTS.copied(agent.settings.name));
    navigate(`#${answer.id}`);
  };
  return (
    <>
      <div className="agent-read-only">
        <p className="setting-note">{EDITOR.readOnly(agent.maker || AGENTS.left)}</p>
        <Button onClick={copy}>{AGENTS.duplicate}</Button>
      </div>
      <fieldset className="agent-form" disabled>
        <AgentFields team={team.id} draft={draft} alone />
      </fieldset>
    </>
  );
};
