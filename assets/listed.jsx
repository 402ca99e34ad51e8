// What stands around the chats: which ones they are, a way back, and words where there are none.

import { Undo2 } from "lucide-react";
import { Dot } from "$/public/dot.jsx";
import { Skeleton } from "$/public/lower.jsx";
import { ArchivedProjects } from "$/public/project-list.jsx";
import { ALL, chooseScope } from "$/public/scope.js";

export const Listed = ({ list, scope, ready, on, children }) => {
  const project = list.projects.find((it) => it.id === scope.projectId);
  return (
    <>
      {(project || scope.archived) && <Heading project={project} />}
      {ready && scope.archived && <ArchivedProjects projects={list.projects} on={on} />}
      {ready ? children : <Skeleton rows={6} />}
      {ready && !list.groups.length && !list.more && <Nothing scope={scope} project={project} />}
    </>
  );
};

const Heading = ({ project }) => (
  <div className="scope">
    {project && <Dot colour={project.colour} />}
    <h2 dir="auto">{project?.name ?? "Archived"}</h2>
    <button
      type="button"
      className="icon small"
      aria-label="Back to all chats"
      title="Back to all chats"
      onClick={() => chooseScope(ALL)}
    >
      <Undo2 size={16} aria-hidden />
    </button>
  </div>
);

const Nothing = ({ scope, project }) => {
  if (scope.archived) {
    return <p className="hint">No chat is archived. Archiving one, from its menu, puts it out of the way.</p>;
  }
  if (project) {
    return (
      <p className="hint">
        No chats in <bdi>{project.name}</bdi> yet. Begin one with “New chat”, or drag one here.
      </p>
    );
  }
  return <p className="hint">No chats yet. Write a message, and its chat is listed here, in every tab.</p>;
};
