// The project form's state: opened, refused with what was typed, closed when the server has it.

import { useEffect, useRef, useState } from "react";
import { activeTeam } from "$/public/app/scope.js";
import { COLOURS } from "$/public/projects/form.jsx";
import { readLine } from "$/public/sidebar/chat-store.js";
import { newId } from "$/public/ui/ids.js";

const unused = (projects) =>
  COLOURS.find((colour) => projects.every((it) => it.colour !== colour)) ?? COLOURS[0];

// A new project is shown, or the chat that waits for it moves into it.
export const useProjectForm = ({ projects, saved, ask, on }) => {
  const [form, setForm] = useState(null);
  const [awaited, setAwaited] = useState(null);
  const known = useRef(projects);
  known.current = projects;
  useEffect(() => {
    if (form && saved === form.requestId) setForm(null);
  }, [saved]);
  useEffect(() => {
    const made = awaited && projects.find((it) => isMade(it, awaited));
    if (!made || saved !== awaited.requestId) return;
    setAwaited(null);
    const line = awaited.chatId && readLine(awaited.chatId);
    if (line) on.move(line, made.id);
    else on.openProject(made.id);
  }, [projects, saved, awaited]);
  return {
    form,
    begin(chatId = "") {
      const requestId = newId();
      setForm({ requestId, id: "", name: "", colour: unused(known.current), chatId });
    },
    edit({ id, name, colour, revision }) {
      setForm({ requestId: newId(), id, name, colour, revision });
      ask().onLoadInstructions(id);
    },
    save({ name, colour, instructions }) {
      const { requestId, id, revision = 0, chatId } = form;
      const before = new Set(projects.map((it) => it.id));
      if (!id) setAwaited({ requestId, chatId, before, name: asName(name) });
      ask().onSaveProject(requestId, id, revision, name, colour, instructions, activeTeam());
    },
    // A refusal of what the form sent is shown in the form. A user who has read that the project was
    // changed by another may save again.
    refuse(refused) {
      const mine = form && [form.requestId, form.id || null].includes(refused.id);
      const told = mine && refused.kind === "ProjectChangedMeanwhile";
      const now = told && known.current.find((it) => it.id === form.id)?.revision;
      if (mine) setForm({ ...form, problem: refused, revision: now || form.revision });
      return Boolean(mine);
    },
    close: () => setForm(null),
  };
};

const asName = (text) => text.trim().replace(/\s+/g, " ");

const isMade = (project, { before, name }) => !before.has(project.id) && project.name === name;
