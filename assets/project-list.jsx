// The projects above the chats: click lists one, a chat dragged onto one moves into it.

import { useState } from "react";
import { ArchiveRestore, Ellipsis, MessagesSquare, Plus } from "lucide-react";
import { Dot } from "$/public/dot.jsx";
import { takesChats } from "$/public/dragging.js";
import { ALL, chooseScope } from "$/public/scope.js";

const FEW = 7;
const NEW = 60000; // milliseconds in which a project just made stays in sight

export const ProjectList = ({ projects, scope, menued, on }) => {
  const [all, setAll] = useState(false);
  const shown = projects.filter((it) => !it.archived);
  const inSight = (it) => it.id === scope.projectId || it.created_at > Date.now() - NEW;
  const few = shown.filter((it, at) => all || at < FEW || inSight(it));
  return (
    <section className="projects" aria-label="Projects">
      <h3>
        Projects
        <button
          type="button"
          className="icon small"
          aria-label="New project"
          title="New project"
          onClick={() => on.newProject()}
        >
          <Plus size={16} aria-hidden />
        </button>
      </h3>
      {shown.length > 0 && (
        <ul>
          <li {...takesChats((line) => on.move(line, ""))}>
            <button
              type="button"
              aria-current={!scope.projectId && !scope.archived}
              onClick={() => chooseScope(ALL)}
            >
              <MessagesSquare size={14} aria-hidden />
              <span className="chat-title">All chats</span>
            </button>
          </li>
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
          {shown.length - few.length} more
        </button>
      )}
    </section>
  );
};

const Project = ({ project, current, menued, on }) => {
  const { id, name, colour, unseen } = project;
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
        {unseen > 0 && (
          <span className="badge" title={`${unseen} unseen`}>
            {unseen > 99 ? "99+" : unseen}
            <span className="only-heard"> unseen</span>
          </span>
        )}
      </button>
      <button
        type="button"
        className="icon small"
        aria-label={`More about ${name}`}
        aria-haspopup="menu"
        aria-expanded={menued}
        title={`More about ${name}`}
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
    <section aria-label="Archived projects">
      <h3>Projects</h3>
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
              aria-label={`Restore ${project.name}`}
              title={`Restore ${project.name}`}
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
