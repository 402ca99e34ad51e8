// What stands around the chats: which ones they are, a way back, and words where there are none.

import { Undo2 } from "lucide-react";
import { ALL, chooseScope } from "$/public/app/scope.js";
import { ArchivedProjects } from "$/public/projects/list.jsx";
import { Skeleton } from "$/public/sidebar/load-more.jsx";
import { Dot } from "$/public/ui/dot.jsx";
import { SIDEBAR } from "$/public/words/sidebar.js";

export const ListFrame = ({ list, scope, ready, on, children }) => {
  const project = list.projects.find((it) => it.id === scope.projectId);
  return (
    <>
      {(project?.archived || scope.archived) && <Heading project={project} />}
      {ready && scope.archived && <ArchivedProjects projects={list.projects} on={on} />}
      {ready ? children : <Skeleton rows={6} />}
      {ready && !list.groups.length && !list.more && <Nothing scope={scope} project={project} />}
    </>
  );
};

const Heading = ({ project }) => (
  <div className="scope">
    {project && <Dot colour={project.colour} />}
    <h2 dir="auto">{project?.name ?? SIDEBAR.archive.name}</h2>
    <button
      type="button"
      className="icon small"
      aria-label={SIDEBAR.archive.leave}
      title={SIDEBAR.archive.leave}
      onClick={() => chooseScope(ALL)}
    >
      <Undo2 size={16} aria-hidden />
    </button>
  </div>
);

const Nothing = ({ scope, project }) => {
  if (!project) return <p className="hint">{scope.archived ? SIDEBAR.archive.none : SIDEBAR.none}</p>;
  const [before, behind] = SIDEBAR.projects.none;
  return (
    <p className="hint">
      {before}
      <bdi>{project.name}</bdi>
      {behind}
    </p>
  );
};
