// What a new chat shows: where it begins, and a few things to ask.

import { useSyncExternalStore } from "react";
import { readChats, subscribeChats } from "$/public/chats.js";
import { activeProject, subscribeScope } from "$/public/scope.js";
import { takeSuggestion } from "$/public/store.js";
import { CHAT } from "$/public/words/chat.js";

const projectName = () => readChats().projects.find((it) => it.id === activeProject())?.name ?? "";

const subscribe = (heard) => {
  const leave = [subscribeChats(heard), subscribeScope(heard)];
  return () => leave.forEach((it) => it());
};

export const Welcome = ({ suggestions }) => {
  const project = useSyncExternalStore(subscribe, projectName, () => "");
  return (
    <div className="welcome">
      <h1 dir="auto">{project ? CHAT.welcome.inProject(project) : CHAT.welcome.title}</h1>
      <p>{CHAT.welcome.note}</p>
      <ul>
        {(suggestions ?? []).map((suggestion) => (
          <li key={suggestion}>
            <button type="button" onClick={() => takeSuggestion(suggestion)}>
              {suggestion}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
};
