// What a new chat shows: where it begins, and a few things to ask.

import { useSyncExternalStore } from "react";
import { useNewChatAgent } from "$/public/agents/agents.js";
import { AgentAvatar } from "$/public/agents/avatar.jsx";
import { activeProject, subscribeScope } from "$/public/app/scope.js";
import { takeSuggestion } from "$/public/chat/suggestions.js";
import { readChats, subscribeChats } from "$/public/sidebar/chat-store.js";
import { CHAT } from "$/public/words/chat.js";

const projectName = () => readChats().projects.find((it) => it.id === activeProject())?.name ?? "";

const subscribe = (listener) => {
  const leave = [subscribeChats(listener), subscribeScope(listener)];
  return () => leave.forEach((it) => it());
};

export const Welcome = ({ suggestions }) => {
  const project = useSyncExternalStore(subscribe, projectName, () => "");
  const agent = useNewChatAgent();
  if (agent) return <Introduced agent={agent} />;
  return (
    <div className="welcome">
      <h1 dir="auto">{project ? CHAT.welcome.inProject(project) : CHAT.welcome.title}</h1>
      <p>{CHAT.welcome.note}</p>
      <Suggestions questions={suggestions ?? []} />
    </div>
  );
};

const Introduced = ({ agent: { settings } }) => (
  <div className="welcome">
    <AgentAvatar name={settings.name} avatar={settings.avatar} colour={settings.colour} size="large" />
    <h1 dir="auto">{settings.name}</h1>
    {settings.description && <p dir="auto">{settings.description}</p>}
    <Suggestions questions={settings.starters} />
  </div>
);

const Suggestions = ({ questions }) => (
  <ul>
    {questions.map((question) => (
      <li key={question}>
        <button type="button" dir="auto" onClick={() => takeSuggestion(question)}>
          {question}
        </button>
      </li>
    ))}
  </ul>
);
