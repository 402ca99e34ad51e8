// The projects above the chats: click lists one, a chat dragged onto one moves into it.

import { ArchiveRestore, Ellipsis, MessagesSquare, Plus } from "lucide-react";
import { useState } from "react";
import { ALL, chooseScope } from "$/public/app/scope.js";
import { takesChats } from "$/public/sidebar/drag.js";
import { Waits } from "$/public/sidebar/row.jsx";
import { Dot } from "$/public/ui/dot.jsx";
import { SIDEBAR } from "$/public/words/sidebar.js";

const words = SIDEBAR.projects;
const FEW = 7;
const NEW = 60000; // milliseconds in which a project just made stays in sight

export const ProjectList = ({ projects, scope, menued, on }) => {
  const [all, setAll] = useState(false);
  const shown = projects.filter((it) => !it.archived);
  const inSight = (it) => it.id === scope.projectId || it.created_at > Date.now() - NEW;
  const few = shown.filter((it, at) => all || at < FEW || inSight(it));
  return (
    <section className="projects" aria-label={words.name}>
      {shown.length > 0 && <AllChats scope={scope} on={on} />}
      <h3>
        {words.name}
        <button
          type="button"
          className="icon small"
          aria-label={words.create}
          title={words.create}
          onClick={() => on.newProject()}
        >
          <Plus size={16} aria-hidden />
        </button>
      </h3>
      {shown.length > 0 && (
        <ul>
          {few.map((project) => (
            <Project
              key={project.id}
              project={project}
              current={project.id === scope.projectId}
              menued={project.id === menued}
              on={on}
            />
          ))}
        </ul>
      )}
      {few.length < shown.length && (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          {words.more(shown.length - few.length)}
        </button>
      )}
    </section>
  );
};

const AllChats = ({ scope, on }) => (
  <ul>
    <li {...takesChats((line) => on.move(line, ""))}>
      <button
        type="button"
        aria-current={!scope.projectId && !scope.archived}
        onClick={() => chooseScope(ALL)}
      >
        <MessagesSquare size={14} aria-hidden />
        <span className="chat-title">{words.all}</span>
      </button>
    </li>
  </ul>
);

const Project = ({ project, current, menued, on }) => {
  const { id, name, colour, unseen, waiting } = project;
  const menu = (event, at) => {
    event.preventDefault();
    on.openProjectMenu(project, at);
  };
  return (
    <li
      {...takesChats((line) => on.move(line, id))}
      onContextMenu={(event) =>
        menu(event, { left: event.clientX, top: event.clientY, bottom: event.clientY })
      }
      onKeyDown={(event) =>
        event.key === "F10" && event.shiftKey && menu(event, event.currentTarget.getBoundingClientRect())
      }
    >
      <button
        type="button"
        aria-current={current}
        title={name}
        onClick={() => chooseScope({ projectId: id, archived: false })}
      >
        <Dot colour={colour} />
        <span className="chat-title" dir="auto">
          {name}
        </span>
        {waiting && <Waits name={words.waiting} />}
        {unseen > 0 && (
          <span className="badge" title={words.unseen(unseen)}>
            <span aria-hidden>{unseen > 99 ? "99+" : unseen}</span>
            <span className="visually-hidden">{words.unseen(unseen)}</span>
          </span>
        )}
      </button>
      <button
        type="button"
        className="icon small"
        aria-label={SIDEBAR.moreAbout(name)}
        aria-haspopup="menu"
        aria-expanded={menued}
        title={SIDEBAR.moreAbout(name)}
        onClick={(event) => menu(event, event.currentTarget.getBoundingClientRect())}
      >
        <Ellipsis size={16} aria-hidden />
      </button>
    </li>
  );
};

export const ArchivedProjects = ({ projects, on }) => {
  const archived = projects.filter((it) => it.archived);
  if (!archived.length) return null;
  return (
    <section aria-label={words.archived}>
      <h3>{words.name}</h3>
      <ul>
        {archived.map((project) => (
          <li key={project.id}>
            <span className="still">
              <Dot colour={project.colour} />
              <span className="chat-title" dir="auto">
                {project.name}
              </span>
            </span>
            <button
              type="button"
              className="icon small"
              aria-label={SIDEBAR.restore(project.name)}
              title={SIDEBAR.restore(project.name)}
              onClick={() => on.archiveProject(project, false)}
            >
              <ArchiveRestore size={16} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
