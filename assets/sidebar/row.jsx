// A chat in the list. The list handles clicks and keys, so that a row costs next to nothing.

import { ArchiveRestore, CircleQuestionMark, Ellipsis, Users } from "lucide-react";
import { memo } from "react";
import { isOwn } from "$/public/app/rights.js";
import { isUnseen, waitsForUser } from "$/public/sidebar/chat-groups.js";
import { RenameField } from "$/public/sidebar/rename.jsx";
import { CHAT } from "$/public/words/chat.js";
import { QUESTIONS } from "$/public/words/questions.js";
import { SHARING } from "$/public/words/sharing.js";
import { SIDEBAR } from "$/public/words/sidebar.js";

export const ChatRow = memo(({ line, open, reached, renaming, menued, project, on }) => {
  const { id, waiting } = line;
  const running = Boolean(line.running) && !waiting;
  const title = line.title || CHAT.untitled;
  const unseen = isUnseen(line);
  const place = reached ? 0 : -1;
  if (renaming) {
    const save = (text) => on.rename(line, text);
    return (
      <li data-row={id}>
        <RenameField title={line.title} onSave={save} onClose={(stay) => on.endRename(id, stay)} />
      </li>
    );
  }
  return (
    <li data-row={id} style={project && { "--dot": `var(--project-${project.colour})` }}>
      <a
        href={`/chat/${id}`}
        data-chat-id={id}
        data-running={running}
        data-waiting={waiting}
        data-unseen={unseen}
        aria-current={open ? "page" : undefined}
        title={project ? `${title}\n${SIDEBAR.inProject(project.name)}` : title}
        tabIndex={place}
      >
        <span className="chat-title" dir="auto">
          {title}
        </span>
        {project && <span className="visually-hidden">{SIDEBAR.inProject(project.name)}</span>}
        {line.shared !== "private" && <Whose line={line} />}
        {waiting && <Waits name={waitsForUser(line) ? QUESTIONS.waits : QUESTIONS.waitsForOthers} />}
        {running && <Mark name={SIDEBAR.writing} pulse />}
        {unseen && !running && !waiting && <Mark name={SIDEBAR.newReply} />}
      </a>
      {line.archived && isOwn(line) && (
        <Button icon={ArchiveRestore} name={SIDEBAR.restore(title)} what="restore" place={place} />
      )}
      <Button icon={Ellipsis} name={SIDEBAR.moreAbout(title)} what="menu" place={place} menued={menued} />
    </li>
  );
});

const Mark = ({ name, pulse = false }) => (
  <span className={pulse ? "mark pulse" : "mark"} role="img" aria-label={name} title={name} />
);

// Told from the other marks by its shape: it stands still.
export const Waits = ({ name }) => (
  <span className="mark-waits" role="img" aria-label={name} title={name}>
    <CircleQuestionMark size={14} aria-hidden />
  </span>
);

// Marks a shared chat, with its owner's name where that is another user.
const Whose = ({ line }) => {
  const words = isOwn(line) ? SHARING.shared : SHARING.ownedBy(line.owner);
  return (
    <span className="whose" title={words}>
      {!isOwn(line) && <span aria-hidden>{line.owner}</span>}
      <Users size={12} aria-hidden />
      <span className="visually-hidden">{words}</span>
    </span>
  );
};

/** @param {Props} props */
const Button = ({ icon: Icon, name, what, place, menued }) => (
  <button
    type="button"
    className="icon small"
    data-do={what}
    aria-label={name}
    aria-haspopup={menued === undefined ? undefined : "menu"}
    aria-expanded={menued}
    title={name}
    tabIndex={place}
  >
    <Icon size={16} aria-hidden />
  </button>
);
