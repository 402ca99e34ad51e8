// The open chat's name in the header, which opens its menu, behind its project's. A new chat has none.

import { ChevronDown } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { useAddress } from "$/public/app/address.js";
import { chooseScope } from "$/public/app/scope.js";
import { readChats, readLine, subscribeChats } from "$/public/sidebar/chat-store.js";
import { wantSidebar } from "$/public/sidebar/drawer.js";
import { openChatMenu, renameChat } from "$/public/sidebar/open-chat-menu.js";
import { RenameField } from "$/public/sidebar/rename.jsx";
import { Dot } from "$/public/ui/dot.jsx";
import { SIDEBAR } from "$/public/words/sidebar.js";

export const ChatName = ({ title }) => {
  const { chatId } = useAddress();
  const { projects } = useSyncExternalStore(subscribeChats, readChats, readChats);
  const line = readLine(chatId);
  const project = line && projects.find((it) => it.id === line.project_id);
  const [renaming, setRenaming] = useState("");
  if (!chatId || !title) return <div className="chat-name" />;
  if (line && renaming === chatId) {
    const save = (text) => renameChat(line, text);
    return (
      <div className="chat-name">
        <RenameField title={line.title} onSave={save} onClose={() => setRenaming("")} />
      </div>
    );
  }
  return (
    <div className="chat-name">
      {project && <ProjectName project={project} />}
      <h1 dir="auto">
        {line ? <MenuButton line={line} title={title} onRename={() => setRenaming(chatId)} /> : title}
      </h1>
    </div>
  );
};

const MenuButton = ({ line, title, onRename }) => {
  const open = ({ currentTarget }) =>
    openChatMenu(line, currentTarget.getBoundingClientRect(), { startRename: onRename });
  return (
    <button type="button" aria-haspopup="menu" title={SIDEBAR.moreAbout(title)} onClick={open}>
      <span>{title}</span>
      <ChevronDown size={14} aria-hidden />
    </button>
  );
};

// Leads to the other chats of the project.
const ProjectName = ({ project: { id, name, colour } }) => {
  const show = () => {
    chooseScope({ projectId: id, archived: false });
    wantSidebar();
  };
  return (
    <button type="button" className="chat-project" title={SIDEBAR.inProject(name)} onClick={show}>
      <Dot colour={colour} />
      <span dir="auto">{name}</span>
    </button>
  );
};
